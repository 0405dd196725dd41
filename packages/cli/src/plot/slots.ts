import { type BarSpec, intervalMs } from '@feedloom/core'
import { duration } from '../figures.ts'
import type { ChartHole } from './chart-data.ts'

/** A span of time in which the store says that something is missing. */
export interface LedgerGap {
  readonly from: number
  /** Undefined while it is open. */
  readonly to: number | undefined
  /** `lost` */
  readonly state: string
  readonly cause: string
}

/** The time axis: bars, and places of bars that are missing. */
export interface Slots {
  readonly times: readonly number[]
  /** Row of the bar in each slot; -1 where there is none. */
  readonly rows: readonly number[]
  readonly holes: readonly ChartHole[]
}

/** However long nothing was there, it takes no more of the axis than this share of the bars. */
const widestHole = 0.04

/** Lays bars `from` to `to` (both included) out. `width` is undefined for bars of activity: between those, nothing can be missing. */
export function slotsOf(barTimes: Float64Array, from: number, to: number, width: number | undefined, gaps: readonly LedgerGap[]): Slots {
  const times: number[] = []
  const rows: number[] = []
  const holes: ChartHole[] = []
  const most = Math.max(3, Math.round((to - from + 1) * widestHole))
  for (let row = from; row <= to; row++) {
    const time = barTimes[row] as number
    const before = times.at(-1)
    if (before !== undefined && width !== undefined && time - before >= 2 * width) {
      const missing = Math.round((time - before) / width) - 1
      const shown = Math.min(missing, most)
      for (let n = 1; n <= shown; n++) {
        times.push(before + width * (1 + Math.round(((missing - 1) * (n - 1)) / Math.max(shown - 1, 1))))
        rows.push(-1)
      }
      const spread = {
        from: times.length - shown,
        to: times.length - 1,
        known: 'absent',
        label: `no bars for ${duration(missing * width)}`,
      } as const
      holes.push(spread)
    }
    times.push(time)
    rows.push(row)
  }
  const known = ledgerHoles(times, width, gaps)
  const unknown = holes.filter(({ from: begin, to: end }) => !known.some((hole) => hole.from <= begin && hole.to >= end))
  return { times, rows, holes: [...unknown, ...known] }
}

/** The slots that a gap of the ledger touches. */
function ledgerHoles(times: readonly number[], width: number | undefined, gaps: readonly LedgerGap[]): ChartHole[] {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0]
  return gaps.flatMap(({ from, to = Number.POSITIVE_INFINITY, state, cause }): ChartHole[] => {
    const end = (slot: number): number => times[slot + 1] ?? last + (width ?? 1)
    if (to < first || from >= end(times.length - 1)) return []
    const begin = times.findIndex((_, slot) => end(slot) > from)
    const until = times.findLastIndex((time) => time <= to)
    return begin < 0 || until < begin ? [] : [{ from: begin, to: until, known: 'ledger', label: `${state}: ${cause}` }]
  })
}

/** Width of bars in ms: of their interval, or the one that is most frequent between them. */
export function barWidth(interval: BarSpec | undefined, times: Float64Array): number | undefined {
  if (interval !== undefined) return intervalMs(interval)
  const seen = new Map<number, number>()
  for (let row = 1; row < times.length; row++) {
    const step = (times[row] as number) - (times[row - 1] as number)
    seen.set(step, (seen.get(step) ?? 0) + 1)
  }
  return [...seen].sort((a, b) => b[1] - a[1])[0]?.[0]
}
