import { type Bar, type BarSpec, type EpochMs, type HistoryQuery, type HistoryReader, type Logger, intervalMs } from '@feedloom/core'
import type { Missing, Series } from './series.ts'

const longestMonthMs = 31 * 86_400_000
/** Bars beyond those that the indicators need: a late one among the newest is to find a beginning that is forgotten. */
const spareRows = 64
/** Series that are read at a time. */
const readers = 8
/** Holes in what a store has that are asked for, newest first. */
const mostHoles = 16
const namesSaid = 5

export interface WarmUp {
  readonly history: HistoryReader
  readonly signal: AbortSignal
  readonly now: () => EpochMs
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly origin: 'venue' | 'derived'
  /** Rows until the slowest indicator has converged. */
  readonly convergence: number
}

/** Fills series from history, and says in the log which of them have too little to begin converged. */
export async function warmUp(all: readonly Series[], around: WarmUp): Promise<void> {
  const waiting = [...all]
  const short: string[] = []
  const work = async (): Promise<void> => {
    for (let series = waiting.shift(); series !== undefined; series = waiting.shift()) {
      const problem = await fill(series, around)
      if (problem !== undefined) short.push(`${series.facts.instrument.symbol} ${series.facts.interval} (${problem})`)
    }
  }
  await Promise.all(Array.from({ length: readers }, work))
  if (short.length === 0) return
  const more = short.length > namesSaid ? `, and ${short.length - namesSaid} more` : ''
  // No venue keeps the bars that are made here: that a first run has none is as it should be.
  const level = around.origin === 'derived' ? 'info' : 'warn'
  around.log[level](`history is short: the first values are not converged for ${short.slice(0, namesSaid).join(', ')}${more}`, {
    series: short.length,
    of: all.length,
    needs: around.convergence + 1,
  })
}

/** Answers what is wrong with the history of one series. */
async function fill(series: Series, around: WarmUp): Promise<string | undefined> {
  const { instrument, interval } = series.facts
  const { convergence, origin, now } = around
  const rows = convergence + 1 + spareRows
  const width = intervalMs(interval)
  // A bar is made here only where there were trades: none is missing where there is none.
  const widthMs = origin === 'venue' ? width : undefined
  const to = now() + 1
  const query = { instrument, kind: 'bar', interval, origin, to } as const
  // Bars of activity have no width: the last rows of all time.
  const from = to - (rows + 1) * (width ?? monthsMs(interval) ?? Number.POSITIVE_INFINITY)
  let failure: unknown
  const read = async (part: Partial<HistoryQuery>): Promise<void> => {
    try {
      await readInto(series, { ...query, from: Math.max(from, 0), ...part }, around)
    } catch (thrown) {
      around.signal.throwIfAborted()
      failure ??= thrown
    }
  }
  await read(Number.isFinite(from) ? {} : { last: rows })
  let holes: readonly Missing[] = []
  if (widthMs !== undefined) {
    for (const hole of series.missing(widthMs).slice(-mostHoles)) await read(hole)
    holes = series.missing(widthMs)
  }
  series.warmed(widthMs, holes)
  if (failure !== undefined) return failure instanceof Error ? failure.message : 'history could not be read'
  const found = series.history.length
  if (found <= convergence) return `${found} bars of ${convergence + 1}`
  return holes.length > 0 ? `bars are missing in ${holes.length} places` : undefined
}

function monthsMs(interval: BarSpec): number | undefined {
  return interval.endsWith('M') ? Number.parseInt(interval, 10) * longestMonthMs : undefined
}

async function readInto(series: Series, query: HistoryQuery, { history, signal, origin }: WarmUp): Promise<void> {
  for await (const batch of history.read(query, signal)) {
    if (batch.kind !== 'bar') continue
    for (const bar of batch.events as readonly Bar[]) {
      if (bar.final && bar.origin === origin && bar.interval === query.interval) series.close(bar, undefined)
    }
  }
  series.recompute(undefined)
}
