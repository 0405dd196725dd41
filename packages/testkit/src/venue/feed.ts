import type { Channel } from './channel.ts'
import type { VenueName } from './market-spec.ts'

export interface RestRequest {
  readonly venue: VenueName
  /** Below `/api/v3` or `/fapi/v1`: `/depth`. */
  readonly path: string
  readonly query: URLSearchParams
}

export interface RestAnswer {
  readonly status: number
  /** JSON text. */
  readonly body: string
}

/** Where a simulated venue's data comes from: the market model, or a recording. */
export interface Feed {
  start(): void
  stop(): void
  /** Stands still: nothing is published until `resume`. */
  pause(): void
  resume(): void
  /** The first client subscribed to this channel. */
  opened(channel: Channel): void
  /** The last client left it. */
  closed(channel: Channel): void
  rest(request: RestRequest): RestAnswer | Promise<RestAnswer>
}

export const ok = (body: string): RestAnswer => ({ status: 200, body })
/** An error as the venue writes it. */
export const refused = (code: number, msg: string, status = 400): RestAnswer => ({ status, body: JSON.stringify({ code, msg }) })
