import type { Bar, HistoryReader, MarketEvent, Processor, Trade, VolumeProfile } from '@feedloom/core'
import { CollectingWriter, VirtualClock, testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { volumeProfileProcessor } from '../plugins.ts'
import { batch, bar, btc, minute } from '../test/processing.ts'
import { processorFor, trade, trades } from '../test/structure-suites.ts'

const hour = 60 * minute
const day = 24 * hour
const profiles = (events: readonly MarketEvent[]): readonly VolumeProfile[] => events as readonly VolumeProfile[]

function fed(processor: Processor, ...list: readonly (Trade | Bar)[]): readonly VolumeProfile[] {
  const out = new CollectingWriter()
  for (const event of list) processor.process(event.kind === 'trade' ? trades(event) : batch(event), out)
  return profiles(out.take())
}

describe('the volume-profile processor', () => {
  it('says a forming window every so often and a closed one once, by the time of the data', () => {
    const processor = processorFor(volumeProfileProcessor, { every: '1h', step: 1 })
    const events = fed(
      processor,
      trade(10 * hour, 10, 1),
      trade(10 * hour + 1, 11, 2, { side: 'sell' }),
      trade(11 * hour, 11, 3),
      trade(25 * hour, 12, 5),
      trade(25 * hour + 1, 12, 1),
    )
    expect(events.map(({ from, final, volume }) => [from, final, volume])).toEqual([
      [0, false, 6],
      [0, true, 6],
      [day, false, 5],
    ])
    expect(events[0]).toMatchObject({
      kind: 'volume-profile',
      instrument: btc,
      name: 'daily',
      window: 'session',
      interval: undefined,
      to: 11 * hour,
      step: 1,
      levels: Float64Array.of(10, 1, 11, 5),
      buyVolumes: Float64Array.of(1, 3),
      sellVolumes: Float64Array.of(0, 2),
      pointOfControl: 11,
      valueAreaLow: 11,
      valueAreaHigh: 11,
      valueShare: 0.7,
      tsRecv: 11 * hour + 1,
    })
    expect(events[1]?.to).toBe(day)
    const out = new CollectingWriter()
    processor.end?.(out)
    processor.end?.(out)
    expect(profiles(out.take()).map(({ volume, final }) => [volume, final])).toEqual([[6, false]])
  })

  it('keeps several windows of every instrument', () => {
    const windows = { day: { session: '1d' }, last: { rolling: '4h', slices: 4 }, year: { anchored: '1970-01-01T00:00:00Z' } }
    const processor = processorFor(volumeProfileProcessor, { windows, every: '1d', step: 1 })
    fed(processor, ...Array.from({ length: 30 }, (_, at) => trade(at * hour, 10, 1)))
    const out = new CollectingWriter()
    processor.end?.(out)
    expect(profiles(out.take()).map(({ name, window, volume }) => [name, window, volume])).toEqual([
      ['day', 'session', 6],
      ['last', 'rolling', 4],
      ['year', 'anchored', 30],
    ])
  })

  it('spreads bars over their range, each once', () => {
    const input = { kind: 'bar', interval: '1m' }
    const processor = processorFor(volumeProfileProcessor, { input, step: 1, every: '1m' })
    const first = bar(0, 10, { volume: 8, takerBuyVolume: 2 })
    const events = fed(
      processor,
      first,
      first,
      { ...first, final: false },
      { ...first, interval: '5m' },
      bar(1, 20, { volume: 4, takerBuyVolume: 1 }),
    )
    expect(events).toMatchObject([
      { interval: '1m', to: 2 * minute - 1, volume: 12, levels: Float64Array.of(9, 2, 10, 4, 11, 2, 19, 1, 20, 2, 21, 1) },
    ])
    expect(events[0]?.buyVolumes).toEqual(Float64Array.of(0.5, 1, 0.5, 0.25, 0.5, 0.25))
  })

  it('goes by the correction of a bar', () => {
    const input = { kind: 'bar', interval: '1m' }
    const processor = processorFor(volumeProfileProcessor, { input, step: 1, every: '1m' })
    const wrong = bar(0, 30, { volume: 100, takerBuyVolume: undefined })
    const events = fed(
      processor,
      wrong,
      bar(0, 10, { volume: 8, takerBuyVolume: 2, revision: 1 }),
      bar(1, 10, { volume: 8, takerBuyVolume: 6 }),
    )
    expect(events).toMatchObject([
      {
        volume: 16,
        levels: Float64Array.of(9, 4, 10, 8, 11, 4),
        buyVolumes: Float64Array.of(2, 4, 2),
        sellVolumes: Float64Array.of(2, 4, 2),
      },
    ])
  })

  it('is filled from history, and does not count those trades again', async () => {
    const clock = new VirtualClock(20 * hour)
    const instruments = testInstruments([btc])
    const known = instruments.native('binance', 'BTCUSDT') ?? btc
    const processor = processorFor(volumeProfileProcessor, { symbols: ['BTC/USDT'], step: 1, every: '1h' }, { clock, instruments })
    const history: HistoryReader = {
      async *read({ from, to, kind }) {
        expect([from, to, kind]).toEqual([0, 20 * hour, 'trade'])
        yield { ...trades(trade(19 * hour, 10, 1, { instrument: known })), delivery: 'backfill' }
      },
    }
    await processor.warm?.(history, new AbortController().signal)
    fed(processor, trade(19 * hour, 10, 1, { instrument: known }), trade(21 * hour, 10, 5, { instrument: known }))
    const out = new CollectingWriter()
    processor.end?.(out)
    expect(profiles(out.take()).map(({ volume }) => volume)).toEqual([6])
  })

  it('refuses a window of no kind', () => {
    expect(() => processorFor(volumeProfileProcessor, { windows: { day: { rolling: '4' } } })).toThrow('windows')
  })
})
