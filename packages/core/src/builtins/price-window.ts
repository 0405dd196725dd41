/** A MAD of normally distributed values times this is their standard deviation. */
const madToDeviation = 1.4826

/**
 * The last prices of one series, and how far a price lies from their middle: in units of the median absolute deviation,
 * which half of the prices may be wrong without moving.
 */
export class PriceWindow {
  readonly #size: number
  /** In order of arrival, as a ring, and in order of size. */
  readonly #ring: Float64Array
  readonly #sorted: Float64Array
  #count = 0
  #next = 0

  constructor(size: number) {
    this.#size = size
    this.#ring = new Float64Array(size)
    this.#sorted = new Float64Array(size)
  }

  /** Whether it holds enough to judge by: half of its size. */
  get ready(): boolean {
    return this.#count * 2 >= this.#size
  }

  /** NaN while it is empty. */
  get median(): number {
    return middleOf(this.#sorted, this.#count)
  }

  /** How far a price lies from the median, in deviations; never less than `leastDeviation` (price units) counts as one. */
  deviations(price: number, leastDeviation: number): number {
    const { median } = this
    const distance = Math.abs(price - median)
    // The usual case, for which nothing has to be sorted.
    if (distance <= leastDeviation) return distance / leastDeviation
    const distances = this.#sorted.slice(0, this.#count)
    for (let i = 0; i < distances.length; i++) distances[i] = Math.abs((distances[i] as number) - median)
    distances.sort()
    return distance / Math.max(leastDeviation, middleOf(distances, distances.length) * madToDeviation)
  }

  add(price: number): void {
    if (this.#count === this.#size) this.#remove(this.#ring[this.#next] as number)
    const at = this.#placeOf(price)
    this.#sorted.copyWithin(at + 1, at, this.#count)
    this.#sorted[at] = price
    this.#count++
    this.#ring[this.#next] = price
    this.#next = (this.#next + 1) % this.#size
  }

  #remove(price: number): void {
    const at = this.#placeOf(price)
    this.#sorted.copyWithin(at, at + 1, this.#count)
    this.#count--
  }

  /** The first place whose price is not less. */
  #placeOf(price: number): number {
    let [low, high] = [0, this.#count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle] as number) < price) low = middle + 1
      else high = middle
    }
    return low
  }
}

function middleOf(sorted: Float64Array, count: number): number {
  const half = count >>> 1
  return count % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
