/** A power of two. */
const size = 256
const thousand = 1000
const endings: readonly string[] = Array.from({ length: thousand }, (_, i) => String(i).padStart(3, '0'))

/**
 * Integers to text, equal to `String(value)`: ids of a stream follow each other, so all but the last three digits are
 * mostly known.
 */
export class IdTexts {
  readonly #heads = new Float64Array(size).fill(-1)
  readonly #texts: string[] = Array.from({ length: size }, () => '')

  /** A safe integer that is not negative. */
  text(value: number): string {
    const head = Math.floor(value / thousand)
    if (head === 0) return String(value)
    const place = head & (size - 1)
    if (this.#heads[place] !== head) {
      this.#heads[place] = head
      this.#texts[place] = String(head)
    }
    return (this.#texts[place] as string) + (endings[value - head * thousand] as string)
  }
}
