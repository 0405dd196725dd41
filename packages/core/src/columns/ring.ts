/** Rows copied out of a ring, one object each. */
export type RowObjects = readonly Readonly<Record<string, number>>[]
export type RowColumns = Readonly<Record<string, Float64Array>>

/**
 * The columns of one kind of row, in order; the first is the time that rows are sorted by. `view` and `rows` are written
 * out per kind, because object literals are several times faster than objects built name by name.
 */
export interface RowShape {
  readonly names: readonly string[]
  view(columns: readonly Float64Array[], from: number, to: number): RowColumns
  rows(columns: RowColumns): RowObjects
}

/** Rows of the first allocation; it doubles until the ring has its full capacity. */
const firstRows = 256

/**
 * The last `size` rows of a series in typed arrays, sorted by time, rows of one time in order of arrival. Rows slide
 * through arrays a tenth longer than `size`, so every range of them is contiguous: ten moves of a row over its life
 * buy views without a copy. Once full, nothing is allocated any more.
 */
export class Ring {
  readonly #shape: RowShape
  readonly #size: number
  readonly #capacity: number
  #columns: readonly Float64Array[]
  #start = 0
  #end = 0

  constructor(shape: RowShape, size: number) {
    this.#shape = shape
    this.#size = size
    this.#capacity = size + Math.max(1, Math.floor(size / 10))
    const rows = Math.min(firstRows, this.#capacity)
    this.#columns = shape.names.map(() => new Float64Array(rows))
  }

  get shape(): RowShape {
    return this.#shape
  }

  get length(): number {
    return this.#end - this.#start
  }

  /** What the arrays occupy. */
  get bytes(): number {
    return this.#columns.reduce((sum, column) => sum + column.buffer.byteLength, 0)
  }

  /** Time of the newest row; -Infinity when there is none. */
  get lastTime(): number {
    return this.#end === this.#start ? Number.NEGATIVE_INFINITY : (this.#times[this.#end - 1] as number)
  }

  /** Puts a row in its place in time. False for a row older than everything kept by a full ring. */
  add(row: Float64Array): boolean {
    const time = row[0] as number
    if (time >= this.lastTime) {
      this.#write(this.#next(), row)
      return true
    }
    if (this.length === this.#size && time < (this.#times[this.#start] as number)) return false
    this.#next()
    const at = this.#bound(time, this.#end - 1, true)
    for (const column of this.#columns) column.copyWithin(at + 1, at, this.#end - 1)
    this.#write(at, row)
    return true
  }

  /** Replaces the row of this very time; false when there is none. */
  replace(row: Float64Array): boolean {
    const at = this.#bound(row[0] as number, this.#end, false)
    if (at === this.#end || this.#times[at] !== row[0]) return false
    this.#write(at, row)
    return true
  }

  /** Views of the last `n` rows, valid until the next `add`. */
  latest(n: number): RowColumns {
    return this.#shape.view(this.#columns, Math.max(this.#start, this.#end - n), this.#end)
  }

  /** Views of the rows from `from` (inclusive) to `to` (exclusive). */
  range(from: number, to: number): RowColumns {
    const first = this.#bound(from, this.#end, false)
    return this.#shape.view(this.#columns, first, Math.max(first, this.#bound(to, this.#end, false)))
  }

  clear(): void {
    this.#start = 0
    this.#end = 0
  }

  get #times(): Float64Array {
    return this.#columns[0] as Float64Array
  }

  #write(at: number, row: Float64Array): void {
    const columns = this.#columns
    for (let i = 0; i < columns.length; i++) (columns[i] as Float64Array)[at] = row[i] as number
  }

  /** Makes room for one more row at the end and returns its place. */
  #next(): number {
    if (this.#end === this.#times.length) this.#makeRoom()
    if (this.length === this.#size) this.#start++
    return this.#end++
  }

  #makeRoom(): void {
    const rows = this.#times.length
    if (rows < this.#capacity) {
      const wider = Math.min(this.#capacity, rows * 2)
      this.#columns = this.#columns.map((column) => {
        const next = new Float64Array(wider)
        next.set(column)
        return next
      })
      return
    }
    for (const column of this.#columns) column.copyWithin(0, this.#start, this.#end)
    this.#end -= this.#start
    this.#start = 0
  }

  /** The first row before `end` whose time is at least (`after`: more than) `time`. */
  #bound(time: number, end: number, after: boolean): number {
    const times = this.#times
    let [low, high] = [this.#start, end]
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = times[middle] as number
      if (there < time || (after && there === time)) low = middle + 1
      else high = middle
    }
    return low
  }
}
