import { z } from 'zod'
import { count, duration, interval, symbolList } from '../../config/parts.ts'
import { configError, intervalMs, type Interval } from '../../contracts/index.ts'

export interface MoversConfig {
  readonly input: { readonly kind: 'bar' | 'ticker'; readonly interval: Interval; readonly origin: 'venue' | 'derived' }
  readonly windows?: readonly Interval[] | undefined
  readonly symbols?: readonly string[] | undefined
  /** ms */
  readonly every: number
  readonly top: number | 'all'
  readonly active: 'turnover' | 'relative-volume'
  /** Quote units. */
  readonly minTurnover?: number | undefined
  readonly baseline: number
  /** ms */
  readonly history?: number | undefined
  /** ms */
  readonly grace: number
}

export const moversConfig: z.ZodType<MoversConfig> = z.strictObject({
  input: z
    .strictObject({
      kind: z.enum(['bar', 'ticker']).default('bar').describe('What it computes on: bars, or the rolling day that venues send as tickers.'),
      interval: interval().prefault('1m').describe('Width of the bars: how finely the windows move.'),
      origin: z.enum(['venue', 'derived']).default('venue').describe('Bars as the venue makes them, or made here from trades.'),
    })
    .prefault({})
    .describe('The data that it reads.'),
  windows: z
    .array(interval())
    .min(1)
    .optional()
    .describe('Windows to look back over; whole multiples of the bars. Left out, `[5m, 1h, 24h]`; of tickers `[24h]`.'),
  symbols: symbolList()
    .optional()
    .describe('The universe: unified or native symbols, or patterns (`*/USDT`). With this list it is filled from history at start.'),
  every: duration({ min: '100ms' }).prefault('5s').describe('How often the universe is ranked.'),
  top: z
    .union([count(), z.literal('all')])
    .default(10)
    .describe('Write the first so many gainers, losers and most active of each window; `all` writes every instrument.'),
  active: z
    .enum(['turnover', 'relative-volume'])
    .default('turnover')
    .describe('What makes the most active: turnover in quote units (name a universe of one quote currency), or volume by what is usual.'),
  minTurnover: z.number().positive().optional().describe('Do not rank what was traded for less than this, in quote units.'),
  baseline: count({ max: 1_000 }).default(10).describe('Relative volume is by the mean of so many windows before.'),
  history: duration()
    .optional()
    .describe('How far history is read at start. Left out, the longest window; more than that also tells what volume is usual.'),
  grace: duration().prefault('10s').describe('A bar that has not come this long after its end will not come: nothing was traded.'),
})

/** Memory of one instrument: 49 bytes a step of the longest window. */
const mostSteps = 50_000

export interface MoversPlan {
  readonly windows: readonly Interval[]
  readonly stepMs: number
  /** Widths of the windows, in steps. */
  readonly steps: readonly number[]
}

/** The windows in steps. Throws `FEEDLOOM_MOVERS_WINDOW` for one that cannot be made of what comes in. */
export function planOf({ input, windows }: MoversConfig): MoversPlan {
  if (input.kind === 'ticker') {
    const stray = windows?.findIndex((window) => intervalMs(window) !== 86_400_000) ?? -1
    if (stray >= 0)
      throw refused(stray, `tickers tell of 24 hours, not of ${windows?.[stray]}`, 'Write `windows: [24h]`, or compute on bars.')
    return { windows: windows ?? ['24h'], stepMs: 86_400_000, steps: [1] }
  }
  const wanted = windows ?? ['5m', '1h', '24h']
  const stepMs = intervalMs(input.interval)
  const steps = wanted.map((window, i) => {
    const width = (intervalMs(window) ?? Number.NaN) / (stepMs ?? Number.NaN)
    const text = `a window of ${window} cannot be made of bars of ${input.interval}`
    if (!(Number.isInteger(width) && width >= 1)) throw refused(i, text, `Choose a whole multiple of ${input.interval}.`)
    if (width > mostSteps) throw refused(i, `${text}: it would hold ${width} of them`, 'Choose wider bars for wide windows.')
    return width
  })
  return { windows: wanted, stepMs: stepMs ?? Number.NaN, steps }
}

function refused(i: number, message: string, hint: string): Error {
  return configError('FEEDLOOM_MOVERS_WINDOW', message, { path: `windows[${i}]`, hint })
}
