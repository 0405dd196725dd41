import { CollectingWriter, spotInstrument, testContext, testInstruments } from '@feedloom/testkit'
import type {
  AnyBatch,
  Bar,
  Delivery,
  Gap,
  Instrument,
  InstrumentRegistry,
  MarketEvent,
  Plugin,
  PluginContext,
  Processor,
  Side,
  Trade,
} from '../src/contracts/index.ts'

export const instruments: InstrumentRegistry = testInstruments(['BTC', 'ETH'].map((base) => spotInstrument(base)))
export const [btc, eth] = [...instruments.all()] as [Instrument, Instrument]

interface TradeFacts {
  readonly id?: string
  readonly side?: Side
  readonly instrument?: Instrument
  readonly aggregate?: Trade['aggregate']
}

export function tradeAt(ts: number, price: number, size = 1, facts: TradeFacts = {}): Trade {
  const { id, side = 'buy', instrument = btc, aggregate } = facts
  const head = { kind: 'trade' as const, instrument, ts, nanos: 0, tsRecv: ts + 5, revision: 0 }
  return { ...head, price, size, side, id, aggregate, conditions: undefined, printVenue: undefined, tape: undefined }
}

export function barAt(openTime: number, facts: Partial<Bar> = {}): Bar {
  const head = { kind: 'bar' as const, instrument: btc, ts: openTime, nanos: 0, tsRecv: openTime, revision: 0, interval: '1m' as const }
  const amounts = { open: 1, high: 2, low: 1, close: 2, volume: 3, quoteVolume: undefined, trades: undefined, takerBuyVolume: undefined }
  return { ...head, openTime, closeTime: openTime + 59_999, ...amounts, vwap: undefined, final: true, origin: 'venue', ...facts }
}

export function gapAt(ts: number, id: string, state: Gap['state'], facts: Partial<Gap> = {}): Gap {
  const head = { kind: 'gap' as const, instrument: btc, ts, nanos: 0, tsRecv: ts, revision: 0, id, state }
  const unknown = { interval: undefined, from: undefined, to: undefined, fromId: undefined, toId: undefined, missing: undefined }
  return {
    ...head,
    dataKind: 'trade',
    ...unknown,
    cause: 'sequence',
    healedBy: undefined,
    reason: undefined,
    component: undefined,
    ...facts,
  }
}

export function runOf(events: readonly MarketEvent[], delivery: Delivery = 'live', origin = 'test'): AnyBatch {
  return { kind: events[0]?.kind ?? 'trade', origin, delivery, events } as unknown as AnyBatch
}

/** Checks the config as the loader does, and makes the component. */
export function make<K extends 'processor' | 'sink' | 'source'>(
  plugin: Plugin<K>,
  config: unknown,
  facts?: Partial<PluginContext>,
): ReturnType<Plugin<K>['create']> {
  const result = plugin.configSchema['~standard'].validate(config)
  if (result instanceof Promise || result.issues !== undefined) throw new TypeError(JSON.stringify(result))
  return plugin.create({ ...testContext({ instruments }), ...facts }, result.value)
}

/** Runs batches through a processor and hands out what it wrote. */
export function through(processor: Processor, batches: readonly AnyBatch[], end = true): readonly MarketEvent[] {
  const out = new CollectingWriter()
  for (const batch of batches) processor.process(batch, out)
  if (end) processor.end?.(out)
  return out.events
}
