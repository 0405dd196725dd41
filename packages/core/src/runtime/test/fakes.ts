import type { FakeSink } from './fake-sink.ts'
import type { ConfigInput } from '../../config/types.ts'
import type {
  AnyBatch,
  ConfigSchema,
  ConnectionStatus,
  DataKind,
  EventWriter,
  GapCause,
  InstrumentFields,
  Instrument,
  NormalizerFactory,
  Plugin,
  PluginContext,
  PluginKinds,
  Processor,
  RawFrame,
  RepairRequest,
  Source,
  SourceCapabilities,
  SourceOutput,
  Subscription,
  SubscriptionOutcome,
} from '../../contracts/index.ts'
import { dataError, definePlugin, sourceCapabilities } from '../../contracts/index.ts'

/** A schema that takes every object as it is. */
const anything: ConfigSchema<Record<string, unknown>> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value: (value ?? {}) as Record<string, unknown> }),
    types: undefined,
  },
}

export function spot(nativeSymbol: string, base = nativeSymbol.replace(/USDT$/, ''), venue = 'fake'): InstrumentFields {
  return { venue, nativeSymbol, symbol: `${base}/USDT`, type: 'spot', base, quote: 'USDT' }
}

/** What a fake frame says: trades of one instrument, written as they stand. `boom` makes the normalizer throw halfway. */
export interface FakePayload {
  readonly symbol: string
  readonly prices: readonly number[]
  readonly boom?: boolean
  readonly kind?: 'trade' | 'quote'
}

export interface NormalizerLog {
  created: number
  resets: number
}

/** Writes one trade (or quote) per price; ids count from 1 per connection and start over after `reset`. */
function fakeNormalizer(log: NormalizerLog = { created: 0, resets: 0 }, venue = 'fake'): NormalizerFactory {
  return {
    venue,
    create(context) {
      log.created += 1
      let id = 0
      return {
        normalize(frame: RawFrame, out: EventWriter) {
          const { symbol, prices, boom, kind } = frame.payload as FakePayload
          const instrument = context.instruments.native(venue, symbol)
          if (instrument === undefined) throw dataError('FEEDLOOM_FRAME_INVALID', `unknown symbol ${symbol}`)
          for (const price of prices) {
            if (kind === 'quote') out.quote(instrument, frame.tsRecv, price, 1, price + 1, 1, undefined)
            else out.trade(instrument, frame.tsRecv, price, 1, 'buy', String(++id))
          }
          if (boom === true) throw dataError('FEEDLOOM_FRAME_INVALID', 'boom')
        },
        reset() {
          log.resets += 1
          id = 0
        },
      }
    },
  }
}

/** A source that does what the test tells it, and remembers what the engine told it. */
export class FakeSource implements Source {
  readonly capabilities: SourceCapabilities
  readonly normalizer: NormalizerFactory<never>
  readonly log: NormalizerLog = { created: 0, resets: 0 }
  readonly calls: string[] = []
  readonly repairs: RepairRequest[] = []
  subscribed: Subscription[] = []
  definitions: InstrumentFields[]
  paused = false
  context: PluginContext | undefined
  failStart: Error | undefined
  hangStop = false
  #output: SourceOutput | undefined

  constructor(definitions: InstrumentFields[] = [spot('BTCUSDT'), spot('ETHUSDT')], options: Partial<SourceCapabilities> = {}) {
    this.definitions = definitions
    this.capabilities = sourceCapabilities({ live: ['trade', 'quote', 'bar', 'book'], intervals: ['1m'], ...options })
    this.normalizer = fakeNormalizer(this.log)
  }

  get output(): SourceOutput {
    if (this.#output === undefined) throw dataError('FEEDLOOM_TEST', 'not attached')
    return this.#output
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  instruments(): Promise<readonly InstrumentFields[]> {
    this.calls.push('instruments')
    return Promise.resolve(this.definitions)
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    this.calls.push('subscribe')
    this.subscribed.push(...subscriptions)
    return Promise.resolve(subscriptions.map((subscription) => ({ ok: true, subscription }) as const))
  }

  unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
    this.calls.push('unsubscribe')
    const gone = new Set(subscriptions.map(({ symbol, kind }) => `${kind} ${symbol}`))
    this.subscribed = this.subscribed.filter(({ symbol, kind }) => !gone.has(`${kind} ${symbol}`))
    return Promise.resolve()
  }

  start(): Promise<void> {
    this.calls.push('start')
    return this.failStart === undefined ? Promise.resolve() : Promise.reject(this.failStart)
  }

  stop(): Promise<void> {
    this.calls.push('stop')
    return this.hangStop ? new Promise(() => undefined) : Promise.resolve()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  repair(request: RepairRequest): void {
    this.repairs.push(request)
  }

  /** One frame with these prices. */
  send(symbol: string, prices: readonly number[], more: Partial<RawFrame> & Partial<FakePayload> = {}): void {
    const { boom = false, kind = 'trade', ...frame } = more
    this.output.frame({
      venue: 'fake',
      channel: 'ws',
      payload: { symbol, prices, boom, kind },
      tsRecv: 1_700_000_000_000,
      connection: 'public#0',
      epoch: 0,
      request: undefined,
      ...frame,
    })
  }

  lose(instrument: Instrument, kind: DataKind, cause: GapCause = 'disconnect'): void {
    this.output.gap(instrument, kind, cause, 1_700_000_000_000)
  }

  report(status: Partial<ConnectionStatus>): void {
    this.output.connection({
      source: 'sources.fake',
      connection: 'public#0',
      state: 'connected',
      reason: undefined,
      reconnects: 0,
      topics: 1,
      ...status,
    })
  }
}

/** Turns each trade into a quote at its price, and keeps one back for `end`. */
export function fakeProcessor(options: Partial<Processor> = {}): Processor {
  return {
    consumes: ['trade'],
    produces: ['quote'],
    forwards: true,
    process(batch: AnyBatch, out) {
      if (batch.kind !== 'trade') return
      for (const trade of batch.events) {
        out.tsRecv = trade.tsRecv
        out.quote(trade.instrument, trade.ts, trade.price, 1, trade.price, 1, undefined)
      }
    },
    ...options,
  }
}

export function sourcePlugin(source: FakeSource | (() => FakeSource), type = 'fake'): Plugin {
  return fakePlugin('source', type, (context) => withContext(source, context))
}

export function sinkPlugin(sink: FakeSink | (() => FakeSink), type = 'keep'): Plugin {
  return fakePlugin('sink', type, (context) => withContext(sink, context))
}

export function processorPlugin(create: (context: PluginContext) => Processor, type = 'echo'): Plugin {
  return fakePlugin('processor', type, create)
}

function fakePlugin<K extends 'source' | 'sink' | 'processor'>(
  kind: K,
  type: string,
  create: (context: PluginContext) => PluginKinds[K],
): Plugin {
  return definePlugin({
    apiVersion: 1,
    kind,
    type,
    summary: 'for tests',
    stability: 'stable',
    configSchema: anything,
    create,
  }) as Plugin
}

function withContext<T extends FakeSource | FakeSink>(given: T | (() => T), context: PluginContext): T {
  const made = typeof given === 'function' ? given() : given
  made.context = context
  return made
}

/** The config of one fake source into one fake sink. */
export function smallConfig(plugins: readonly Plugin[], more: Partial<ConfigInput> = {}): ConfigInput {
  return {
    version: 1,
    plugins: [...plugins],
    sources: { fake: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT', 'ETH/USDT'] }] } },
    sinks: { keep: {} },
    ...more,
  }
}
