/** The last ids of one series, so that a repeat is recognised; older ones are forgotten. */
export class RecentIds {
  readonly #ring: (string | undefined)[]
  readonly #known = new Set<string>()
  #next = 0

  constructor(size: number) {
    this.#ring = Array.from({ length: size }, () => undefined)
  }

  /** True for an id that was here before. */
  repeats(id: string): boolean {
    if (this.#known.has(id)) return true
    const oldest = this.#ring[this.#next]
    if (oldest !== undefined) this.#known.delete(oldest)
    this.#ring[this.#next] = id
    this.#next = (this.#next + 1) % this.#ring.length
    this.#known.add(id)
    return false
  }
}
