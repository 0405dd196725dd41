import type { BookSummary } from './oracle.ts'

type Row = readonly [price: string, size: string]

interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly Row[]
  readonly asks: readonly Row[]
}

interface Diff {
  readonly u: number
  readonly E?: number
  readonly T?: number
  readonly b: readonly Row[]
  readonly a: readonly Row[]
}

/** The book as a recording tells it. Keeps the texts of prices and sizes as they came. */
export class RecordedBook {
  readonly #bids: Map<string, string> = new Map()
  readonly #asks: Map<string, string> = new Map()
  #lastUpdateId: number | undefined
  #times = { E: 0, T: 0 }

  /** False until the first snapshot. */
  get isKnown(): boolean {
    return this.#lastUpdateId !== undefined
  }

  applySnapshot(body: string): void {
    const snapshot = JSON.parse(body) as Snapshot
    // A snapshot fetched for a client that had lost its place says nothing new, and reaches less deep than the book.
    if (this.#lastUpdateId !== undefined && this.#lastUpdateId >= snapshot.lastUpdateId) return
    this.#bids.clear()
    this.#asks.clear()
    apply(this.#bids, snapshot.bids)
    apply(this.#asks, snapshot.asks)
    this.#lastUpdateId = snapshot.lastUpdateId
  }

  applyDiff(text: string): void {
    if (this.#lastUpdateId === undefined) return
    const diff = JSON.parse(text) as Diff
    if (diff.u <= this.#lastUpdateId) return
    apply(this.#bids, diff.b)
    apply(this.#asks, diff.a)
    this.#lastUpdateId = diff.u
    this.#times = { E: diff.E ?? 0, T: diff.T ?? 0 }
  }

  summary(): BookSummary | undefined {
    if (this.#lastUpdateId === undefined) return undefined
    const bids = [...this.#bids].sort((a, b) => Number(b[0]) - Number(a[0]))
    const asks = [...this.#asks].sort((a, b) => Number(a[0]) - Number(b[0]))
    return { lastUpdateId: this.#lastUpdateId, bids, asks }
  }

  /** As a reply of `GET /depth`. */
  body(limit: number, withTimes: boolean): string {
    const summary = this.summary()
    const bids = summary?.bids.slice(0, limit) ?? []
    const asks = summary?.asks.slice(0, limit) ?? []
    return JSON.stringify({ lastUpdateId: summary?.lastUpdateId ?? 0, ...(withTimes ? this.#times : {}), bids, asks })
  }
}

function apply(side: Map<string, string>, rows: readonly Row[]): void {
  for (const [price, size] of rows) {
    if (Number(size) === 0) side.delete(price)
    else side.set(price, size)
  }
}
