import type { AnyBatch, BookDelta, BookSnapshot, Gap, Trade } from '@feedloom/core'

interface Series {
  lastTradeId: bigint | undefined
  /** A gap was announced since the last trade. */
  tradeGap: boolean
  sequence: number | undefined
  bookGap: boolean
}

/**
 * Listens to a pipeline and holds the stream to its laws: trade ids without a hole that no gap announced, deltas only on
 * top of what they follow. `venueFollows` is the rule of the venue's own documentation.
 */
export class StreamLaws {
  readonly broken: string[] = []
  readonly counts = new Map<string, number>()
  readonly gaps: Gap[] = []
  readonly #series = new Map<string, Series>()
  /** Instruments whose next delta is the first on its snapshot. */
  readonly #first = new Set<string>()
  readonly #venueFollows: (sequence: number, delta: BookDelta, first: boolean) => boolean

  constructor(venueFollows: (sequence: number, delta: BookDelta, first: boolean) => boolean) {
    this.#venueFollows = venueFollows
  }

  accept(batch: AnyBatch): void {
    // Healed events come late and are marked; the order of what came live is what counts here.
    if (batch.delivery === 'backfill') return
    for (const event of batch.events) {
      const key = `${event.instrument.id} ${event.kind}`
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
    }
    if (batch.kind === 'trade') for (const event of batch.events) this.#trade(event)
    else if (batch.kind === 'book.snapshot') for (const event of batch.events) this.#snapshot(event)
    else if (batch.kind === 'book.delta') for (const event of batch.events) this.#delta(event)
    else if (batch.kind === 'gap') for (const event of batch.events) this.#gap(event)
  }

  #of(id: string): Series {
    const known = this.#series.get(id)
    if (known !== undefined) return known
    const made: Series = { lastTradeId: undefined, tradeGap: false, sequence: undefined, bookGap: false }
    this.#series.set(id, made)
    return made
  }

  #trade(event: Trade): void {
    const series = this.#of(event.instrument.id)
    const id = BigInt(event.id ?? 0)
    if (series.lastTradeId !== undefined && id !== series.lastTradeId + 1n && !series.tradeGap) {
      this.broken.push(`${event.instrument.id}: trade ${id} after ${series.lastTradeId} and no gap between them`)
    }
    series.lastTradeId = id
    series.tradeGap = false
  }

  #snapshot(event: BookSnapshot): void {
    const series = this.#of(event.instrument.id)
    series.sequence = event.sequence
    series.bookGap = false
    this.#first.add(event.instrument.id)
  }

  #delta(event: BookDelta): void {
    const series = this.#of(event.instrument.id)
    const { id } = event.instrument
    if (series.sequence === undefined) this.broken.push(`${id}: a delta before any snapshot`)
    else if (series.bookGap) this.broken.push(`${id}: delta ${event.lastSequence} after a gap and before a snapshot`)
    else if (!this.#venueFollows(series.sequence, event, this.#first.has(id))) {
      this.broken.push(`${id}: delta ${event.firstSequence}..${event.lastSequence} does not follow ${series.sequence}`)
    }
    series.sequence = event.lastSequence
    this.#first.delete(id)
  }

  #gap(event: Gap): void {
    this.gaps.push(event)
    const series = this.#of(event.instrument.id)
    if (event.dataKind === 'trade') series.tradeGap = true
    if (event.dataKind === 'book' && event.state !== 'healed') series.bookGap = true
  }
}

/** Binance spot: https://developers.binance.com/docs/binance-spot-api-docs, "How to manage a local order book". */
export function spotFollows(sequence: number, delta: BookDelta): boolean {
  const { firstSequence = 0, lastSequence = 0 } = delta
  return firstSequence <= sequence + 1 && lastSequence > sequence
}
