import { type Bar, type BarSpec, type HistoryReader, type Instrument, intervalMs } from '@feedloom/core'
import { barSpec } from '@feedloom/core/config'
import { z } from 'zod'

const longestMonthMs = 31 * 86_400_000

type BarInputShape = {
  interval: z.ZodType<readonly BarSpec[], string | string[]>
  origin: z.ZodDefault<z.ZodEnum<{ venue: 'venue'; derived: 'derived' }>>
}

export const barInputSchema: z.ZodObject<BarInputShape, z.core.$strict> = z.strictObject({
  interval: z
    .union([barSpec(), z.array(barSpec()).min(1)])
    .transform((one): readonly BarSpec[] => (Array.isArray(one) ? one : [one]))
    .describe('Width of the bars, or several; each is a series of its own.'),
  origin: z.enum(['venue', 'derived']).default('venue').describe('Bars as the venue makes them, or made here from trades.'),
})

export type BarInput = z.output<typeof barInputSchema>

export const symbolsSchema: z.ZodOptional<z.ZodArray<z.ZodString>> = z
  .array(z.string().min(1))
  .optional()
  .describe('Only these, unified or native; they are warmed up from history before the first live event.')

/** Whether a list of symbols names the instrument; without a list all are meant. */
export function isNamed({ symbol, nativeSymbol }: Instrument, symbols: readonly string[] | undefined): boolean {
  return symbols === undefined || symbols.includes(symbol) || symbols.includes(nativeSymbol)
}

export interface BarSpan {
  readonly instrument: Instrument
  readonly interval: BarSpec
  readonly origin: Bar['origin']
  /** Exclusive. */
  readonly to: number
  readonly rows: number
}

/** The last closed bars before a time, oldest first. */
export async function* closedBars(history: HistoryReader, span: BarSpan, signal: AbortSignal): AsyncGenerator<Bar> {
  const { instrument, interval, origin, to, rows } = span
  const width = interval.endsWith('M') ? Number.parseInt(interval, 10) * longestMonthMs : intervalMs(interval)
  // Bars of activity have no width: the last rows of all time.
  const from = width === undefined ? 0 : to - (rows + 1) * width
  for await (const batch of history.read({ instrument, kind: 'bar', interval, from, to, last: rows }, signal)) {
    if (batch.kind !== 'bar') continue
    for (const bar of batch.events as readonly Bar[]) {
      if (bar.final && bar.origin === origin && bar.interval === interval) yield bar
    }
  }
}
