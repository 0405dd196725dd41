import { readFileSync } from 'node:fs'
import { seededRandom, sharedPath } from '@feedloom/testkit'
import type { StructureBar, StructureColumns, StructureDetector } from '../structure/bars.ts'

export type WholeColumns = Required<{ [K in keyof StructureColumns]-?: Float64Array }>

const minute = 60_000

function columns(length: number, bar: (row: number) => readonly [high: number, low: number, close: number, volume: number]): WholeColumns {
  const made: WholeColumns = {
    openTime: Float64Array.from({ length }, (_, row) => row * minute),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  }
  for (let row = 0; row < length; row++) {
    const [high, low, close, volume] = bar(row)
    made.high[row] = high
    made.low[row] = low
    made.close[row] = close
    made.volume[row] = volume
  }
  return made
}

/** Standard normal, Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A geometric Brownian motion of twenty steps a bar: what no pattern has any meaning in. */
export function randomWalk(length: number, seed: number): WholeColumns {
  const random = seededRandom(seed)
  let price = Math.log(100)
  return columns(length, () => {
    let [high, low] = [price, price]
    for (let step = 0; step < 20; step++) {
      price += normal(random) * 0.0002
      high = Math.max(high, price)
      low = Math.min(low, price)
    }
    return [Math.exp(high), Math.exp(low), Math.exp(price), 100 * Math.exp(normal(random) / 2)]
  })
}

/** White noise around one price: no bar remembers the one before. */
export function whiteNoise(length: number, seed: number): WholeColumns {
  const random = seededRandom(seed)
  let before = 100
  return columns(length, () => {
    const close = 100 + normal(random) * 0.1
    const [high, low] = [Math.max(before, close) + 0.02, Math.min(before, close) - 0.02]
    before = close
    return [high, low, close, 100]
  })
}

/**
 * A series drawn by its turning points (row, price), straight between them, with normal noise of `noise` on the closes and
 * wicks of 0.1; rows before the first point wander around it.
 */
export function drawn(points: readonly (readonly [row: number, price: number])[], noise = 0, seed = 1): WholeColumns {
  const random = seededRandom(seed)
  const length = (points.at(-1)?.[0] ?? 0) + 1
  const priceAt = (row: number): number => {
    const next = points.findIndex(([at]) => at >= row)
    const [toRow, toPrice] = points[next] as readonly [number, number]
    const [fromRow, fromPrice] = points[next - 1] ?? [0, toPrice]
    return toRow === fromRow ? toPrice : fromPrice + ((toPrice - fromPrice) * (row - fromRow)) / (toRow - fromRow)
  }
  let before = priceAt(0)
  return columns(length, (row) => {
    const close = priceAt(row) + normal(random) * noise
    const [high, low] = [Math.max(before, close) + 0.1, Math.min(before, close) - 0.1]
    before = close
    return [high, low, close, 100]
  })
}

/** Upside down around a price: every high becomes a low. */
export function mirrored(bars: WholeColumns, around: number): WholeColumns {
  const turn = (column: Float64Array): Float64Array => column.map((price) => 2 * around - price)
  return { ...bars, high: turn(bars.low), low: turn(bars.high), close: turn(bars.close) }
}

export function scaled(bars: WholeColumns, factor: number, delayMs = 0): WholeColumns {
  const times = (column: Float64Array): Float64Array => column.map((price) => price * factor)
  return {
    openTime: bars.openTime.map((time) => time + delayMs),
    high: times(bars.high),
    low: times(bars.low),
    close: times(bars.close),
    volume: bars.volume,
  }
}

/** Prices on a grid of 1/1024, so that turning and scaling them loses nothing. */
export function onGrid(bars: WholeColumns): WholeColumns {
  const round = (column: Float64Array): Float64Array => column.map((price) => Math.round(price * 1024) / 1024)
  return { ...bars, high: round(bars.high), low: round(bars.low), close: round(bars.close) }
}

/** Real bars, or those of `edge`; undefined where the shared folder is missing. */
export function realBars(series: 'dev' | 'fx' | 'edge'): WholeColumns | undefined {
  const path = sharedPath('golden', 'indicators', series, 'input.csv')
  if (path === undefined) return undefined
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const names = header.split(',')
  const rows = lines.map((line) => line.split(',').map(Number))
  const column = (name: string): Float64Array => Float64Array.from(rows, (row) => row[names.indexOf(name)] as number)
  return { openTime: column('timestamp'), high: column('high'), low: column('low'), close: column('close'), volume: column('volume') }
}

export function barAt(bars: WholeColumns, row: number): StructureBar {
  const at = (column: Float64Array): number => column[row] as number
  return { openTime: at(bars.openTime), high: at(bars.high), low: at(bars.low), close: at(bars.close), volume: at(bars.volume) }
}

/** Row by row, and at each of `cuts` saved as text and taken up by another instance. */
export function streamed<Statement>(
  create: () => StructureDetector<Statement>,
  bars: WholeColumns,
  cuts: readonly number[] = [],
): readonly Statement[] {
  let detector = create()
  const statements: Statement[] = []
  for (let row = 0; row < bars.close.length; row++) {
    if (cuts.includes(row)) {
      const saved: unknown = JSON.parse(JSON.stringify(detector.save()))
      detector = create()
      detector.restore(saved)
    }
    statements.push(...detector.update(barAt(bars, row)))
  }
  return statements
}
