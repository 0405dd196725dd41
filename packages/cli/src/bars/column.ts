/** Numbers of which nobody knows how many there will be. */
export class Column {
  #values = new Float64Array(1_024)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = value
  }

  values(): Float64Array {
    return this.#values.slice(0, this.#length)
  }
}
