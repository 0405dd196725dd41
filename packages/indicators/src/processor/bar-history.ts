import type { Bar, EpochMs } from '@feedloom/core'
import type { MutableRow } from '../parts/row.ts'

const columns = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume'] as const
/** Open time and event time stand before the columns. */
const firstColumn = 2
const width = firstColumn + columns.length
const firstRows = 64

/** What became of a bar: a new row, one that is there already, other values for a row, or older than what is kept. */
export type Placement = 'new' | 'same' | 'changed' | 'too-old'

/**
 * The closed bars of one series, oldest first, at least as many as the indicators need to forget where they began:
 * what a late or corrected bar is put into before everything is computed anew.
 */
export class BarHistory {
  readonly #capacity: number
  #rows = new Float64Array(firstRows * width)
  #length = 0
  #hasDropped = false

  constructor(capacity: number) {
    this.#capacity = Math.max(capacity, firstRows)
  }

  get length(): number {
    return this.#length
  }

  openTime(row: number): EpochMs {
    return this.#rows[row * width] as number
  }

  /** The venue's time of the bar event. */
  ts(row: number): EpochMs {
    return this.#rows[row * width + 1] as number
  }

  /** The last open time; before all times while empty. */
  get last(): EpochMs {
    return this.#length === 0 ? Number.NEGATIVE_INFINITY : this.openTime(this.#length - 1)
  }

  /** First row that opened later. */
  after(openTime: EpochMs): number {
    const place = this.#placeOf(openTime)
    return place < this.#length && this.openTime(place) === openTime ? place + 1 : place
  }

  /** The row that opened then; -1 where there is none. */
  find(openTime: EpochMs): number {
    const place = this.#placeOf(openTime)
    return place < this.#length && this.openTime(place) === openTime ? place : -1
  }

  put(bar: Bar): Placement {
    const place = this.#placeOf(bar.openTime)
    if (place < this.#length && this.openTime(place) === bar.openTime) return this.#replace(place, bar)
    if (place === 0 && this.#hasDropped) return 'too-old'
    const dropped = this.#makeRoom()
    if (place < dropped) return 'too-old'
    this.#rows.copyWithin((place - dropped + 1) * width, (place - dropped) * width, this.#length * width)
    this.#write(place - dropped, bar)
    this.#length++
    return 'new'
  }

  /** Fills `into` with a row. */
  read(row: number, into: MutableRow): void {
    const at = row * width
    into.openTime = this.#rows[at] as number
    for (let k = 0; k < columns.length; k++) {
      into[columns[k] as (typeof columns)[number]] = this.#rows[at + firstColumn + k] as number
    }
    into.price = into.close
  }

  /** First row whose open time is not before `openTime`; the newest are found at once. */
  #placeOf(openTime: EpochMs): number {
    let end = this.#length
    if (end === 0 || this.openTime(end - 1) < openTime) return end
    if (end === 1 || this.openTime(end - 2) < openTime) return end - 1
    let begin = 0
    while (begin < end) {
      const middle = (begin + end) >>> 1
      if (this.openTime(middle) < openTime) begin = middle + 1
      else end = middle
    }
    return begin
  }

  /** Grows by and by to an eighth more than the capacity, then drops that eighth, the oldest: returns how many rows. */
  #makeRoom(): number {
    const room = this.#rows.length / width
    const most = this.#capacity + (this.#capacity >> 3)
    if (this.#length < room) return 0
    if (room < most) {
      const grown = new Float64Array(Math.min(2 * room, most) * width)
      grown.set(this.#rows)
      this.#rows = grown
      return 0
    }
    const dropped = this.#length - this.#capacity
    this.#rows.copyWithin(0, dropped * width, this.#length * width)
    this.#length = this.#capacity
    this.#hasDropped = true
    return dropped
  }

  #replace(place: number, bar: Bar): Placement {
    const at = place * width + firstColumn
    const isSame = columns.every((column, k) => Object.is(this.#rows[at + k], bar[column] ?? Number.NaN))
    if (!isSame) this.#write(place, bar)
    return isSame ? 'same' : 'changed'
  }

  #write(row: number, bar: Bar): void {
    const at = row * width
    this.#rows[at] = bar.openTime
    this.#rows[at + 1] = bar.ts
    for (let k = 0; k < columns.length; k++) {
      this.#rows[at + firstColumn + k] = bar[columns[k] as (typeof columns)[number]] ?? Number.NaN
    }
  }
}

/** A bar as a row of inputs. */
export function readBar(bar: Bar, into: MutableRow): void {
  into.openTime = bar.openTime
  for (const column of columns) into[column] = bar[column] ?? Number.NaN
  into.price = bar.close
}
