import type { BarSpec } from '@feedloom/core'
import type { BarTable } from '../bars/bar-table.ts'
import type { ChartData, ChartMark, ChartShape } from './chart-data.ts'
import { decimalsOf } from './number-text.ts'
import { type Placed, type PriceRange, type Study, placeStudy } from './place-study.ts'
import { type LedgerGap, barWidth, slotsOf } from './slots.ts'

/** A shape as it is stored, by time. */
export interface TimedShape extends Omit<ChartShape, 'points'> {
  readonly points: readonly (readonly [time: number, price: number])[]
}

/** Bars of one instrument, and what is known of them. */
export interface ChartSource {
  readonly title: string
  readonly facts: string
  readonly interval: BarSpec | undefined
  readonly bars: BarTable
  readonly gaps: readonly LedgerGap[]
  readonly shapes: readonly TimedShape[]
}

/** Values of indicators on all bars, and the bars to show of them: rows `from` to `to`, both included. */
export function chartOf(source: ChartSource, studies: readonly Study[], from: number, to: number): ChartData {
  const { times: barTimes, columns } = source.bars
  const slots = slotsOf(barTimes, from, to, barWidth(source.interval, barTimes), source.gaps)
  const cut = (values: Float64Array | undefined): number[] =>
    slots.rows.map((row) => (row < 0 ? Number.NaN : (values?.[row] ?? Number.NaN)))
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) => cut(columns.get(name))) as [
    number[],
    number[],
    number[],
    number[],
  ]
  const volume = columns.get('volume')
  const range = { low: least(low), high: most(high) }
  const shown = studies.map((study) => ({
    ...study,
    outputs: study.outputs.map(({ name, values }) => ({ name, values: Float64Array.from(cut(values), rounded) })),
  }))
  const placed = shown.map((study) => placeStudy(study, range))
  const inPane = (pane: Placed['pane']) => placed.flatMap((each) => (each.pane === pane && each.pane !== 'marks' ? [each.study] : []))
  return {
    title: source.title,
    facts: source.facts,
    times: slots.times,
    open,
    high,
    low,
    close,
    volume: volume === undefined ? undefined : cut(volume),
    decimals: decimalsOf(close),
    overlays: inPane('price').map((study, hue) => ({ ...study, hue })),
    panes: inPane('own'),
    marks: together(placed.flatMap((each) => (each.pane === 'marks' ? each.marks : []))),
    shapes: source.shapes.flatMap((shape) => inSight(shape, slots.times, range)),
    holes: slots.holes,
  }
}

/** Levels this much outside of what the prices reach are still shown, by its size. */
const beyond = 0.1

/** The part of a shape that lies in the slots; a level goes on to the last of them. */
function inSight({ points, ...shape }: TimedShape, times: readonly number[], { low, high }: PriceRange): ChartShape[] {
  const last = times.length - 1
  const placed = points.map(([time, price]) => [times.findLastIndex((each) => each <= time), price] as const)
  if (shape.kind === 'level') {
    const [[slot, price] = [0, Number.NaN]] = placed
    const near = price >= low - beyond * (high - low) && price <= high + beyond * (high - low)
    return near
      ? [
          {
            ...shape,
            points: [
              [Math.max(slot, 0), price],
              [last, price],
            ],
          },
        ]
      : []
  }
  const seen = placed.filter(([slot]) => slot >= 0)
  return seen.length < 2 || (points.at(-1)?.[0] ?? 0) > (times[last] as number) ? [] : [{ ...shape, points: seen }]
}

/** A chart shows no more than this, and its file is smaller. */
const digits = 9

function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value
}

/** Marks of the same bar and direction become one, with a line for each. */
function together(marks: readonly ChartMark[]): readonly ChartMark[] {
  const bySlot = new Map<string, ChartMark>()
  for (const mark of marks) {
    const key = `${mark.slot} ${mark.direction}`
    const known = bySlot.get(key)
    bySlot.set(key, known === undefined ? mark : { ...known, label: `${known.label}\n${mark.label}` })
  }
  return [...bySlot.values()].sort((a, b) => a.slot - b.slot)
}

const least = (values: readonly number[]): number => values.reduce((low, value) => (value < low ? value : low), Number.POSITIVE_INFINITY)
const most = (values: readonly number[]): number => values.reduce((high, value) => (value > high ? value : high), Number.NEGATIVE_INFINITY)
