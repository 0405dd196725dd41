/** A sum in twice the digits of a double: what an addition rounds off is added up too (T. J. Dekker, 1971). */
export class Exact {
  #high = 0
  #low = 0

  static sum(values: readonly number[]): number {
    const sum = new Exact()
    for (const value of values) sum.add(value)
    return sum.value
  }

  get value(): number {
    return this.#high + this.#low
  }

  add(value: number): void {
    const sum = this.#high + value
    const taken = sum - this.#high
    this.#low += this.#high - (sum - taken) + (value - taken)
    this.#high = sum
  }
}
