import type { Bar, EventBatch, IndicatorValue, Instrument, InstrumentRegistry, PluginContext, Processor } from '@feedloom/core'
import { CollectingWriter, VirtualClock, spotInstrument, testInstruments } from '@feedloom/testkit'
import * as plugins from '../plugins.ts'
import { indicatorsSchema } from '../processor/config.ts'

const registry: InstrumentRegistry = testInstruments(['BTC', 'ETH'].map((base) => spotInstrument(base, 'binance')))
export const btc: Instrument = registry.native('binance', 'BTCUSDT') as Instrument
export const eth: Instrument = registry.native('binance', 'ETHUSDT') as Instrument
export const minute = 60_000

export function bar(row: number, close: number, over: Partial<Bar> = {}): Bar {
  const openTime = row * minute
  return {
    kind: 'bar',
    instrument: btc,
    ts: openTime + minute,
    nanos: 0,
    tsRecv: openTime + minute + 5,
    revision: 0,
    interval: '1m',
    openTime,
    closeTime: openTime + minute - 1,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    volume: 1,
    quoteVolume: undefined,
    trades: undefined,
    takerBuyVolume: undefined,
    vwap: undefined,
    final: true,
    origin: 'venue',
    ...over,
  }
}

export const batch = (...events: Bar[]): EventBatch<'bar'> => ({ kind: 'bar', origin: 'sources.x', delivery: 'live', events })

/** What the processors of this file have warned of. */
export const warnings: string[] = []

function context(clock: VirtualClock): PluginContext {
  const create = (_kind: string, type: string, config: unknown): unknown =>
    plugins.indicatorPlugins.find((plugin) => plugin.type === type)?.create(undefined as never, config)
  const log = { warn: (message: string) => void warnings.push(message) }
  return { clock, instruments: registry, create, log } as unknown as PluginContext
}

export function parse(config: object): unknown {
  return indicatorsSchema.parse({ input: { interval: '1m' }, ...config })
}

export function processorOf(config: object, clock = new VirtualClock()): Processor {
  return plugins.indicators.create(context(clock), parse(config))
}

export class Harness {
  readonly out = new CollectingWriter()
  readonly processor: Processor

  constructor(config: object, clock?: VirtualClock) {
    this.processor = processorOf(config, clock)
  }

  feed(...bars: Bar[]): readonly IndicatorValue[] {
    this.processor.process(batch(...bars), this.out)
    return this.out.take() as IndicatorValue[]
  }
}
