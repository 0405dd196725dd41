import { z } from 'zod'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as people write it (`500ms`, `30s`, `5m`, `1h`, `1d`), parsed to milliseconds. */
export function duration(description: string): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a duration with a unit, such as 500ms, 30s, 5m, 1h or 1d')
    .describe(description)
    .transform((text) => {
      const unit = text.replace(/[\d.]/g, '')
      return Number(text.slice(0, -unit.length)) * (unitMs[unit] as number)
    })
}
