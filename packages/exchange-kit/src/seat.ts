import { FeedloomError } from '@feedloom/core'
import type { HandOver } from './hand-over.ts'
import type { Link, LinkEnd } from './link.ts'
import type { VenueSpec } from './venue.ts'

/** A place for a socket of a connection. The one on standby holds its messages in a hand-over. */
export interface Seat {
  link: Link | undefined
  standby: HandOver | undefined
  /** Market data came soon after it was asked for. */
  lively: boolean
  /** Topics that the venue refused on standby. */
  readonly refused: Map<string, Error>
}

/** An empty seat. */
export function createSeat(standby?: HandOver): Seat {
  return { link: undefined, standby, lively: false, refused: new Map() }
}

/** Whether a planned reconnect begins a new epoch, because messages cannot be compared between two sockets. */
export function handsOverFresh(spec: VenueSpec): boolean {
  return (spec.handOver ?? (spec.normalizer.book?.snapshot === 'stream' ? 'fresh' : 'same-bytes')) === 'fresh'
}

/** Whether the venue never answered a subscription. */
export function isUnanswered(error: Error): boolean {
  return FeedloomError.is(error) && error.code === 'FEEDLOOM_SUBSCRIBE_TIMEOUT'
}

/** The error that makes another attempt pointless, such as a refused key. */
export function finalErrorOf(end: LinkEnd): FeedloomError | undefined {
  const { error } = end
  return FeedloomError.is(error) && (error.category === 'fatal' || error.category === 'config') ? error : undefined
}

/** How long the venue wants to be left alone. */
export function retryAfterMsOf(end: LinkEnd): number | undefined {
  return FeedloomError.is(end.error) ? end.error.retryAfterMs : undefined
}
