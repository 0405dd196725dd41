/** Gaps that must have been seen before a stream may be called silent. */
const minSamples = 50
/** Of an exponential (Poisson) stream, one gap in a million is 20 medians long. */
const medians = 20
const peaks = 3
/** The longest gap so far counts half after ten minutes. */
const peakDecayPerMs = Math.LN2 / 600_000
/** Nothing is called silent sooner; nothing that may be silent longer than the upper limit is watched at all. */
const shortestMs = 3_000
const longestMs = 60_000

/**
 * What one stream has taught about its own spacing: the median of its gaps, which a few long ones do not move, and the
 * longest of the recent past, for streams that come in bursts.
 */
export class Spacing {
  #median = 0
  #peak = 0
  #samples = 0

  /** `gapMs` above 0, between two messages. */
  learn(gapMs: number): void {
    this.#samples++
    this.#peak = Math.max(gapMs, this.#peak * (1 - Math.min(0.5, gapMs * peakDecayPerMs)))
    if (this.#samples === 1) this.#median = gapMs
    // A step up or down by a share that shrinks: the median is where both come equally often.
    else this.#median *= gapMs > this.#median ? 1 + this.#step : 1 / (1 + this.#step)
  }

  /** How long the stream may be mute, ms; undefined where that is not known yet, or too long to say anything. */
  get limitMs(): number | undefined {
    if (this.#samples < minSamples) return undefined
    const limit = Math.max(shortestMs, medians * this.#median, peaks * this.#peak)
    return limit > longestMs ? undefined : limit
  }

  get #step(): number {
    return Math.max(0.02, 1 / this.#samples)
  }
}
