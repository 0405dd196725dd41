/**
 * Milliseconds since the Unix epoch, UTC, as a float64 that may carry a fraction.
 * Whole microseconds survive the round trip `us -> us / 1000 -> Math.round(ms * 1000)` until the year 2109.
 * Nanoseconds below the microsecond travel beside it, in `EventHeader.nanos`.
 */
export type EpochMs = number

/** Bar width as venues and config files write it: `1s`, `1m`, `4h`, `1d`, `1w`, `1M`. */
export type Interval = `${number}${'s' | 'm' | 'h' | 'd' | 'w' | 'M'}`

/**
 * What closes a bar: a time interval, or an amount of activity.
 * `tick:100` closes after 100 trades, `volume:5` after 5 units of base, `value:100000` after 100,000 units of quote.
 */
export type BarSpec = Interval | `tick:${number}` | `volume:${number}` | `value:${number}`

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const intervalPattern = /^([1-9]\d*)([smhdwM])$/
const activityPattern = /^(?:tick:[1-9]\d*|(?:volume|value):(?=[\d.]*[1-9])\d+(?:\.\d+)?)$/
/** Monday, 5 January 1970: weeks open on Mondays, 00:00 UTC. */
const firstMondayMs = 345_600_000

/** Whether the text is a time interval such as `15m`. */
export function isInterval(text: string): text is Interval {
  return intervalPattern.test(text)
}

/** Whether the text is an interval or `tick:N`, `volume:X`, `value:X` with a positive amount. */
export function isBarSpec(text: string): text is BarSpec {
  return isInterval(text) || activityPattern.test(text)
}

/** Width in ms; undefined for calendar months (their width varies) and for activity bars (they have none). */
export function intervalMs(spec: BarSpec): number | undefined {
  const match = intervalPattern.exec(spec)
  if (match === null || match[2] === 'M') return undefined
  return Number(match[1]) * (unitMs[match[2] as string] as number)
}

/**
 * Open time of the interval that contains `ts`. Multiples of the width since the epoch; weeks open on Monday,
 * months on the first, 00:00 UTC. NaN for activity bars, whose borders only the trades know.
 */
export function openTimeOf(spec: BarSpec, ts: EpochMs): EpochMs {
  const match = intervalPattern.exec(spec)
  if (match === null) return Number.NaN
  if (match[2] === 'M') return monthOpen(Number(match[1]), ts, 0)
  const width = Number(match[1]) * (unitMs[match[2] as string] as number)
  const phase = match[2] === 'w' ? firstMondayMs : 0
  return Math.floor((ts - phase) / width) * width + phase
}

/** Open time of the interval after the one that contains `ts`. NaN for activity bars. */
export function nextOpenTimeOf(spec: BarSpec, ts: EpochMs): EpochMs {
  const match = intervalPattern.exec(spec)
  if (match === null) return Number.NaN
  if (match[2] === 'M') return monthOpen(Number(match[1]), ts, 1)
  return openTimeOf(spec, ts) + Number(match[1]) * (unitMs[match[2] as string] as number)
}

function monthOpen(months: number, ts: EpochMs, ahead: number): EpochMs {
  const date = new Date(ts)
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
  return Date.UTC(1970, (Math.floor(month / months) + ahead) * months, 1)
}
