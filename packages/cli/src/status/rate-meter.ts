interface Sample {
  readonly at: number
  readonly total: number
}

/** Turns growing totals into rates over the last few seconds. One entry per key, bounded by its window. */
export class RateMeter {
  readonly #windowMs: number
  readonly #samples = new Map<string, Sample[]>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** Takes the total at a moment (monotonic ms) and answers per second over the window; 0 until a second sample. */
  sample(key: string, at: number, total: number): number {
    let samples = this.#samples.get(key)
    if (samples === undefined) this.#samples.set(key, (samples = []))
    samples.push({ at, total })
    // The oldest sample kept is the last one outside the window, so that the window is always covered.
    while (samples.length > 2 && at - (samples[1] as Sample).at >= this.#windowMs) samples.shift()
    const first = samples[0] as Sample
    return at > first.at ? Math.max(0, ((total - first.total) * 1_000) / (at - first.at)) : 0
  }
}
