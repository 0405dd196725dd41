import type { IndicatorInput } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'

/** Columns of invented hourly bars, with all that any indicator reads. */
export type SampleColumns = { readonly [K in IndicatorInput]: Float64Array }

/** Bars in a picture. */
export const sight = 64
/** Bars before them, so that means have settled. */
const past = 480

const hour = 3_600_000
/** Midnight, UTC. */
const begin = Date.UTC(2024, 0, 1)

/** Bars that rise, turn, fall and recover within a picture. They are made up: nobody's data is in the pictures. */
export function sampleBars(): SampleColumns {
  const random = seededRandom('reference pictures')
  const length = past + sight
  const columns = emptyColumns(length)
  let [close, second] = [100, 50]
  for (let row = 0; row < length; row++) {
    const [shock, other] = [swing(random), swing(random)]
    const move = wave(row - past, 52) * 0.32 + wave(row - past, 17) * 0.35 + shock * 0.75
    const open = close + swing(random) * 0.08
    close = Math.max(20, close + move + (100 - close) * 0.02)
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)]
    second += move * 0.3 + other * 0.4 + (50 - second) * 0.02
    fillRow(columns, row, {
      openTime: begin + row * hour,
      open,
      high: top + random() * 0.9,
      low: bottom - random() * 0.9,
      close,
      volume: 40 + 60 * random() + 60 * Math.abs(move),
      quoteVolume: 0,
      price: close,
      second,
      period: Math.round(14 + 10 * Math.sin(row / 9)),
    })
  }
  return columns
}

/** The same bars brought between -0.95 and 0.95, for functions that are about such numbers. */
export function narrowBars({ openTime, volume, quoteVolume, second, period, ...prices }: SampleColumns): SampleColumns {
  const [low, high] = [Math.min(...prices.low.subarray(past)), Math.max(...prices.high.subarray(past))]
  const narrowed = (column: Float64Array): Float64Array => column.map((value) => (1.9 * (value - low)) / (high - low) - 0.95)
  const { open, close, price } = prices
  return {
    openTime,
    volume,
    quoteVolume,
    second,
    period,
    open: narrowed(open),
    high: narrowed(prices.high),
    low: narrowed(prices.low),
    close: narrowed(close),
    price: narrowed(price),
  }
}

export function lastBars(bars: SampleColumns, count: number): SampleColumns {
  return Object.fromEntries(Object.entries(bars).map(([name, column]) => [name, column.slice(-count)])) as unknown as SampleColumns
}

const wave = (row: number, length: number): number => Math.sin((2 * Math.PI * row) / length)

/** About normal, by the sum of four. */
function swing(random: () => number): number {
  return random() + random() + random() + random() - 2
}

function emptyColumns(length: number): SampleColumns {
  const column = (): Float64Array => new Float64Array(length)
  return {
    openTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    price: column(),
    second: column(),
    period: column(),
  }
}

function fillRow(columns: SampleColumns, row: number, values: Readonly<Record<IndicatorInput, number>>): void {
  for (const [name, value] of Object.entries(values)) columns[name as IndicatorInput][row] = value
  columns.quoteVolume[row] = values.volume * values.close
}
