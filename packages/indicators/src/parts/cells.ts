/** Cells that one row changed, with what stood there before. */
class Journal {
  readonly places: Int32Array
  readonly before: Float64Array
  count = 0

  constructor(size: number) {
    this.places = new Int32Array(size)
    this.before = new Float64Array(size)
  }
}

/** Numbers as JSON keeps them; NaN, infinities and -0 as text. */
type SavedNumber = number | string

export interface SavedCells {
  readonly values: readonly SavedNumber[]
  readonly places: readonly number[]
  readonly before: readonly SavedNumber[]
}

/**
 * All that an indicator remembers, as one array, with a journal of what the last row changed: so a row can be taken
 * back, tried out and replaced without copies, whatever the formula.
 */
export class Cells {
  readonly values: Float64Array
  #journal: Journal
  #spare: Journal

  /** `writes`: the most cells that one row may change. */
  constructor(size: number, writes: number) {
    this.values = new Float64Array(size)
    this.#journal = new Journal(writes)
    this.#spare = new Journal(writes)
  }

  put(place: number, value: number): void {
    const journal = this.#journal
    const n = journal.count++
    journal.places[n] = place
    journal.before[n] = this.values[place] as number
    this.values[place] = value
  }

  /** From here on a new row is written. */
  begin(): void {
    this.#journal.count = 0
  }

  /** Takes the row back; a second call does nothing. */
  undo(): void {
    const journal = this.#journal
    for (let n = journal.count - 1; n >= 0; n--) this.values[journal.places[n] as number] = journal.before[n] as number
    journal.count = 0
  }

  /** What is written until `endTrial` will be taken back; the row before stays revisable. */
  beginTrial(): void {
    this.#swap()
    this.#journal.count = 0
  }

  endTrial(): void {
    this.undo()
    this.#swap()
  }

  clear(): void {
    this.values.fill(0)
    this.#journal.count = 0
  }

  save(): SavedCells {
    const { places, before, count } = this.#journal
    return {
      values: Array.from(this.values, saved),
      places: Array.from(places.subarray(0, count)),
      before: Array.from(before.subarray(0, count), saved),
    }
  }

  /** False when the cells are of another indicator; then nothing has changed. */
  restore(cells: SavedCells): boolean {
    const { values, places, before } = cells
    if (values.length !== this.values.length || places.length !== before.length || places.length > this.#journal.places.length) return false
    this.values.set(values.map(Number))
    this.#journal.places.set(places)
    this.#journal.before.set(before.map(Number))
    this.#journal.count = places.length
    return true
  }

  #swap(): void {
    const journal = this.#journal
    this.#journal = this.#spare
    this.#spare = journal
  }
}

function saved(value: number): SavedNumber {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
