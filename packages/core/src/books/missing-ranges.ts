interface Range {
  from: number
  to: number
}

/** Whole numbers that are missing, as few ranges: healing mostly takes them away from one end. */
export class MissingRanges {
  readonly #ranges: Range[]
  #count: number

  /** Both inclusive. */
  constructor(from: number, to: number) {
    this.#ranges = [{ from, to }]
    this.#count = to - from + 1
  }

  /** How many are still missing. */
  get count(): number {
    return this.#count
  }

  /** Takes a number out; false when it is not missing. */
  found(value: number): boolean {
    const at = this.#ranges.findIndex((range) => value >= range.from && value <= range.to)
    const range = this.#ranges[at]
    if (range === undefined) return false
    this.#count--
    if (range.from === range.to) this.#ranges.splice(at, 1)
    else if (value === range.from) range.from++
    else if (value === range.to) range.to--
    else {
      this.#ranges.splice(at + 1, 0, { from: value + 1, to: range.to })
      range.to = value - 1
    }
    return true
  }

  /** Whether each of these, both inclusive, is missing. */
  holdsAll(from: number, to: number): boolean {
    return this.#ranges.some((range) => range.from <= from && range.to >= to)
  }

  /** Takes numbers out, both inclusive. */
  foundAll(from: number, to: number): void {
    for (const range of this.#ranges.filter((one) => one.from <= to && one.to >= from)) {
      const parts = [
        { from: range.from, to: Math.min(range.to, from - 1) },
        { from: Math.max(range.from, to + 1), to: range.to },
      ].filter((part) => part.from <= part.to)
      this.#ranges.splice(this.#ranges.indexOf(range), 1, ...parts)
    }
    this.#count = this.#ranges.reduce((sum, range) => sum + range.to - range.from + 1, 0)
  }
}
