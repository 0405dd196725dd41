import type { Instrument, RawFrame } from '@feedloom/core'
import { fatal } from '@feedloom/core'
import type { HttpClient } from './http-client.ts'
import type { RequestPriority } from './rate-budget.ts'
import type { HistoryPager, RestCall } from './venue.ts'

/** The stream that a reply belongs to; replies on their own are of connection `rest`. */
export interface FrameOrigin {
  readonly connection: string
  readonly epoch: number
}

const onItsOwn: FrameOrigin = { connection: 'rest', epoch: 0 }

/** REST replies as frames. */
export class RestFrames {
  readonly #venue: string
  readonly #http: HttpClient

  constructor(venue: string, http: HttpClient) {
    this.#venue = venue
    this.#http = http
  }

  async frame(
    call: RestCall,
    priority: RequestPriority,
    signal: AbortSignal,
    origin: FrameOrigin = onItsOwn,
  ): Promise<RawFrame<Uint8Array>> {
    const { payload, sentAt, tsRecv } = await this.#http.get(call, priority, signal)
    const { channel } = call
    // What has ended by then is ended in the reply, too.
    const request = { ...call.request, sentAt: String(sentAt) }
    return { venue: this.#venue, channel, payload, tsRecv, connection: origin.connection, epoch: origin.epoch, request }
  }

  /** Page after page, oldest first. Throws `FEEDLOOM_HISTORY_STUCK` when a pager asks for the same page again. */
  async *pages(
    pager: HistoryPager,
    priority: RequestPriority,
    signal: AbortSignal,
    origin?: FrameOrigin,
  ): AsyncGenerator<RawFrame<Uint8Array>> {
    let call: RestCall | undefined = pager.first
    while (call !== undefined) {
      const frame: RawFrame<Uint8Array> = await this.frame(call, priority, signal, origin)
      yield { ...frame, delivery: 'backfill' }
      const next = pager.next(call, frame.payload)
      if (next !== undefined && isSameCall(next, call)) {
        throw fatal('FEEDLOOM_HISTORY_STUCK', `history of ${this.#venue} does not get past ${call.path}`, {
          hint: 'The adapter must ask for a later page each time; this is a defect of the adapter.',
          details: { venue: this.#venue, query: call.query },
        })
      }
      call = next
    }
  }
}

function isSameCall(a: RestCall, b: RestCall): boolean {
  return a.path === b.path && JSON.stringify(a.query) === JSON.stringify(b.query)
}

/** Name of a hole or a poll, for logs and keys. */
export function streamName(instrument: Instrument, kind: string, interval: string | undefined): string {
  return interval === undefined ? `${instrument.id} ${kind}` : `${instrument.id} ${kind} ${interval}`
}
