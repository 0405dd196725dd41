import type { BookRules, Continuation, DeltaSequence } from '@feedloom/core'

/**
 * Spot: drop `u <= lastUpdateId`; then `U <= lastUpdateId + 1 <= u`. The venue's page asks for `lastUpdateId` within
 * `[U, u]`, which is false for most recorded books: the first usable diff has `U == lastUpdateId + 1`.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export const spotBook: BookRules = {
  snapshot: 'request',
  follows(sequence: number | undefined, delta: DeltaSequence): Continuation {
    if (sequence === undefined || delta.first === undefined || delta.last === undefined) return 'gap'
    if (delta.last <= sequence) return 'stale'
    return delta.first <= sequence + 1 ? 'apply' : 'gap'
  },
}

/**
 * USD-M: drop `u < lastUpdateId`; the first needs `U <= lastUpdateId <= u`; from then on `pu` equals the `u` before.
 * A diff whose `pu` is `lastUpdateId` continues the snapshot directly.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 */
export const usdmBook: BookRules = {
  snapshot: 'request',
  follows(sequence: number | undefined, delta: DeltaSequence, fromSnapshot: boolean): Continuation {
    if (sequence === undefined || delta.first === undefined || delta.last === undefined) return 'gap'
    if (delta.prev === sequence) return 'apply'
    if (!fromSnapshot) return delta.last <= sequence ? 'stale' : 'gap'
    if (delta.last < sequence) return 'stale'
    return delta.first <= sequence ? 'apply' : 'gap'
  },
}
