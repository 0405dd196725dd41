import { periods, unknown } from './entrant.ts'

/** Classes as one writes them who wants nothing but the next value: no revision, no preview, no bar without a price. */

export class Sma {
  #sum = 0
  #count = 0
  #slot = 0
  readonly #ring: Float64Array

  constructor(period: number) {
    this.#ring = new Float64Array(period)
  }

  next(value: number): number {
    const ring = this.#ring
    this.#sum += value - (ring[this.#slot] as number)
    ring[this.#slot] = value
    this.#slot = this.#slot + 1 === ring.length ? 0 : this.#slot + 1
    if (this.#count < ring.length) this.#count++
    return this.#count < ring.length ? unknown : this.#sum / ring.length
  }
}

export class Ema {
  #mean = 0
  #count = 0
  readonly #period: number = 0
  readonly #share: number = 0

  constructor(period: number) {
    this.#period = period
    this.#share = 2 / (period + 1)
  }

  next(value: number): number {
    if (this.#count === this.#period) return (this.#mean += (value - this.#mean) * this.#share)
    this.#mean += value / this.#period
    return ++this.#count === this.#period ? this.#mean : unknown
  }
}

class Wilder {
  #mean = 0
  #count = 0
  readonly #period: number = 0

  constructor(period: number) {
    this.#period = period
  }

  next(value: number): number {
    if (this.#count === this.#period) return (this.#mean = (this.#mean * (this.#period - 1) + value) / this.#period)
    this.#mean += value / this.#period
    return ++this.#count === this.#period ? this.#mean : unknown
  }
}

export class Rsi {
  #last = unknown
  readonly #gain: Wilder
  readonly #loss: Wilder

  constructor(period: number) {
    this.#gain = new Wilder(period)
    this.#loss = new Wilder(period)
  }

  next(value: number): number {
    const change = value - this.#last
    this.#last = value
    if (Number.isNaN(change)) return unknown
    const gain = this.#gain.next(change > 0 ? change : 0)
    return 100 * (gain / (gain + this.#loss.next(change < 0 ? -change : 0)))
  }
}

export class Macd {
  signal = unknown
  histogram = unknown
  #count = 0
  readonly #fast = new Ema(periods.macd.fast)
  readonly #slow = new Ema(periods.macd.slow)
  readonly #signal = new Ema(periods.macd.signal)

  next(value: number): number {
    const slow = this.#slow.next(value)
    if (this.#count < periods.macd.slow) this.#count++
    if (this.#count <= periods.macd.slow - periods.macd.fast) return unknown
    const line = this.#fast.next(value) - slow
    if (this.#count < periods.macd.slow) return unknown
    this.signal = this.#signal.next(line)
    this.histogram = line - this.signal
    return line
  }
}

export class Bands {
  middle = unknown
  lower = unknown
  #sum = 0
  #squares = 0
  #count = 0
  #slot = 0
  readonly #ring: Float64Array

  constructor(period: number) {
    this.#ring = new Float64Array(period)
  }

  next(value: number): number {
    const ring = this.#ring
    const old = ring[this.#slot] as number
    this.#sum += value - old
    this.#squares += value * value - old * old
    ring[this.#slot] = value
    this.#slot = this.#slot + 1 === ring.length ? 0 : this.#slot + 1
    if (this.#count < ring.length && ++this.#count < ring.length) return unknown
    const mean = this.#sum / ring.length
    const width = periods.deviations * Math.sqrt(this.#squares / ring.length - mean * mean)
    this.middle = mean
    this.lower = mean - width
    return mean + width
  }
}

export class Atr {
  #close = unknown
  readonly #mean: Wilder

  constructor(period: number) {
    this.#mean = new Wilder(period)
  }

  next(high: number, low: number, close: number): number {
    const before = this.#close
    this.#close = close
    if (Number.isNaN(before)) return unknown
    return this.#mean.next(Math.max(high - low, Math.abs(high - before), Math.abs(low - before)))
  }
}

export class Stoch {
  signal = unknown
  #count = 0
  #top = 0
  #bottom = 0
  readonly #highs = new Float64Array(periods.stoch.window)
  readonly #lows = new Float64Array(periods.stoch.window)
  readonly #k = new Sma(periods.stoch.slowing)
  readonly #d = new Sma(periods.stoch.signal)

  next(high: number, low: number, close: number): number {
    const n = periods.stoch.window
    const i = this.#count++
    const slot = i % n
    this.#highs[slot] = high
    this.#lows[slot] = low
    const first = Math.max(0, i - n + 1)
    if (this.#top < first) this.#top = this.#find(this.#highs, 1, first, i)
    else if (high >= (this.#highs[this.#top % n] as number)) this.#top = i
    if (this.#bottom < first) this.#bottom = this.#find(this.#lows, -1, first, i)
    else if (low <= (this.#lows[this.#bottom % n] as number)) this.#bottom = i
    if (i < n - 1) return unknown
    const lowest = this.#lows[this.#bottom % n] as number
    const range = (this.#highs[this.#top % n] as number) - lowest
    const k = this.#k.next(range === 0 ? 0 : (100 * (close - lowest)) / range)
    if (i >= n + periods.stoch.slowing - 2) this.signal = this.#d.next(k)
    return k
  }

  #find(ring: Float64Array, sign: 1 | -1, first: number, last: number): number {
    let found = first
    for (let i = first + 1; i <= last; i++) {
      if ((ring[i % ring.length] as number) * sign >= (ring[found % ring.length] as number) * sign) found = i
    }
    return found
  }
}

export class Adx {
  #high = 0
  #low = 0
  #close = 0
  #plus = 0
  #minus = 0
  #range = 0
  #mean = 0
  #count = 0
  readonly #period: number = 0

  constructor(period: number) {
    this.#period = period
  }

  next(high: number, low: number, close: number): number {
    const n = this.#period
    const up = high - this.#high
    const down = this.#low - low
    const before = this.#close
    this.#high = high
    this.#low = low
    this.#close = close
    const i = this.#count
    if (i < 2 * n) this.#count++
    if (i === 0) return unknown
    const kept = i < n ? 1 : 1 - 1 / n
    this.#plus = this.#plus * kept + (up > down && up > 0 ? up : 0)
    this.#minus = this.#minus * kept + (down > up && down > 0 ? down : 0)
    this.#range = this.#range * kept + Math.max(high - low, Math.abs(high - before), Math.abs(low - before))
    if (i < n) return unknown
    const directional = (100 * Math.abs(this.#plus - this.#minus)) / (this.#plus + this.#minus)
    this.#mean = i < 2 * n ? this.#mean + directional / n : (this.#mean * (n - 1) + directional) / n
    return i < 2 * n - 1 ? unknown : this.#mean
  }
}

export class Cci {
  #sum = 0
  #count = 0
  #slot = 0
  readonly #ring: Float64Array

  constructor(period: number) {
    this.#ring = new Float64Array(period)
  }

  next(high: number, low: number, close: number): number {
    const ring = this.#ring
    const price = (high + low + close) / 3
    this.#sum += price - (ring[this.#slot] as number)
    ring[this.#slot] = price
    this.#slot = this.#slot + 1 === ring.length ? 0 : this.#slot + 1
    if (this.#count < ring.length && ++this.#count < ring.length) return unknown
    const mean = this.#sum / ring.length
    let deviation = 0
    for (let i = 0; i < ring.length; i++) deviation += Math.abs((ring[i] as number) - mean)
    return (price - mean) / (0.015 * (deviation / ring.length))
  }
}

export class Obv {
  #total = 0
  #last = Number.NEGATIVE_INFINITY

  next(close: number, volume: number): number {
    this.#total += close > this.#last ? volume : close < this.#last ? -volume : 0
    this.#last = close
    return this.#total
  }
}
