import type { Clock } from '@feedloom/core'
import type { FaultBoard } from './faults.ts'
import { refused, type Feed, type RestAnswer } from './feed.ts'
import { microsText } from './hub.ts'
import { weightOf, WeightMeter, type VenueLimits } from './limits.ts'
import type { VenueName } from './market-spec.ts'

export interface RestServerOptions {
  readonly venues: readonly VenueName[]
  readonly limits: Readonly<Record<VenueName, VenueLimits>>
  readonly clock: Clock
  readonly faults: FaultBoard
  readonly feed: Feed
  /** Answers what is not the venue's own: `/sim/...`. */
  readonly control: (path: string, method: string) => Promise<RestAnswer | undefined>
}

export interface RestQuestion {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Wants times in microseconds. */
  readonly micros: boolean
}

export interface RestReply extends RestAnswer {
  readonly headers: Readonly<Record<string, string>>
}

/** One request as the oracle keeps it. */
export interface RestLogEntry {
  readonly at: number
  readonly venue: VenueName
  readonly path: string
  readonly query: string
  /** 0: it was never answered. */
  readonly status: number
}

/** A venue that runs for days must not grow. */
const keptRequests = 10_000

const roots: readonly (readonly [prefix: string, venue: VenueName])[] = [
  ['/api/v3', 'binance'],
  ['/fapi/v1', 'binance-usdm'],
]

/** The HTTP side of the venue: weights, limits and faults before the feed's answer. */
export class RestServer {
  readonly log: RestLogEntry[] = []
  readonly #options: RestServerOptions
  readonly #meters: Readonly<Record<VenueName, WeightMeter>>

  constructor(options: RestServerOptions) {
    this.#options = options
    this.#meters = {
      binance: new WeightMeter(options.limits.binance),
      'binance-usdm': new WeightMeter(options.limits['binance-usdm']),
    }
  }

  /** `silence` never answers, `cut` breaks the line. */
  async handle(request: RestQuestion): Promise<RestReply | 'silence' | 'cut'> {
    const url = new URL(request.url, 'http://venue')
    const root = roots.find(([prefix, venue]) => url.pathname.startsWith(`${prefix}/`) && this.#options.venues.includes(venue))
    if (root === undefined) return { ...((await this.#options.control(url.pathname, request.method)) ?? unknown), headers: {} }
    const [prefix, venue] = root
    const path = url.pathname.slice(prefix.length)
    if (this.#options.faults.isDown(this.#options.clock.now())) return 'cut'
    const reply = await this.#answer(venue, path, url.searchParams)
    if (this.log.length >= keptRequests) this.log.splice(0, keptRequests / 2)
    const status = reply === 'silence' ? 0 : reply.status
    this.log.push({ at: this.#options.clock.now(), venue, path, query: url.searchParams.toString(), status })
    return reply === 'silence' || !request.micros ? reply : { ...reply, body: microsText(reply.body) }
  }

  async #answer(venue: VenueName, path: string, query: URLSearchParams): Promise<RestReply | 'silence'> {
    const verdict = this.#meters[venue].charge(weightOf(venue, path, query), this.#options.clock.now())
    const headers: Record<string, string> = { 'X-MBX-USED-WEIGHT': String(verdict.used), 'X-MBX-USED-WEIGHT-1M': String(verdict.used) }
    const fault = this.#options.faults.takeHttp(path)
    if (fault?.status === 'silence') return 'silence'
    if (fault !== undefined) {
      if (fault.retryAfterS !== undefined) headers['Retry-After'] = String(fault.retryAfterS)
      const limited = fault.status === 429 || fault.status === 418
      return { ...refused(limited ? -1003 : -1000, limited ? tooMany : 'An unknown error occurred.', fault.status), headers }
    }
    if (verdict.status !== 200) {
      headers['Retry-After'] = String(verdict.retryAfterS)
      return { ...refused(-1003, tooMany, verdict.status), headers }
    }
    const old = path === '/depth' ? this.#options.faults.takeOldSnapshot(venue, query.get('symbol') ?? '') : undefined
    return { ...(old ?? (await this.#options.feed.rest({ venue, path, query }))), headers }
  }
}

const unknown: RestAnswer = { status: 404, body: '' }
const tooMany = 'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.'
