/** Numbers as JSON keeps them; NaN, infinities and -0 as text. */
type SavedNumber = number | string

export interface SavedCells {
  /** After the last row. */
  readonly now: readonly SavedNumber[]
  /** Before the last row. */
  readonly before: readonly SavedNumber[]
  readonly series: readonly SavedNumber[]
}

/**
 * All that an indicator remembers: single numbers, and series such as the values of a window.
 *
 * Numbers are kept twice, as they were before the last row and after it: a formula reads the former (`get`) and writes
 * the latter (`set`), so a row can be taken back or tried out without copies. Hence two rules for whoever writes a
 * formula: a number that is to live on is written on every row, and within one row `get` answers what was before it.
 *
 * Series are kept once. They are written only when `isTrial` is false, and so that computing the last row again, as a
 * revision does, still finds what it read the first time.
 */
export class Cells {
  series: Float64Array = new Float64Array(0)
  isTrial = false
  #numbers: Float64Array = new Float64Array(0)
  #count = 0
  /** Where the numbers before the row stand; those after it stand at `#to`. A third place is for trials. */
  #from = 0
  #to = 0

  /** Room for `count` numbers, 0 at first. For constructors only. Answers the place of the first. */
  claim(count: number): number {
    const place = this.#count
    this.#count += count
    this.#numbers = new Float64Array(3 * this.#count)
    this.#from = this.#count
    this.#to = 0
    return place
  }

  /** Room in `series`, 0 at first. For constructors only. */
  claimSeries(length: number): number {
    const place = this.series.length
    this.series = new Float64Array(place + length)
    return place
  }

  get(place: number): number {
    return this.#numbers[this.#from + place] as number
  }

  set(place: number, value: number): void {
    this.#numbers[this.#to + place] = value
  }

  /** From here on a new row is computed; without this call, the last one anew. */
  begin(): void {
    const from = this.#from
    this.#from = this.#to
    this.#to = from
  }

  /** What is computed until `endTrial` leaves no trace. */
  beginTrial(): void {
    this.#from = this.#to
    this.#to = 2 * this.#count
    this.isTrial = true
  }

  /** `begin` and `beginTrial` leave the other of the two places free. */
  endTrial(): void {
    this.#to = this.#from
    this.#from = this.#count - this.#to
    this.isTrial = false
  }

  /** The row changes nothing: all numbers stay as they were. */
  keep(): void {
    this.#numbers.copyWithin(this.#to, this.#from, this.#from + this.#count)
  }

  clear(): void {
    this.#numbers.fill(0)
    this.series.fill(0)
    this.#from = this.#count
    this.#to = 0
  }

  save(): SavedCells {
    return {
      now: Array.from(this.#numbers.subarray(this.#to, this.#to + this.#count), saved),
      before: Array.from(this.#numbers.subarray(this.#from, this.#from + this.#count), saved),
      series: Array.from(this.series, saved),
    }
  }

  /** False when the cells are of another indicator; then nothing has changed. */
  restore({ now, before, series }: SavedCells): boolean {
    if (now.length !== this.#count || before.length !== this.#count || series.length !== this.series.length) return false
    this.#numbers.set(now.map(Number), this.#to)
    this.#numbers.set(before.map(Number), this.#from)
    this.series.set(series.map(Number))
    return true
  }
}

function saved(value: number): SavedNumber {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
