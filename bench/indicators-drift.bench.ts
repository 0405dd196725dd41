/** Ten million bars, bar by bar: how far windowed and cumulative indicators are from the same computed anew and exactly. */
import type { Indicator, IndicatorInput } from '@feedloom/core'
import { ad, bbands, cci, correl, linearregSlope, obv, sma, stddev, sum, wma } from '@feedloom/indicators'
import { seededRandom } from '@feedloom/testkit'
import { Exact } from './indicators/exact.ts'
import { finish, goal, heading, type Row, table } from './parts/report.ts'

const total = 10_000_000
/** Rows between two comparisons. */
const stride = 9_973
/** Now and then a price is wrong by this factor: what drifts, drifts by it. */
const spike = 1_000
const spikes = 50_021
const limit = 1e-9
/** Bars that are remembered, of a power of two. */
const kept = 256

type Bar = Record<'high' | 'low' | 'close' | 'volume', number>

const ring = Array.from({ length: kept }, (): Bar => ({ high: 0, low: 0, close: 0, volume: 0 }))
let row = 0
/** The bar of so many rows ago. */
const ago = (rows: number): Bar => ring[(row - rows) & (kept - 1)] as Bar
const lastOf = (period: number, value: (bar: Bar) => number): number[] =>
  Array.from({ length: period }, (_, i) => value(ago(period - 1 - i)))
const closes = (period: number): number[] => lastOf(period, ({ close }) => close)

const meanOf = (values: readonly number[]): number => Exact.sum(values) / values.length

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  const distances = values.map((value) => value - mean)
  const squares = Exact.sum(distances.map((distance) => distance * distance))
  const rest = Exact.sum(distances)
  return Math.sqrt((squares - (rest * rest) / values.length) / values.length)
}

function slopeOf(values: readonly number[]): number {
  const n = values.length
  const middle = (n - 1) / 2
  const mean = meanOf(values)
  const products = Exact.sum(values.map((value, i) => (i - middle) * (value - mean)))
  return products / ((n * (n * n - 1)) / 12)
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [meanOf(a), meanOf(b)]
  const product = Exact.sum(a.map((value, i) => (value - x) * ((b[i] as number) - y)))
  return product / (a.length * deviationOf(a) * deviationOf(b))
}

function channelOf(bars: readonly number[]): number {
  const mean = meanOf(bars)
  const deviation = Exact.sum(bars.map((value) => Math.abs(value - mean))) / bars.length
  return ((bars.at(-1) as number) - mean) / (0.015 * deviation)
}

const exactVolume = new Exact()
const exactFlow = new Exact()
const plainSum = { mean: 0, squares: 0 }

interface Case {
  readonly name: string
  readonly indicator: Indicator
  readonly exact: () => number
  /** What a result counts as 0 against. */
  readonly scale?: number
}

const cases: readonly Case[] = [
  { name: 'SMA 20', indicator: sma({ period: 20 }), exact: () => meanOf(closes(20)) },
  { name: 'SMA 200', indicator: sma({ period: 200 }), exact: () => meanOf(closes(200)) },
  { name: 'SUM 50', indicator: sum({ period: 50 }), exact: () => Exact.sum(closes(50)) },
  { name: 'STDDEV 20', indicator: stddev({ period: 20 }), exact: () => deviationOf(closes(20)) },
  { name: 'STDDEV 200', indicator: stddev({ period: 200 }), exact: () => deviationOf(closes(200)) },
  { name: 'BBANDS 20, upper', indicator: bbands({ period: 20 }), exact: () => meanOf(closes(20)) + 2 * deviationOf(closes(20)) },
  {
    name: 'WMA 50',
    indicator: wma({ period: 50 }),
    exact: () => Exact.sum(closes(50).map((value, i) => value * (i + 1))) / 1_275,
  },
  { name: 'LINEARREG_SLOPE 14', indicator: linearregSlope({ period: 14 }), exact: () => slopeOf(closes(14)), scale: 1 },
  {
    name: 'CORREL 30, high and low',
    indicator: correl({ input: 'high', second: 'low', period: 30 }),
    exact: () =>
      correlationOf(
        lastOf(30, ({ high }) => high),
        lastOf(30, ({ low }) => low),
      ),
    scale: 1,
  },
  {
    name: 'CCI 20',
    indicator: cci({ period: 20 }),
    exact: () => channelOf(lastOf(20, ({ high, low, close }) => (high + low + close) / 3)),
    scale: 1,
  },
  { name: 'OBV', indicator: obv(), exact: () => exactVolume.value, scale: 1 },
  { name: 'AD', indicator: ad(), exact: () => exactFlow.value, scale: 1 },
]

const random = seededRandom(11)
let price = 100

function nextBar(): Bar {
  const before = ago(1).close
  const bar = ago(0)
  price *= 1 + (random() - 0.5) / 500 + (100 - price) * 1e-6
  const shown = row % spikes === spikes - 1 ? price * spike : price
  bar.close = shown
  bar.high = shown * (1 + random() / 1000)
  bar.low = shown * (1 - random() / 1000)
  bar.volume = random() * 100
  if (row === 0 || bar.close > before) exactVolume.add(bar.volume)
  else if (bar.close < before) exactVolume.add(-bar.volume)
  if (bar.high > bar.low) exactFlow.add(((bar.close - bar.low - (bar.high - bar.close)) / (bar.high - bar.low)) * bar.volume)
  return bar
}

/** What a sum that takes off the oldest value makes of the same bars. */
function runPlainSum(period: number): number {
  const { close } = ago(0)
  const old = row < period ? 0 : ago(period).close
  plainSum.mean += close - old
  plainSum.squares += close * close - old * old
  const mean = plainSum.mean / period
  return Math.sqrt(Math.max(0, plainSum.squares / period - mean * mean))
}

heading(`${total / 1e6} million bars, with prices ${spike} times too high now and then`)
const nothing = Number.NaN
const input: { -readonly [K in IndicatorInput]: number } = {
  openTime: nothing,
  open: nothing,
  high: nothing,
  low: nothing,
  close: nothing,
  volume: nothing,
  quoteVolume: nothing,
  price: nothing,
  second: nothing,
  period: nothing,
}
const running = cases.map(({ indicator }) => ({ state: indicator.create(), out: new Float64Array(indicator.outputs.length), worst: 0 }))
let plainWorst = 0
const errorOf = (value: number, exact: number, scale = 0): number => Math.abs(value - exact) / Math.max(Math.abs(exact), scale)

for (row = 0; row < total; row++) {
  const bar = nextBar()
  input.high = bar.high
  input.low = bar.low
  input.close = bar.close
  input.volume = bar.volume
  for (const { state, out } of running) state.update(input, out)
  const plain = runPlainSum(20)
  if (row < kept || (row % stride !== 0 && row < total - 100)) continue
  for (const [i, one] of running.entries()) {
    const { exact, scale } = cases[i] as Case
    one.worst = Math.max(one.worst, errorOf(one.out[0] as number, exact(), scale))
  }
  plainWorst = Math.max(plainWorst, errorOf(plain, deviationOf(closes(20))))
}
const rows = cases.map(({ name }, i): Row => ({ name, cells: [(running[i]?.worst ?? Number.NaN).toExponential(1)] }))
rows.push({ name: 'for comparison: STDDEV 20 by running sums', cells: [plainWorst.toExponential(1)] })
table(['largest relative error'], rows)
console.log()
const worst = Math.max(...running.map((one) => one.worst))
goal(`at most ${limit} from an exact recomputation (${worst.toExponential(1)})`, worst <= limit)
finish()
