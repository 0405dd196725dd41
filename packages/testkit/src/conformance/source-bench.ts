import assert from 'node:assert/strict'
import type {
  DataKind,
  GapCause,
  Instrument,
  InstrumentFields,
  PluginContext,
  RawFrame,
  Source,
  SourceOutput,
  Subscription,
} from '@feedloom/core'
import { FakeNetwork } from '../fake-network.ts'
import type { FakeSocket } from '../fake-socket.ts'
import { testContext } from '../test-context.ts'
import { testInstruments } from '../test-instruments.ts'
import { VirtualClock } from '../virtual-clock.ts'

/** The other side of the wire, as the author of an adapter knows it. */
export interface VenueDouble {
  /** Scripts replies and acknowledgements on a fresh network. */
  script(network: FakeNetwork): void
  /** Topics that the client holds on this socket: what it asked for, less what it gave back. Repeats show. */
  topics(socket: FakeSocket): readonly string[]
  /** The `n`-th data message of a subscription. */
  message(subscription: Subscription, n: number): string
}

export interface OutputEntry {
  readonly type: 'frame' | 'gap'
  readonly frame?: RawFrame
  readonly instrument?: Instrument
  readonly kind?: DataKind
  readonly cause?: GapCause
}

const signal = new AbortController().signal

/** One source on a network in memory under a virtual clock, with what it puts out. */
export class ConformanceBench {
  readonly clock: VirtualClock = new VirtualClock()
  readonly network: FakeNetwork = new FakeNetwork()
  readonly source: Source
  readonly context: PluginContext
  readonly output: OutputEntry[] = []
  readonly #venue: VenueDouble

  constructor(create: (context: PluginContext) => Source, venue: VenueDouble, instruments: readonly InstrumentFields[]) {
    this.#venue = venue
    venue.script(this.network)
    this.context = testContext({
      clock: this.clock,
      network: this.network,
      instruments: testInstruments(instruments),
      id: 'sources.conformance',
    })
    this.source = create(this.context)
    this.source.attach(this.#collect())
  }

  /** Starts, subscribes (before that, when it is asked to) and waits until everything is confirmed. */
  async start(subscriptions: readonly Subscription[], early = false): Promise<void> {
    const before = early ? this.source.subscribe(subscriptions) : undefined
    await this.source.start?.(signal)
    const outcomes = before ?? this.source.subscribe(subscriptions)
    await this.clock.advanceAsync(3_000)
    const refused = (await outcomes).filter((outcome) => !outcome.ok)
    assert.deepEqual(refused, [], 'the venue confirms all, the source does not')
  }

  /** Topics over all open sockets, sorted. */
  topics(): readonly string[] {
    return this.network.open.flatMap((socket) => this.#venue.topics(socket)).sort()
  }

  frames(): readonly RawFrame[] {
    return this.output.flatMap((entry) => (entry.frame === undefined ? [] : [entry.frame]))
  }

  async stop(): Promise<void> {
    const stopping = this.source.stop?.(signal)
    await this.clock.advanceAsync(30_000)
    await stopping
  }

  #collect(): SourceOutput {
    return {
      frame: (frame) => this.output.push({ type: 'frame', frame }),
      batch: () => undefined,
      gap: (instrument, kind, cause) => this.output.push({ type: 'gap', instrument, kind, cause }),
      connection: () => undefined,
      end: () => undefined,
    }
  }
}
