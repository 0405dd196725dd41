import type {
  BookSnapshot,
  Clock,
  InstrumentRegistry,
  MarketEvent,
  Normalizer,
  Plugin,
  PluginContext,
  RawFrame,
  Source,
  SourceOutput,
  Subscription,
} from '@feedloom/core'
import { CollectingWriter, seededRandom, testInstruments } from '@feedloom/testkit'

const silent = (): void => undefined

function contextOf(clock: Clock, instruments: InstrumentRegistry, signal: AbortSignal): PluginContext {
  const parts = new Map<string, unknown>()
  return {
    id: 'sources.binance',
    clock,
    random: seededRandom(5),
    network: undefined,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: {
      counter: () => ({ add: silent }),
      gauge: () => ({ set: silent }),
      histogram: () => ({ record: silent }),
    },
    instruments,
    signal,
    degraded: silent,
    recovered: silent,
    shared(key: string, create: () => unknown) {
      if (!parts.has(key)) parts.set(key, create())
      return parts.get(key)
    },
  } as unknown as PluginContext
}

/** A source over real sockets, with the little of an engine that it needs: decoders, and a snapshot for each new book. */
export class LiveSource {
  readonly events: MarketEvent[] = []
  readonly errors: unknown[] = []
  readonly #source: Source
  readonly #instruments = testInstruments()
  readonly #stopping = new AbortController()
  readonly #decoders = new Map<string, { readonly decoder: Normalizer; epoch: number }>()
  readonly #asked = new Set<string>()

  constructor(plugin: Plugin<'source'>, config: unknown, clock: Clock) {
    this.#source = plugin.create(contextOf(clock, this.#instruments, this.#stopping.signal), config)
    const output: SourceOutput = {
      frame: (frame) => this.#frame(frame as RawFrame<Uint8Array>),
      batch: silent,
      gap: silent,
      connection: silent,
      end: silent,
    }
    this.#source.attach(output)
  }

  async start(subscriptions: readonly Subscription[]): Promise<void> {
    this.#instruments.define((await this.#source.instruments?.(this.#stopping.signal)) ?? [])
    await this.#source.start?.(this.#stopping.signal)
    for (const outcome of await this.#source.subscribe(subscriptions)) if (!outcome.ok) this.errors.push(outcome.error)
  }

  async stop(): Promise<void> {
    await this.#source.stop?.(this.#stopping.signal)
    this.#stopping.abort()
  }

  count(kind: MarketEvent['kind']): number {
    return this.events.filter((event) => event.kind === kind).length
  }

  get snapshots(): readonly BookSnapshot[] {
    return this.events.filter((event) => event.kind === 'book.snapshot')
  }

  #frame(frame: RawFrame<Uint8Array>): void {
    const out = new CollectingWriter(frame.tsRecv)
    try {
      this.#decoderOf(frame).normalize(frame, out)
    } catch (error) {
      this.errors.push(error)
      return
    }
    for (const event of out.take()) {
      this.events.push(event)
      if (event.kind === 'book.delta') this.#askForBook(event, frame)
    }
  }

  #decoderOf({ venue, connection, epoch }: RawFrame): Normalizer {
    const known = this.#decoders.get(connection)
    if (known !== undefined) {
      if (known.epoch !== epoch) known.decoder.reset()
      known.epoch = epoch
      return known.decoder
    }
    const decoder = (this.#source.normalizer as NonNullable<Source['normalizer']>).create({
      venue,
      instruments: this.#instruments,
      report: silent,
    })
    this.#decoders.set(connection, { decoder, epoch })
    return decoder
  }

  #askForBook({ instrument }: MarketEvent, { connection, epoch }: RawFrame): void {
    const key = `${instrument.id} ${connection} ${epoch}`
    if (this.#asked.has(key)) return
    this.#asked.add(key)
    const unknown = { fromId: undefined, toId: undefined, from: undefined, to: undefined, interval: undefined }
    this.#source.repair?.({ instrument, kind: 'book', connection, epoch, ...unknown })
  }
}
