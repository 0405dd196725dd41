/** Sequence numbers of one delta, as far as the venue sends them. */
export interface DeltaSequence {
  readonly first: number | undefined
  readonly last: number | undefined
  readonly prev: number | undefined
}

/**
 * `apply`: follows directly. `stale`: older than the book, drop it in silence. `gap`: something between is missing,
 * the book is no longer good.
 */
export type Continuation = 'apply' | 'stale' | 'gap'

/** How a venue's book deltas continue. Pure; run by the engine for live, replay and history alike. */
export interface BookRules {
  /**
   * `request`: deltas wait for a snapshot that somebody must fetch (Binance). `stream`: the stream itself begins with
   * one (Kraken, OKX, Coinbase).
   */
  readonly snapshot: 'request' | 'stream'
  /** Does `delta` continue a book at `sequence`? `fromSnapshot` is true for the first delta after a snapshot. */
  follows(sequence: number | undefined, delta: DeltaSequence, fromSnapshot: boolean): Continuation
  /** True where a book may be crossed for a moment by design (venues without a matching engine of their own). */
  readonly mayCross?: boolean
  /** True where levels beyond the subscribed depth must be forgotten by the client (Kraken); left out, they stay. */
  readonly truncate?: boolean
}

/** `dense`: each id is the one before plus 1. `ascending`: ids grow, holes mean nothing. */
export interface TradeIdRule {
  readonly raw: 'dense' | 'ascending' | undefined
  readonly aggregate: 'dense' | 'ascending' | undefined
}
