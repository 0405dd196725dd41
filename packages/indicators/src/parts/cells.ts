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
  #count = 0
  /** 1 within a trial. */
  #trials = 0
  /** As they were before the row, as they are after it, and a place for trials: they change places, nothing is copied. */
  #before: number[] = doubles(0)
  #now: number[] = doubles(0)
  #spare: number[] = doubles(0)

  get isTrial(): boolean {
    return this.#trials > 0
  }

  /** Room for `count` numbers, 0 at first. For constructors only. Answers the place of the first. */
  claim(count: number): number {
    const place = this.#count
    this.#count += count
    this.#before = doubles(this.#count)
    this.#now = doubles(this.#count)
    this.#spare = doubles(this.#count)
    return place
  }

  /** Room in `series`, 0 at first. For constructors only. */
  claimSeries(length: number): number {
    const place = this.series.length
    this.series = new Float64Array(place + length)
    return place
  }

  get(place: number): number {
    return this.#before[place] as number
  }

  set(place: number, value: number): void {
    this.#now[place] = value
  }

  /** What `get` reads and `set` writes, for formulas of so many numbers that calls would cost: in effect until the row ends. */
  get before(): readonly number[] {
    return this.#before
  }

  get now(): number[] {
    return this.#now
  }

  /** From here on a new row is computed; without this call, the last one anew. */
  begin(): void {
    const before = this.#before
    this.#before = this.#now
    this.#now = before
  }

  /** What is computed until `endTrial` leaves no trace. */
  beginTrial(): void {
    const spare = this.#spare
    this.#spare = this.#before
    this.#before = this.#now
    this.#now = spare
    this.#trials = 1
  }

  endTrial(): void {
    const spare = this.#now
    this.#now = this.#before
    this.#before = this.#spare
    this.#spare = spare
    this.#trials = 0
  }

  /** The row changes nothing: all numbers stay as they were. */
  keep(): void {
    for (let place = 0; place < this.#count; place++) this.set(place, this.get(place))
  }

  clear(): void {
    this.#before.fill(0)
    this.#now.fill(0)
    this.series.fill(0)
  }

  save(): SavedCells {
    return { now: this.#now.map(saved), before: this.#before.map(saved), series: Array.from(this.series, saved) }
  }

  /** False when the cells are of another indicator; then nothing has changed. */
  restore({ now, before, series }: SavedCells): boolean {
    if (now.length !== this.#count || before.length !== this.#count || series.length !== this.series.length) return false
    for (let place = 0; place < this.#count; place++) {
      this.#now[place] = Number(now[place])
      this.#before[place] = Number(before[place])
    }
    this.series.set(series.map(Number))
    return true
  }
}

/**
 * Zeros in an array that the engine knows to hold doubles: lighter than a typed array, of which a thousand small ones
 * cost more than what they hold.
 */
function doubles(count: number): number[] {
  const numbers = [0.5]
  numbers.length = 0
  for (let i = 0; i < count; i++) numbers.push(0)
  return numbers.slice()
}

function saved(value: number): SavedNumber {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
