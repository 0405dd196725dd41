import { toFeedloomError } from '@feedloom/core'
import type { Clock, EpochMs, FeedloomError, HttpReply, Logger, Network } from '@feedloom/core'
import { Backoff } from './backoff.ts'
import { isRateLimited, retryAfterOf, statusError } from './http-errors.ts'
import type { BudgetState, RateBudget, RequestPriority } from './rate-budget.ts'
import type { RestCall } from './venue.ts'

/** A ban is lifted after at least this long, where the venue does not say. */
const banMs = 120_000
const retryPolicy = { first: 500, max: 30_000, factor: 2, jitter: 0.2 }

export interface HttpClientOptions {
  readonly venue: string
  readonly baseUrl: string
  readonly network: Network
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly budget: RateBudget
  /** Response header with the weight used so far, lower case. */
  readonly usedHeader: string | undefined
  readonly headers: () => Readonly<Record<string, string>>
  readonly proxy: string | undefined
  readonly timeoutMs: number
  readonly retries: number
  /** Told the state of the budget after each reply. */
  readonly observe: (state: BudgetState) => void
}

export interface RestReply {
  readonly payload: Uint8Array
  /** When it was asked for: the venue answered later than this. */
  readonly sentAt: EpochMs
  readonly tsRecv: EpochMs
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
}

/**
 * REST with manners: every attempt takes its weight from the shared budget, refusals for asking too much stop the
 * whole scope for as long as the venue says, and failures that may pass are repeated.
 */
export class HttpClient {
  readonly #options: HttpClientOptions

  constructor(options: HttpClientOptions) {
    this.#options = options
  }

  /**
   * Throws `retryable` when there was no good reply after all retries, `fatal` for 401, 403 and 451, and `data` for
   * any other refusal; each names url, status and venue and quotes the beginning of the reply.
   */
  async get(call: RestCall, priority: RequestPriority, signal?: AbortSignal): Promise<RestReply> {
    const { budget, clock, random, retries } = this.#options
    const url = urlOf(this.#options.baseUrl, call)
    const backoff = new Backoff(retryPolicy, random)
    let before: FeedloomError | undefined
    for (;;) {
      // Stopped while it waits or asks again: what went wrong before says more than that somebody stopped it.
      await budget.acquire(call.weight, priority, signal).catch((error: unknown) => Promise.reject(before ?? error))
      const outcome = await this.#attempt(url, signal)
      if ('payload' in outcome) return outcome
      if (signal?.aborted === true) throw before ?? outcome
      before = outcome
      if (outcome.category !== 'retryable' || backoff.attempts >= retries) throw outcome
      const waitMs = backoff.next()
      this.#sayRepeated(outcome, backoff.attempts, waitMs)
      // The budget is paused already where the venue named a time.
      if (outcome.retryAfterMs !== undefined) continue
      await clock.sleep(waitMs, signal).catch(() => Promise.reject(outcome))
    }
  }

  /** One line a request for people, the rest for those who look closely. */
  #sayRepeated({ code, message, retryAfterMs }: FeedloomError, attempt: number, waitMs: number): void {
    const fields = { code, reason: message, attempt, waitMs: Math.round(retryAfterMs ?? waitMs) }
    if (attempt === 1) this.#options.log.warn('a request failed and is tried again', fields)
    else this.#options.log.debug('a request failed again and is tried again', fields)
  }

  async #attempt(url: string, signal: AbortSignal | undefined): Promise<RestReply | FeedloomError> {
    const { network, proxy, timeoutMs, clock } = this.#options
    const sentAt = clock.now()
    let reply: HttpReply
    try {
      reply = await network.fetch({
        url,
        method: 'GET',
        headers: this.#options.headers(),
        timeoutMs,
        ...(proxy === undefined ? {} : { proxy }),
        ...(signal === undefined ? {} : { signal }),
      })
    } catch (error) {
      if (signal?.aborted === true) return toFeedloomError(error, 'fatal', 'FEEDLOOM_ABORTED')
      return toFeedloomError(error, 'retryable', 'FEEDLOOM_NETWORK_UNREACHABLE')
    }
    this.#syncBudget(reply)
    if (reply.status >= 200 && reply.status < 300) {
      return { payload: reply.body, sentAt, tsRecv: clock.now(), headers: reply.headers, status: reply.status }
    }
    return this.#refused(url, reply)
  }

  #syncBudget(reply: HttpReply): void {
    const { usedHeader, budget, observe } = this.#options
    const used = usedHeader === undefined ? Number.NaN : Number(reply.headers[usedHeader])
    if (used >= 0) budget.sync(used)
    observe(budget.state())
  }

  #refused(url: string, reply: HttpReply): FeedloomError {
    const { venue, budget, clock, log } = this.#options
    const asked = retryAfterOf(reply.headers, clock.now())
    if (!isRateLimited(reply.status)) return statusError(venue, url, reply, asked)
    const waitMs = asked ?? (reply.status === 418 ? banMs : budget.state().perMs)
    budget.pause(waitMs)
    const error = statusError(venue, url, reply, waitMs)
    log.warn('the venue asks for a pause', { venue, status: reply.status, waitMs, scope: budget.state().scope })
    return error
  }
}

/** The full address of a call. Parameters without a value are left out. */
function urlOf(baseUrl: string, call: RestCall): string {
  const url = new URL(baseUrl.replace(/\/$/, '') + call.path)
  for (const [name, value] of Object.entries(call.query)) if (value !== undefined) url.searchParams.set(name, String(value))
  return url.href
}
