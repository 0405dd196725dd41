import { type Entrant, type Pass, periods } from './entrant.ts'
import type { Market } from './market.ts'

/** Loops over typed arrays as one writes them who wants nothing but this one column, in TA-Lib's formulas. */

type Column = Float64Array
type Loop = (columns: Market['columns'], out: Column) => void

const over =
  (loop: Loop) =>
  ({ columns, length }: Market): Pass => {
    const out = new Float64Array(length).fill(Number.NaN)
    return () => {
      loop(columns, out)
      return out
    }
  }

const at = (column: Column, i: number): number => column[i] as number

function sma(values: Column, n: number, out: Column): void {
  let sum = 0
  for (let i = 0; i < n - 1; i++) sum += at(values, i)
  for (let i = n - 1; i < values.length; i++) {
    sum += at(values, i)
    out[i] = sum / n
    sum -= at(values, i - n + 1)
  }
}

function ema(values: Column, begin: number, n: number, out: Column): void {
  const share = 2 / (n + 1)
  let mean = 0
  for (let i = begin; i < begin + n; i++) mean += at(values, i)
  mean /= n
  out[begin + n - 1] = mean
  for (let i = begin + n; i < values.length; i++) {
    mean += (at(values, i) - mean) * share
    out[i] = mean
  }
}

function rsi(values: Column, n: number, out: Column): void {
  let gain = 0
  let loss = 0
  for (let i = 1; i < values.length; i++) {
    const change = at(values, i) - at(values, i - 1)
    const up = change > 0 ? change : 0
    const down = change < 0 ? -change : 0
    gain = i <= n ? gain + up / n : (gain * (n - 1) + up) / n
    loss = i <= n ? loss + down / n : (loss * (n - 1) + down) / n
    if (i >= n) out[i] = 100 * (gain / (gain + loss))
  }
}

const macdColumns = { slow: new Float64Array(0), signal: new Float64Array(0), histogram: new Float64Array(0) }

function macd(values: Column, out: Column): void {
  const { fast, slow, signal } = periods.macd
  const columns = macdColumns
  if (columns.slow.length !== values.length) {
    for (const name of ['slow', 'signal', 'histogram'] as const) columns[name] = new Float64Array(values.length)
  }
  ema(values, slow - fast, fast, out)
  ema(values, 0, slow, columns.slow)
  for (let i = slow - 1; i < values.length; i++) out[i] = at(out, i) - at(columns.slow, i)
  ema(out, slow - 1, signal, columns.signal)
  for (let i = slow + signal - 2; i < values.length; i++) columns.histogram[i] = at(out, i) - at(columns.signal, i)
}

const bandColumns = { middle: new Float64Array(0), lower: new Float64Array(0) }

function bbands(values: Column, n: number, out: Column): void {
  if (bandColumns.middle.length !== values.length) {
    bandColumns.middle = new Float64Array(values.length)
    bandColumns.lower = new Float64Array(values.length)
  }
  const { middle, lower } = bandColumns
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = at(values, i)
    sum += value
    squares += value * value
    if (i < n - 1) continue
    const mean = sum / n
    const width = periods.deviations * Math.sqrt(squares / n - mean * mean)
    out[i] = mean + width
    middle[i] = mean
    lower[i] = mean - width
    const old = at(values, i - n + 1)
    sum -= old
    squares -= old * old
  }
}

function trueRange(high: number, low: number, before: number): number {
  return Math.max(high - low, Math.abs(high - before), Math.abs(low - before))
}

function atr({ high, low, close }: Market['columns'], n: number, out: Column): void {
  let mean = 0
  for (let i = 1; i < close.length; i++) {
    const range = trueRange(at(high, i), at(low, i), at(close, i - 1))
    mean = i <= n ? mean + range / n : (mean * (n - 1) + range) / n
    if (i >= n) out[i] = mean
  }
}

const stochColumns = { fast: new Float64Array(0), signal: new Float64Array(0) }

/** The extremes are looked for anew when they leave the window. */
function stoch({ high, low, close }: Market['columns'], out: Column): void {
  const { window, slowing, signal } = periods.stoch
  if (stochColumns.fast.length !== close.length) {
    stochColumns.fast = new Float64Array(close.length)
    stochColumns.signal = new Float64Array(close.length)
  }
  const { fast } = stochColumns
  let top = 0
  let bottom = 0
  for (let i = 0; i < close.length; i++) {
    const first = Math.max(0, i - window + 1)
    if (top < first) {
      top = first
      for (let k = first + 1; k <= i; k++) if (at(high, k) >= at(high, top)) top = k
    } else if (at(high, i) >= at(high, top)) top = i
    if (bottom < first) {
      bottom = first
      for (let k = first + 1; k <= i; k++) if (at(low, k) <= at(low, bottom)) bottom = k
    } else if (at(low, i) <= at(low, bottom)) bottom = i
    const range = at(high, top) - at(low, bottom)
    fast[i] = range === 0 ? 0 : (100 * (at(close, i) - at(low, bottom))) / range
  }
  sma(fast.subarray(window - 1), slowing, out.subarray(window - 1))
  sma(out.subarray(window + slowing - 2), signal, stochColumns.signal.subarray(window + slowing - 2))
}

function adx({ high, low, close }: Market['columns'], n: number, out: Column): void {
  let plus = 0
  let minus = 0
  let range = 0
  let mean = 0
  for (let i = 1; i < close.length; i++) {
    const up = at(high, i) - at(high, i - 1)
    const down = at(low, i - 1) - at(low, i)
    const kept = i < n ? 1 : 1 - 1 / n
    plus = plus * kept + (up > down && up > 0 ? up : 0)
    minus = minus * kept + (down > up && down > 0 ? down : 0)
    range = range * kept + trueRange(at(high, i), at(low, i), at(close, i - 1))
    if (i < n) continue
    const directional = (100 * Math.abs(plus - minus)) / (plus + minus)
    mean = i < 2 * n ? mean + directional / n : (mean * (n - 1) + directional) / n
    if (i >= 2 * n - 1) out[i] = mean
  }
}

const typical = { prices: new Float64Array(0) }

function cci({ high, low, close }: Market['columns'], n: number, out: Column): void {
  if (typical.prices.length !== close.length) typical.prices = new Float64Array(close.length)
  const { prices } = typical
  let sum = 0
  for (let i = 0; i < close.length; i++) {
    const price = (at(high, i) + at(low, i) + at(close, i)) / 3
    prices[i] = price
    sum += price
    if (i < n - 1) continue
    const mean = sum / n
    let deviation = 0
    for (let k = i - n + 1; k <= i; k++) deviation += Math.abs(at(prices, k) - mean)
    out[i] = (price - mean) / (0.015 * (deviation / n))
    sum -= at(prices, i - n + 1)
  }
}

function obv(close: Column, volume: Column, out: Column): void {
  let total = at(volume, 0)
  out[0] = total
  for (let i = 1; i < close.length; i++) {
    const change = at(close, i) - at(close, i - 1)
    total += change > 0 ? at(volume, i) : change < 0 ? -at(volume, i) : 0
    out[i] = total
  }
}

export const entrant: Entrant = {
  sma: { batch: over(({ close }, out) => sma(close, periods.sma, out)) },
  ema: { batch: over(({ close }, out) => ema(close, 0, periods.ema, out)) },
  rsi: { batch: over(({ close }, out) => rsi(close, periods.rsi, out)) },
  macd: { batch: over(({ close }, out) => macd(close, out)) },
  bbands: { batch: over(({ close }, out) => bbands(close, periods.bbands, out)) },
  atr: { batch: over((columns, out) => atr(columns, periods.atr, out)) },
  stoch: { batch: over((columns, out) => stoch(columns, out)) },
  adx: { batch: over((columns, out) => adx(columns, periods.adx, out)) },
  cci: { batch: over((columns, out) => cci(columns, periods.cci, out)) },
  obv: { batch: over(({ close, volume }, out) => obv(close, volume, out)) },
}
