import { configError, toFeedloomError } from '@feedloom/core'
import type { Clock, FeedloomError, Logger, RawFrame, RepairRequest } from '@feedloom/core'
import { Backoff } from './backoff.ts'
import type { RestFrames } from './rest-frames.ts'
import { streamName } from './rest-frames.ts'
import type { HistoryPager, RestCall } from './venue.ts'
import type { Wire } from './wire.ts'

/** A snapshot that was too old is asked for again no sooner than this, and ever later. */
const againPolicy = { first: 500, max: 30_000, factor: 2, jitter: 0.2 }
/** A repair this long after the last one begins with the first wait. */
const calmMs = 60_000
/** Replies that nobody can read (the page of a proxy, say) may pass: so often the same is asked again. */
const maxUnreadable = 5

/** What has no end is asked for up to a time when our clock is behind the venue's, too. */
const openEndMs = 60_000
const gone = 'its connection is given up'

interface Job {
  request: RepairRequest
  readonly backoff: Backoff
  state: 'waiting' | 'fetching' | 'resting'
  /** Asked for once more since the answer came: it did not help. */
  again: boolean
  /** Replies in a row that could not be read. */
  unreadable: number
  timer: Disposable | undefined
}

export interface RepairParts {
  readonly wire: Wire
  readonly frames: RestFrames
  readonly signal: AbortSignal
  deliver(frame: RawFrame): void
  /** No more comes for this request. `failure` says why it could not be done. */
  ended(request: RepairRequest, failure: string | undefined): void
  /** A connection as it is now; undefined when there is none of that name any more. */
  connectionOf(connection: string): { readonly epoch: number; readonly connected: boolean } | undefined
  /** What is subscribed, where the request does not say it. */
  variantOf(instrumentId: string, kind: string): string | undefined
}

/** Mends holes on the engine's request: a snapshot for a book, pages of history for the rest. One at a time per hole. */
export class Repairs implements Disposable {
  readonly #parts: RepairParts
  readonly #clock: Clock
  readonly #log: Logger
  readonly #jobs = new Map<string, Job>()

  constructor(parts: RepairParts) {
    this.#parts = parts
    this.#clock = parts.wire.clock
    this.#log = parts.wire.log
  }

  /** Returns at once. A second request for the same hole joins the first. */
  repair(request: RepairRequest): void {
    const key = keyOf(request)
    const known = this.#jobs.get(key)
    if (known !== undefined && known.state !== 'resting') {
      known.request = request
      known.again = true
      return
    }
    const job = known ?? {
      request,
      backoff: new Backoff(againPolicy, this.#parts.wire.random),
      state: 'resting',
      again: false,
      unreadable: 0,
      timer: undefined,
    }
    job.request = request
    this.#jobs.set(key, job)
    this.#schedule(key, job, known === undefined ? 0 : job.backoff.next())
  }

  [Symbol.dispose](): void {
    for (const job of this.#jobs.values()) job.timer?.[Symbol.dispose]()
    this.#jobs.clear()
  }

  #schedule(key: string, job: Job, waitMs: number): void {
    job.timer?.[Symbol.dispose]()
    job.state = 'waiting'
    if (waitMs > 0) job.timer = this.#clock.after(waitMs, () => this.#begin(key, job))
    else this.#begin(key, job)
  }

  #begin(key: string, job: Job): void {
    job.state = 'fetching'
    const { request } = job
    this.#fetch(job, request).then(
      () => this.#done(key, job, request),
      (error: unknown) => this.#failed(key, job, toFeedloomError(error, 'retryable', 'FEEDLOOM_REPAIR_FAILED')),
    )
  }

  /** Rests before it is forgotten: if the same hole is reported again soon, what came did not help. */
  #done(key: string, job: Job, answered: RepairRequest): void {
    if (this.#jobs.get(key) !== job) return
    // The stream broke once more while the answer was on its way.
    if (job.request.epoch !== answered.epoch || job.request.connection !== answered.connection) {
      this.#schedule(key, job, 0)
    } else if (job.again) {
      this.#schedule(key, job, job.backoff.next())
    } else {
      job.unreadable = 0
      this.#rest(key, job, this.#isGone(answered) ? gone : undefined)
    }
  }

  #rest(key: string, job: Job, failure: string | undefined): void {
    job.state = 'resting'
    job.timer = this.#clock.after(calmMs, () => this.#jobs.delete(key))
    this.#parts.ended(job.request, failure)
  }

  #failed(key: string, job: Job, error: FeedloomError): void {
    if (this.#jobs.get(key) !== job || this.#parts.signal.aborted) return
    const { request } = job
    const { instrument, kind } = request
    const mayPass = error.category === 'retryable' || (isUnreadable(error) && ++job.unreadable <= maxUnreadable)
    this.#log.warn('repair failed', { instrument: instrument.id, kind, error, again: mayPass })
    // A book that has lost its connection since asks for itself when it has another one.
    if (this.#originOf(request) === undefined && !this.#isGone(request)) this.#jobs.delete(key)
    else if (mayPass && !this.#isGone(request)) this.#schedule(key, job, job.backoff.next(error.retryAfterMs))
    else this.#rest(key, job, mayPass ? gone : error.message)
  }

  /** Nobody will want what was asked for there. */
  #isGone({ kind, connection }: RepairRequest): boolean {
    return kind !== 'book' && this.#parts.connectionOf(connection) === undefined
  }

  async #fetch(job: Job, request: RepairRequest): Promise<void> {
    const { frames, signal } = this.#parts
    const work = this.#workFor(request)
    if ('first' in work) {
      for await (const frame of frames.pages(work, 'repair', signal)) this.#deliver(job, request, frame)
    } else {
      this.#deliver(job, request, await frames.frame(work, 'repair', signal))
    }
  }

  /** The frame joins the stream that it mends, if that is still the same. */
  #deliver(job: Job, request: RepairRequest, frame: RawFrame): void {
    const origin = this.#originOf(request)
    // Who has asked so far is answered by this frame; who asks while it is delivered is not.
    job.again = false
    if (origin === undefined) return
    // So far, and no further, the stream is known to have come: our clock says nothing of which bars have ended.
    const reached = request.kind === 'bar' ? { request: { ...frame.request, reached: String(request.to ?? 0) } } : {}
    this.#parts.deliver({ ...frame, ...origin, ...reached })
  }

  /** A snapshot fits the epoch that it was fetched for; trades and bars fit any, also of a connection that is down. */
  #originOf(request: RepairRequest): { connection: string; epoch: number } | undefined {
    const { connection: name, kind } = request
    const connection = this.#parts.connectionOf(name)
    if (connection === undefined) return undefined
    const { epoch, connected } = connection
    return kind === 'book' && (!connected || epoch !== request.epoch) ? undefined : { connection: name, epoch }
  }

  #workFor(request: RepairRequest): RestCall | HistoryPager {
    const { instrument, kind } = request
    const { spec, venue } = this.#parts.wire
    const work = kind === 'book' ? spec.snapshot?.(instrument, this.#parts.wire.config) : this.#pagerFor(request)
    if (work !== undefined) return work
    throw configError('FEEDLOOM_REPAIR_UNSUPPORTED', `${venue} cannot repair \`${kind}\``, { details: { venue, kind } })
  }

  #pagerFor(request: RepairRequest): HistoryPager | undefined {
    const { instrument, kind, fromId, toId, from, to, interval } = request
    const { spec, config } = this.#parts.wire
    const variant = request.variant ?? this.#parts.variantOf(instrument.id, kind)
    if (kind === 'trade' && fromId !== undefined && spec.tradesById !== undefined)
      return spec.tradesById(instrument, fromId, toId, variant, config)
    if (from === undefined) return undefined
    const upTo = to ?? this.#clock.now() + openEndMs
    const symbol = instrument.symbol
    const rest = { depth: undefined, pollEveryMs: undefined, backfillMs: undefined, options: undefined, limit: undefined }
    return spec.history?.({ kind, symbol, interval, variant, from, to: upTo, ...rest }, instrument, config)
  }
}

/** Equal for requests of the same hole; any request for a book asks for the same snapshot. */
function keyOf({ instrument, kind, interval, variant, fromId, toId, from, to }: RepairRequest): string {
  const name = streamName(instrument, kind, interval)
  return kind === 'book' ? name : [name, variant, fromId, toId, from, to].join(' ')
}

/** The venue did answer, and did not refuse, but what came is not what it should be. */
function isUnreadable({ category, code }: FeedloomError): boolean {
  return category === 'data' && code !== 'FEEDLOOM_HTTP_REFUSED'
}
