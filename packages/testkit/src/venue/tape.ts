/** One trade, or several of one taker order at one price. Price in ticks, size in steps, quote in their product. */
export interface TapeRow {
  readonly id: number
  readonly ts: number
  readonly price: number
  readonly size: number
  readonly buyerIsMaker: boolean
  /** First and last raw trade; equal to `id` for raw trades. */
  readonly firstId: number
  readonly lastId: number
}

/** Trades of one market with dense ids, as columns. Beyond `keep` rows the older half is forgotten. */
export class Tape {
  #firstId: number
  #length = 0
  readonly #keep: number
  #capacity = 1024
  #ts: Float64Array = new Float64Array(this.#capacity)
  #price: Float64Array = new Float64Array(this.#capacity)
  #size: Float64Array = new Float64Array(this.#capacity)
  #from: Float64Array = new Float64Array(this.#capacity)
  #to: Float64Array = new Float64Array(this.#capacity)
  #maker: Uint8Array = new Uint8Array(this.#capacity)

  constructor(firstId: number, keep: number) {
    this.#firstId = firstId
    this.#keep = keep
  }

  get length(): number {
    return this.#length
  }

  get firstId(): number {
    return this.#firstId
  }

  /** Id of the next trade. */
  get nextId(): number {
    return this.#firstId + this.#length
  }

  /** Adds a trade and answers its id. */
  add(ts: number, price: number, size: number, buyerIsMaker: boolean, firstId?: number, lastId?: number): number {
    if (this.#length === this.#capacity) this.#makeRoom()
    const i = this.#length++
    const id = this.#firstId + i
    this.#ts[i] = ts
    this.#price[i] = price
    this.#size[i] = size
    this.#from[i] = firstId ?? id
    this.#to[i] = lastId ?? id
    this.#maker[i] = buyerIsMaker ? 1 : 0
    return id
  }

  /** By position, 0 is the oldest that is kept. */
  row(i: number): TapeRow {
    return {
      id: this.#firstId + i,
      ts: this.#ts[i] ?? 0,
      price: this.#price[i] ?? 0,
      size: this.#size[i] ?? 0,
      buyerIsMaker: this.#maker[i] === 1,
      firstId: this.#from[i] ?? 0,
      lastId: this.#to[i] ?? 0,
    }
  }

  /** Rows from position `from` (clipped), at most `limit`. */
  rows(from: number, limit: number): readonly TapeRow[] {
    const start = Math.max(0, Math.min(from, this.#length))
    const end = Math.min(this.#length, start + limit)
    return Array.from({ length: end - start }, (_, i) => this.row(start + i))
  }

  last(limit: number): readonly TapeRow[] {
    return this.rows(this.#length - Math.min(limit, this.#length), limit)
  }

  /** Position of the first row at or after a time. */
  positionAt(ts: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ts[middle] ?? 0) < ts) low = middle + 1
      else high = middle
    }
    return low
  }

  #makeRoom(): void {
    if (this.#length >= this.#keep) {
      const drop = this.#length >>> 1
      for (const column of [this.#ts, this.#price, this.#size, this.#from, this.#to, this.#maker]) column.copyWithin(0, drop)
      this.#length -= drop
      this.#firstId += drop
      return
    }
    this.#capacity = Math.min(this.#capacity * 2, Math.max(this.#keep, 1024))
    this.#ts = grown(this.#ts, this.#capacity)
    this.#price = grown(this.#price, this.#capacity)
    this.#size = grown(this.#size, this.#capacity)
    this.#from = grown(this.#from, this.#capacity)
    this.#to = grown(this.#to, this.#capacity)
    const maker = new Uint8Array(this.#capacity)
    maker.set(this.#maker)
    this.#maker = maker
  }
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const wider = new Float64Array(capacity)
  wider.set(column)
  return wider
}
