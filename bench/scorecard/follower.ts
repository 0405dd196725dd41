import type { SimulatedVenue } from '@feedloom/testkit/venue'

type Kind = 'trade' | 'book'

export interface SeenTrade {
  readonly id: string
  /** Venue time in ms; what the library keeps beyond that stands behind the point. */
  readonly ts: number
  readonly price: number
}

/** Levels best first. */
export interface SeenBook {
  readonly bids: readonly (readonly [price: number, size: number])[]
  readonly asks: readonly (readonly [price: number, size: number])[]
}

/** Something that the library said to its user: a gap, an error, a disconnect. */
export interface Notice {
  /** ms of `performance.now()`. */
  readonly at: number
  readonly what: string
}

export interface FollowOptions {
  readonly venue: SimulatedVenue
  /** `BTC`, `ETH`, ... against USDT. */
  readonly bases: readonly string[]
  readonly kinds: readonly Kind[]
  /** Ask for times in microseconds, where the library can. */
  readonly micros?: boolean
}

/** One library following a venue the way its documentation says, with nothing tuned. */
export interface Follower {
  readonly name: string
  readonly trades: readonly SeenTrade[]
  readonly notices: readonly Notice[]
  /** The book of BTC/USDT; undefined where there is none at the moment. */
  book(): SeenBook | undefined
  stop(): Promise<void>
}

export type Follow = (options: FollowOptions) => Promise<Follower>

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whether it came to hold within the time. */
export async function within(ms: number, holds: () => boolean): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await wait(25)) if (holds()) return true
  return holds()
}
