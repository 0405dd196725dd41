import { type BarSpec, isBarSpec } from '@feedloom/core'
import { z } from 'zod'

/** One entry of `compute:`: `{ rsi: { period: 14 } }`, with `of:` to run over another entry's output. */
export interface ComputeEntry {
  readonly name: string
  /** Plugin type: `rsi`. */
  readonly type: string
  readonly parameters: unknown
  /** Name of another entry, and which of its outputs; undefined output = its first. */
  readonly of: { readonly name: string; readonly output: string | undefined } | undefined
}

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

const calculation = z
  .looseObject({ of: z.string().optional().describe('Run over the output of another entry: `rsi14`, `macd.signal`') })
  .superRefine((entry, context) => {
    const types = Object.keys(entry).filter((key) => key !== 'of')
    if (types.length !== 1) {
      const found = types.length === 0 ? 'none' : types.join(', ')
      context.addIssue({ code: 'custom', message: `expected one indicator such as \`rsi: { period: 14 }\`, found ${found}` })
    }
  })

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
    symbols: z
      .array(z.string())
      .optional()
      .describe('Only these, unified or native; they are warmed up from history before the first live bar'),
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

type Compute = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Inputs first: an entry comes after the one that it runs over. Circles are left to the checker of the whole config. */
function entriesOf(compute: Compute): ComputeEntry[] {
  const waiting = Object.entries(compute).map(([entryName, entry]) => entryOf(entryName, entry))
  const ordered: ComputeEntry[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ of }) => !waiting.some((other) => other.name === of?.name))
    ordered.push(...waiting.splice(Math.max(free, 0), 1))
  }
  return ordered
}

function entryOf(entryName: string, entry: Readonly<Record<string, unknown>>): ComputeEntry {
  const type = Object.keys(entry).find((key) => key !== 'of') ?? ''
  return { name: entryName, type, parameters: entry[type] ?? {}, of: referenceOf(entry['of']) }
}

function referenceOf(of: unknown): ComputeEntry['of'] {
  if (typeof of !== 'string') return undefined
  const dot = of.indexOf('.')
  return dot < 0 ? { name: of, output: undefined } : { name: of.slice(0, dot), output: of.slice(dot + 1) }
}

interface Issue {
  readonly message: string
  readonly path: (string | number)[]
}

/** Entries that run over something that is not there. */
function strays(compute: Compute): Issue[] {
  return Object.entries(compute).flatMap(([entryName, entry]) => {
    const parent = referenceOf(entry['of'])?.name
    return parent === undefined || parent in compute
      ? []
      : [{ message: `there is no entry \`${parent}\``, path: ['compute', entryName, 'of'] }]
  })
}
