interface Sample {
  readonly at: number
  readonly total: number
}

/** Turns growing totals into rates over the last few seconds. One entry per key, bounded by its window. */
export class RateMeter {
  readonly #windowMs: number
  readonly #samples = new Map<string, Sample[]>()
  /** The last two moments at which anything was sampled. */
  #now = Number.NaN
  #before = Number.NaN

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /**
   * Takes the total at a moment (monotonic ms) and answers per second over the window. A key that is new counts as
   * nothing at the moment sampled before; the very first sample answers 0.
   */
  sample(key: string, at: number, total: number): number {
    if (at !== this.#now) [this.#before, this.#now] = [this.#now, at]
    let samples = this.#samples.get(key)
    if (samples === undefined) this.#samples.set(key, (samples = Number.isNaN(this.#before) ? [] : [{ at: this.#before, total: 0 }]))
    samples.push({ at, total })
    // The oldest sample kept is the last one outside the window, so that the window is always covered.
    while (samples.length > 2 && at - (samples[1] as Sample).at >= this.#windowMs) samples.shift()
    const first = samples[0] as Sample
    return at > first.at ? Math.max(0, ((total - first.total) * 1_000) / (at - first.at)) : 0
  }
}
