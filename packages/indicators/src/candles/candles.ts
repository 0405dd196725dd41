/** Mean over the candles before the one that is measured, times a factor. */
interface Measure {
  readonly candles: number
  readonly factor: number
}

/** TA-Lib's settings. Its BodyShort is its BodyLong from below, and a long shadow is one longer than the candle's body. */
const settings = {
  /** Of the mean body. */
  bodyLong: { candles: 10, factor: 1 },
  /** Of the mean range, as all that follow but one. */
  bodyDoji: { candles: 10, factor: 0.1 },
  /** Of half the mean of both shadows together. */
  shadowShort: { candles: 10, factor: 1 },
  shadowVeryShort: { candles: 10, factor: 0.1 },
  near: { candles: 5, factor: 0.2 },
  far: { candles: 5, factor: 0.6 },
  equal: { candles: 5, factor: 0.05 },
} as const satisfies Record<string, Measure>

/** Prices by row, or the last of them in a ring. */
export interface CandleColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/**
 * The newest candle and those before it, as a pattern reads them: `ago` counts back from the newest, which is 0.
 *
 * Long, short and near are relative to the candles before the one in question. Those means are taken when a pattern
 * asks for them, by adding up ten candles at most: nothing runs along, so nothing drifts, and a pattern that fails by
 * its colours costs next to nothing. TA-Lib's sums run along. Where a body or shadow equals its limit to the last
 * decimal, rounding decides, there by all candles since the first one, here by those of the mean alone.
 */
export class Candles {
  readonly #opens: Float64Array
  readonly #highs: Float64Array
  readonly #lows: Float64Array
  readonly #closes: Float64Array
  /** All ones for whole columns, else the ring's length less one. */
  readonly #mask: number = 0
  #row = 0
  /** The newest candle stands apart: one that is only tried out is not in the columns. */
  #open = 0
  #high = 0
  #low = 0
  #close = 0

  constructor(columns: CandleColumns, mask: number) {
    this.#opens = columns.open
    this.#highs = columns.high
    this.#lows = columns.low
    this.#closes = columns.close
    this.#mask = mask
  }

  /** Makes this the newest candle. */
  turnTo(row: number, open: number, high: number, low: number, close: number): void {
    this.#row = row
    this.#open = open
    this.#high = high
    this.#low = low
    this.#close = close
  }

  open(ago: number): number {
    return ago === 0 ? this.#open : (this.#opens[(this.#row - ago) & this.#mask] as number)
  }

  high(ago: number): number {
    return ago === 0 ? this.#high : (this.#highs[(this.#row - ago) & this.#mask] as number)
  }

  low(ago: number): number {
    return ago === 0 ? this.#low : (this.#lows[(this.#row - ago) & this.#mask] as number)
  }

  close(ago: number): number {
    return ago === 0 ? this.#close : (this.#closes[(this.#row - ago) & this.#mask] as number)
  }

  /** A candle that closes where it opened counts as white. */
  isWhite(ago: number): boolean {
    return this.close(ago) >= this.open(ago)
  }

  isBlack(ago: number): boolean {
    return this.close(ago) < this.open(ago)
  }

  /** 1 for white, -1 for black. */
  colour(ago: number): 1 | -1 {
    return this.isWhite(ago) ? 1 : -1
  }

  body(ago: number): number {
    return Math.abs(this.close(ago) - this.open(ago))
  }

  /** Upper end of the body. */
  top(ago: number): number {
    return Math.max(this.open(ago), this.close(ago))
  }

  /** Lower end of the body. */
  bottom(ago: number): number {
    return Math.min(this.open(ago), this.close(ago))
  }

  range(ago: number): number {
    return this.high(ago) - this.low(ago)
  }

  upperShadow(ago: number): number {
    return this.high(ago) - this.top(ago)
  }

  lowerShadow(ago: number): number {
    return this.bottom(ago) - this.low(ago)
  }

  /** The body is above the mean; what is not long is at most the mean. */
  isLong(ago: number): boolean {
    return this.body(ago) > this.#meanBody(ago)
  }

  /** The body is below the mean. */
  isShort(ago: number): boolean {
    return this.body(ago) < this.#meanBody(ago)
  }

  /** Next to no body. */
  isDoji(ago: number): boolean {
    return this.body(ago) <= this.dojiBody(ago)
  }

  /** The most that a doji of that time has between open and close. */
  dojiBody(ago: number): number {
    return this.#ofMeanRange(settings.bodyDoji, ago)
  }

  /** Next to no shadow above the body. */
  isShavenHead(ago: number): boolean {
    return this.upperShadow(ago) < this.#ofMeanRange(settings.shadowVeryShort, ago)
  }

  /** Next to no shadow below the body. */
  isShavenBottom(ago: number): boolean {
    return this.lowerShadow(ago) < this.#ofMeanRange(settings.shadowVeryShort, ago)
  }

  /** Next to no shadows. */
  isShaven(ago: number): boolean {
    const least = this.#ofMeanRange(settings.shadowVeryShort, ago)
    return this.upperShadow(ago) < least && this.lowerShadow(ago) < least
  }

  hasUpperShadow(ago: number): boolean {
    return this.upperShadow(ago) > this.#ofMeanRange(settings.shadowVeryShort, ago)
  }

  hasLowerShadow(ago: number): boolean {
    return this.lowerShadow(ago) > this.#ofMeanRange(settings.shadowVeryShort, ago)
  }

  /** The upper shadow is shorter than shadows use to be. */
  hasShortUpperShadow(ago: number): boolean {
    return this.upperShadow(ago) < this.meanShadow(ago)
  }

  hasShortShadows(ago: number): boolean {
    const mean = this.meanShadow(ago)
    return this.upperShadow(ago) < mean && this.lowerShadow(ago) < mean
  }

  /** The upper shadow is longer than the body. */
  hasLongUpperShadow(ago: number): boolean {
    return this.upperShadow(ago) > this.body(ago)
  }

  hasLongLowerShadow(ago: number): boolean {
    return this.lowerShadow(ago) > this.body(ago)
  }

  /** The upper shadow is longer than twice the body. */
  hasVeryLongUpperShadow(ago: number): boolean {
    return this.upperShadow(ago) > 2 * this.body(ago)
  }

  hasVeryLongLowerShadow(ago: number): boolean {
    return this.lowerShadow(ago) > 2 * this.body(ago)
  }

  /** Length of one shadow. */
  meanShadow(ago: number): number {
    const { candles, factor } = settings.shadowShort
    const end = this.#row - ago
    let sum = 0
    for (let row = end - candles; row < end; row++) sum += this.#shadows(row & this.#mask)
    return (factor * (sum / candles)) / 2
  }

  /** Distance within which prices are near each other. */
  near(ago: number): number {
    return this.#ofMeanRange(settings.near, ago)
  }

  /** Distance beyond which they are far from each other. */
  far(ago: number): number {
    return this.#ofMeanRange(settings.far, ago)
  }

  /** Distance within which they are as good as equal. */
  equal(ago: number): number {
    return this.#ofMeanRange(settings.equal, ago)
  }

  /** Whether a price is as good as equal to another one of the candle that long ago. */
  isEqual(price: number, other: number, ago: number): boolean {
    const equal = this.equal(ago)
    return price <= other + equal && price >= other - equal
  }

  /** The body lies above that of the candle so many rows ago, free of it. */
  gapsUp(ago: number, from: number): boolean {
    return this.bottom(ago) > this.top(from)
  }

  gapsDown(ago: number, from: number): boolean {
    return this.top(ago) < this.bottom(from)
  }

  /** Shadows and all, the candle lies above the other one. */
  jumpsUp(ago: number, from: number): boolean {
    return this.low(ago) > this.high(from)
  }

  jumpsDown(ago: number, from: number): boolean {
    return this.high(ago) < this.low(from)
  }

  #meanBody(ago: number): number {
    const [opens, closes, mask] = [this.#opens, this.#closes, this.#mask]
    const { candles } = settings.bodyLong
    const end = this.#row - ago
    let sum = 0
    for (let row = end - candles; row < end; row++) sum += Math.abs((closes[row & mask] as number) - (opens[row & mask] as number))
    return sum / candles
  }

  #ofMeanRange({ candles, factor }: Measure, ago: number): number {
    const [highs, lows, mask] = [this.#highs, this.#lows, this.#mask]
    const end = this.#row - ago
    let sum = 0
    for (let row = end - candles; row < end; row++) sum += (highs[row & mask] as number) - (lows[row & mask] as number)
    return factor * (sum / candles)
  }

  /** Both of them, in the columns. */
  #shadows(place: number): number {
    const open = this.#opens[place] as number
    const close = this.#closes[place] as number
    const upper = (this.#highs[place] as number) - Math.max(open, close)
    return upper + (Math.min(open, close) - (this.#lows[place] as number))
  }
}
