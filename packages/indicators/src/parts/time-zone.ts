import { z } from 'zod'

const minuteMs = 60_000
const offsetPattern = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/

/** How far the clocks of a zone are ahead of UTC at a moment, in ms. */
export type OffsetAt = (ts: number) => number

/** `UTC`, an offset such as `+05:30`, or a name such as `America/New_York`. Undefined for anything else. */
export function offsetsOf(zone: string): OffsetAt | undefined {
  if (zone === 'UTC') return () => 0
  const [, sign, hours, minutes] = offsetPattern.exec(zone) ?? []
  if (sign !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes)) * minuteMs * (sign === '-' ? -1 : 1)
    return () => offset
  }
  return namedOffsets(zone)
}

function namedOffsets(zone: string): OffsetAt | undefined {
  const format = formatOf(zone)
  if (format === undefined) return undefined
  return (ts) => {
    const parts = Object.fromEntries(format.formatToParts(ts).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ts / 1000) * 1000
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric'
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric } as const
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields })
  } catch {
    return undefined
  }
}

/** Where days begin. */
export function zone(): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .refine((text) => offsetsOf(text) !== undefined, 'expected `UTC`, an offset such as `+05:30`, or a name such as `America/New_York`')
    .default('UTC')
    .describe('Whose midnight is meant: `UTC`, an offset such as `+05:30`, or a name such as `America/New_York`')
}
