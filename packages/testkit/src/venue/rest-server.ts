import type { IncomingMessage, ServerResponse } from 'node:http'
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

/** One request as the oracle keeps it. */
export interface RestLogEntry {
  readonly at: number
  readonly venue: VenueName
  readonly path: string
  readonly query: string
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

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://venue')
    const root = roots.find(([prefix, venue]) => url.pathname.startsWith(`${prefix}/`) && this.#options.venues.includes(venue))
    if (root === undefined) {
      send(response, (await this.#options.control(url.pathname, request.method ?? 'GET')) ?? { status: 404, body: '' }, {})
      return
    }
    const [prefix, venue] = root
    const path = url.pathname.slice(prefix.length)
    const micros = request.headers['x-mbx-time-unit']?.toString().toUpperCase() === 'MICROSECOND'
    const { answer, headers } = await this.#answer(venue, path, url.searchParams)
    if (this.log.length >= keptRequests) this.log.splice(0, keptRequests / 2)
    this.log.push({ at: this.#options.clock.now(), venue, path, query: url.searchParams.toString(), status: answer.status })
    send(response, micros ? { ...answer, body: microsText(answer.body) } : answer, headers)
  }

  async #answer(venue: VenueName, path: string, query: URLSearchParams): Promise<{ answer: RestAnswer; headers: Record<string, string> }> {
    const verdict = this.#meters[venue].charge(weightOf(venue, path, query), this.#options.clock.now())
    const headers: Record<string, string> = { 'X-MBX-USED-WEIGHT': String(verdict.used), 'X-MBX-USED-WEIGHT-1M': String(verdict.used) }
    const fault = this.#options.faults.takeHttp(path)
    if (fault !== undefined) {
      if (fault.retryAfterS !== undefined) headers['Retry-After'] = String(fault.retryAfterS)
      const limited = fault.status === 429 || fault.status === 418
      return { answer: refused(limited ? -1003 : -1000, limited ? tooMany : 'An unknown error occurred.', fault.status), headers }
    }
    if (verdict.status !== 200) {
      headers['Retry-After'] = String(verdict.retryAfterS)
      return { answer: refused(-1003, tooMany, verdict.status), headers }
    }
    return { answer: await this.#options.feed.rest({ venue, path, query }), headers }
  }
}

const tooMany = 'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.'

function send(response: ServerResponse, answer: RestAnswer, headers: Readonly<Record<string, string>>): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': body.length, ...headers })
  response.end(body)
}
