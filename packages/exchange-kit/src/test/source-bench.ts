import type { Instrument, Logger, PluginContext, RawFrame, Source, SourceOutput, Subscription, SubscriptionOutcome } from '@feedloom/core'
import { FakeNetwork, VirtualClock, seededRandom, settle, testInstruments } from '@feedloom/testkit'
import type { FakeSocket } from '@feedloom/testkit'
import { ExchangeSource } from '../source.ts'
import type { VenueSpec } from '../venue.ts'
import { acme, acmeConfig, acmeInstrument } from './acme.ts'

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export interface BenchOptions {
  readonly spec?: Partial<VenueSpec>
  readonly config?: object
  readonly seed?: number
  readonly network?: FakeNetwork
  /** The venue answers subscriptions by itself. Default true. */
  readonly answers?: boolean
  readonly shared?: Map<string, unknown>
  readonly clock?: VirtualClock
  readonly id?: string
}

/** One source under a virtual clock, on a network in memory, with everything that it puts out in one list. */
export class SourceBench {
  readonly clock: VirtualClock
  readonly network: FakeNetwork
  readonly instruments: ReturnType<typeof testInstruments> = testInstruments(['BTC', 'ETH', 'SOL'].map(acmeInstrument))
  readonly source: Source
  /** `frame 1`, `gap BTC/USD trade disconnect`, `main#0 connected`, ... */
  readonly log: string[] = []
  readonly frames: RawFrame[] = []
  /** Called while a frame is being delivered. */
  onFrame: () => void = () => undefined
  readonly health: string[] = []
  /** Ends of repairs: `trade 5..7`, and what went wrong. */
  readonly repaired: string[] = []
  readonly #shared: Map<string, unknown>

  constructor(options: BenchOptions = {}) {
    this.clock = options.clock ?? new VirtualClock()
    this.network = options.network ?? new FakeNetwork()
    this.#shared = options.shared ?? new Map<string, unknown>()
    if (options.answers ?? true) this.network.onConnect((socket) => confirmEverything(socket))
    this.source = new ExchangeSource(acme(options.spec), this.#context(options), acmeConfig(options.config))
    this.source.attach(this.#output())
  }

  /** Starts with these subscriptions and waits until all is confirmed. */
  async start(...subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    const outcomes = this.source.subscribe(subscriptions)
    await this.source.start?.(new AbortController().signal)
    await settle()
    return outcomes
  }

  /** What was put out since the last call. */
  take(): readonly string[] {
    return this.log.splice(0)
  }

  /** Topics that each socket was asked for, in order. */
  asked(socket: FakeSocket): readonly string[] {
    return (socket.sentJson as { subscribe?: string[] }[]).flatMap(({ subscribe }) => subscribe ?? [])
  }

  instrument(symbol: string): Instrument {
    return this.instruments.unified('acme', symbol) as Instrument
  }

  #output(): SourceOutput {
    return {
      frame: (frame) => {
        this.frames.push(frame)
        this.onFrame()
        this.log.push(`frame ${frame.channel === 'ws' ? '' : `${frame.channel} `}${Buffer.from(frame.payload as Uint8Array).toString()}`)
      },
      batch: () => undefined,
      gap: (instrument, kind, cause, _tsRecv, interval) =>
        this.log.push(['gap', instrument.symbol, kind, interval, cause].filter((part) => part !== undefined).join(' ')),
      repaired: ({ kind, fromId, toId }, failure) =>
        this.repaired.push(
          [kind, ...(fromId === undefined ? [] : [`${fromId}..${toId}`]), ...(failure === undefined ? [] : [failure])].join(' '),
        ),
      connection: ({ connection, state }) => this.log.push(`${connection} ${state}`),
      end: () => undefined,
    }
  }

  #context(options: BenchOptions): PluginContext {
    const metric = { add: () => undefined, set: () => undefined, record: () => undefined }
    return {
      id: options.id ?? 'sources.acme',
      clock: this.clock,
      random: seededRandom(options.seed ?? 1),
      network: this.network,
      log: silent,
      metrics: { counter: () => metric, gauge: () => metric, histogram: () => metric },
      instruments: this.instruments,
      signal: new AbortController().signal,
      degraded: (error) => this.health.push(`degraded: ${error.message}`),
      recovered: () => this.health.push('recovered'),
      failed: (error) => this.health.push(`failed: ${error.message}`),
      resolvePath: (path) => path,
      shared: (key, create) => {
        if (!this.#shared.has(key)) this.#shared.set(key, create())
        return this.#shared.get(key) as ReturnType<typeof create>
      },
      create: () => {
        throw new TypeError('not in this test')
      },
      get: () => {
        throw new TypeError('not in this test')
      },
    }
  }
}

/** A venue that says yes to everything. */
function confirmEverything(socket: FakeSocket): void {
  socket.onSent((message) => {
    const { id } = JSON.parse(String(message)) as { id?: number }
    if (id !== undefined) queueMicrotask(() => socket.receive({ ok: id }))
  })
}
