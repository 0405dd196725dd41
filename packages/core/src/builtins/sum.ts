/**
 * A float64 with 15 significant digits holds any decimal number of that length; the digits beyond are the noise of
 * binary arithmetic.
 */
export function tidy(value: number): number {
  return Number(value.toPrecision(15))
}

/**
 * A sum that does not gather rounding errors (Neumaier 1974, https://doi.org/10.1002/zamm.19740540106), so that the
 * volume of a bar is the same whether it comes from trades or from smaller bars.
 */
export class Sum {
  #sum = 0
  #lost = 0

  add(value: number): void {
    const next = this.#sum + value
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum
    this.#sum = next
  }

  get value(): number {
    return tidy(this.#sum + this.#lost)
  }

  /** Whether the sum is at least `amount`; cheap while it is clearly less. */
  reaches(amount: number): boolean {
    return this.#sum >= amount * (1 - 1e-9) && this.value >= amount
  }
}
