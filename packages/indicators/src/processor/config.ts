import { type BarSpec, isBarSpec } from '@feedloom/core'
import { z } from 'zod'
import { type ComputeEntry, entriesOf, strays, typesIn } from './entries.ts'

const bar = z.string().refine(isBarSpec, 'expected an interval such as 1m, 4h, 1d, or tick:N, volume:X, value:X')
const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const every = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a duration with a unit, such as 500ms, 30s, 5m')
  .transform((text) => {
    const unit = text.replace(/[\d.]/g, '')
    return Number(text.slice(0, -unit.length)) * (durationUnits[unit] as number)
  })
  .refine((ms) => ms > 0, 'expected more than 0')

const name = z.string().regex(/^[A-Za-z][\w-]*$/, 'expected a name of letters, digits, dashes')

const series = z.string().min(1)

const calculation = z
  .looseObject({
    of: z
      .union([series, z.array(series).min(1).max(2)])
      .optional()
      .describe('Run over other series than the own bars: `rsi14`, `macd.signal`, BTC/USDT, or two of them as a list'),
    second: series.optional().describe('The other series of a pair: an instrument such as BTC/USDT, an entry, or a column such as volume'),
  })
  .superRefine((entry, context) => {
    const types = typesIn(entry)
    if (types.length !== 1) {
      const found = types.length === 0 ? 'none' : types.join(', ')
      context.addIssue({ code: 'custom', message: `expected one indicator such as \`rsi: { period: 14 }\`, found ${found}` })
    }
    if (Array.isArray(entry.of) && entry.of.length === 2 && entry.second !== undefined) {
      context.addIssue({ code: 'custom', message: 'the second series is in `of` already', path: ['second'] })
    }
  })
  // Editors are offered the indicators that the plugins of the config give.
  .meta({ 'x-feedloom-plugin': 'indicator' })

/** Keys of the `indicators` processor. */
export const indicatorsSchema: z.ZodType<IndicatorsConfig> = z
  .strictObject({
    input: z
      .strictObject({
        kind: z.literal('bar').default('bar').describe('What it computes on'),
        interval: z
          .union([bar, z.array(bar).min(1)])
          .transform((one) => (Array.isArray(one) ? one : [one]) as BarSpec[])
          .describe('Width of the bars, or several; each is a series of its own'),
        origin: z.enum(['venue', 'derived']).default('venue').describe('Bars as the venue makes them, or made here from trades'),
      })
      .describe('The bars that it reads'),
    compute: z.record(name, calculation).describe('Indicators by name: `rsi14: { rsi: { period: 14 } }`'),
    symbols: z.array(z.string()).optional().describe('Only these, unified or native; left out, all whose bars come'),
    preview: z.boolean().default(false).describe('Also compute on the forming bar, at each of its updates'),
    every: every.optional().describe('Compute on the forming bar at most this often instead'),
  })
  .superRefine((config, context) => {
    for (const issue of strays(config.compute)) context.addIssue({ code: 'custom', ...issue })
  })
  .transform((config) => ({ ...config, compute: entriesOf(config.compute) }))

export interface IndicatorsConfig {
  readonly input: { readonly kind: 'bar'; readonly interval: readonly BarSpec[]; readonly origin: 'venue' | 'derived' }
  readonly compute: readonly ComputeEntry[]
  readonly symbols?: readonly string[] | undefined
  readonly preview: boolean
  /** ms */
  readonly every?: number | undefined
}
