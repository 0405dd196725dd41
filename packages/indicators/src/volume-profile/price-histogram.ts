/** One row of prices: its number (price by step), volume, and what of it takers bought and sold. */
type Row = [row: number, volume: number, bought: number, sold: number]

/** Plain JSON. */
export interface HistogramState {
  step: number
  rows: Row[]
  /** Base units of which nobody knows who took them. */
  unsided: number
}

/**
 * Volume by price. A row stands for its price and reaches half a step to both sides. When there would be more rows than
 * `maxRows`, three become one: memory stays bounded whatever prices come.
 */
export class PriceHistogram {
  readonly #maxRows: number
  readonly #rows = new Map<number, Row>()
  #step: number
  #unsided = 0

  constructor(step: number, maxRows: number) {
    this.#step = step
    this.#maxRows = maxRows
  }

  get step(): number {
    return this.#step
  }

  get isSided(): boolean {
    return this.#unsided === 0
  }

  /** All of it at one price. `bought` is NaN where nobody knows. */
  add(price: number, volume: number, bought: number): void {
    this.#put(Math.round(price / this.#step), volume, bought)
    this.#fit()
  }

  /** Spread evenly from `low` to `high`: each row gets what it overlaps. */
  addRange(low: number, high: number, volume: number, bought: number): void {
    while ((high - low) / this.#step > this.#maxRows) this.#coarsen()
    const [first, last] = [Math.round(low / this.#step), Math.round(high / this.#step)]
    if (first === last) this.#put(first, volume, bought)
    else this.#spread(first, last, [low, high], volume / (high - low), bought / (high - low))
    this.#fit()
  }

  /** Takes back what `addRange` has added, to the last digits of a float64. */
  removeRange(low: number, high: number, volume: number, bought: number): void {
    this.addRange(low, high, -volume, -bought)
    const nothing = 1e-9 * volume
    if (Math.abs(this.#unsided) <= nothing) this.#unsided = 0
    for (const [at, row] of this.#rows) if (row[1] <= nothing) this.#rows.delete(at)
  }

  /** Takes another histogram in; the coarser step of the two remains. Both must have begun with the same one. */
  merge(other: PriceHistogram): void {
    while (this.#step < other.#step * (1 - 1e-9)) this.#coarsen()
    const times = Math.round(this.#step / other.#step)
    for (const [row, volume, bought, sold] of other.sorted()) this.#sum(Math.round(row / times), volume, bought, sold)
    this.#unsided += other.#unsided
    this.#fit()
  }

  /** Rows with volume, by price. */
  sorted(): readonly Readonly<Row>[] {
    return [...this.#rows.values()].toSorted(([a], [b]) => a - b)
  }

  save(): HistogramState {
    return { step: this.#step, rows: this.sorted().map((row) => [...row]), unsided: this.#unsided }
  }

  restore({ step, rows, unsided }: HistogramState): void {
    this.#step = step
    this.#unsided = unsided
    this.#rows.clear()
    for (const row of rows) this.#rows.set(row[0], [...row])
  }

  /** Volumes are given per unit of price. */
  #spread(first: number, last: number, [low, high]: readonly [number, number], volume: number, bought: number): void {
    for (let row = first; row <= last; row++) {
      const height = Math.min(high, (row + 0.5) * this.#step) - Math.max(low, (row - 0.5) * this.#step)
      if (height > 0) this.#put(row, volume * height, bought * height)
    }
  }

  #put(row: number, volume: number, bought: number): void {
    if (Number.isNaN(bought)) {
      this.#unsided += volume
      this.#sum(row, volume, 0, 0)
    } else this.#sum(row, volume, bought, volume - bought)
  }

  #sum(at: number, volume: number, bought: number, sold: number): void {
    const row = this.#rows.get(at)
    if (row === undefined) this.#rows.set(at, [at, volume, bought, sold])
    else {
      row[1] += volume
      row[2] += bought
      row[3] += sold
    }
  }

  #fit(): void {
    while (this.#rows.size > this.#maxRows) this.#coarsen()
  }

  #coarsen(): void {
    const rows = this.sorted()
    this.#rows.clear()
    this.#step *= 3
    for (const [row, volume, bought, sold] of rows) this.#sum(Math.round(row / 3), volume, bought, sold)
  }
}

/** Price of a row without the last digit's noise: row 3 of step 0.1 is 0.3. */
export function priceOfRow(row: number, step: number): number {
  const parts = Math.round(1 / step)
  return Math.abs(parts * step - 1) < 1e-9 ? row / parts : row * step
}

/** The number of the form 1, 2 or 5 times a power of ten that is nearest to `wanted`, by ratio. */
export function roundStep(wanted: number): number {
  const power = Math.floor(Math.log10(wanted))
  const steps = [1, 2, 5, 10].map((digit) => (power < 0 ? digit / 10 ** -power : digit * 10 ** power))
  return steps.reduce((best, step) => (Math.abs(Math.log(step / wanted)) < Math.abs(Math.log(best / wanted)) ? step : best))
}
