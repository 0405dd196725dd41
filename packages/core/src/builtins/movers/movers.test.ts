import { CollectingWriter, spotInstrument, testContext, testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { barAt, gapAt, make, runOf } from '../../../test/event-fixture.ts'
import {
  FeedloomError,
  type EventMap,
  type HistoryReader,
  type Instrument,
  type Mover,
  type Processor,
  type Ticker,
} from '../../contracts/index.ts'
import { movers } from './movers.ts'

const minute = 60_000
const instruments = testInstruments(['AAA', 'BBB', 'CCC', 'DDD'].map((base) => spotInstrument(base)))
const all = [...instruments.all()] as [Instrument, Instrument, Instrument, Instrument]
const processorOf = (config: object): Processor => make(movers, { windows: ['5m'], top: 'all', ...config }, testContext({ instruments }))

/** Ten minutes of one instrument, its price going from 100 by `step` a minute. */
function bars(instrument: Instrument, step: number, volume = 1): EventMap['bar'][] {
  return Array.from({ length: 10 }, (_, i) => {
    const [open, close] = [100 + i * step, 100 + (i + 1) * step]
    const prices = { open, close, high: Math.max(open, close), low: Math.min(open, close) }
    return barAt(i * minute, { instrument, ...prices, volume, quoteVolume: volume * 100 })
  })
}

function ranked(processor: Processor, batches: readonly Parameters<Processor['process']>[0][], now = 10 * minute): readonly Mover[] {
  const out = new CollectingWriter()
  for (const batch of batches) processor.process(batch, out)
  out.tsRecv = now
  processor.tick?.(now, out)
  return out.of('mover')
}
const ranksOf = ({ instrument, gainerRank, loserRank, activeRank }: Mover): unknown => [instrument.base, gainerRank, loserRank, activeRank]

describe('movers', () => {
  const [aaa, bbb, ccc, ddd] = all
  const universe = [runOf(bars(aaa, 1, 5)), runOf(bars(bbb, -1, 7)), runOf(bars(ccc, 2, 1)), runOf(bars(ddd, 0, 3))]

  it('rank a universe by rise, fall and turnover', () => {
    const out = ranked(processorOf({}), universe)
    expect(out.map(ranksOf)).toEqual([
      ['AAA', 2, undefined, 2],
      ['BBB', undefined, 1, 1],
      ['CCC', 1, undefined, 4],
      ['DDD', undefined, undefined, 3],
    ])
    expect(out[0]).toMatchObject({
      window: '5m',
      from: 5 * minute,
      to: 10 * minute,
      full: true,
      universe: 4,
      volume: 25,
      price: 110,
      ts: 10 * minute,
    })
    expect(out[0]?.changePercent).toBeCloseTo((110 / 105 - 1) * 100, 12)
  })

  it('write the first of each list, for each window', () => {
    const out = ranked(processorOf({ top: 1, windows: ['5m', '10m'] }), universe)
    expect(out.map(({ window, instrument }) => `${window} ${instrument.base}`)).toEqual(['5m BBB', '5m CCC', '10m BBB', '10m CCC'])
  })

  it('rank by volume against what is usual, and leave out what is hardly traded', () => {
    const rising = bars(aaa, 1).map((bar, i) => ({ ...bar, volume: i < 5 ? 1 : 4 }))
    const config = { active: 'relative-volume', baseline: 1, minTurnover: 200 }
    const out = ranked(processorOf(config), [runOf(rising), runOf(bars(bbb, 1, 0.1)), runOf(bars(ccc, 1, 50))])
    expect(out.map(ranksOf)).toEqual([
      ['AAA', 1, undefined, 1],
      ['BBB', undefined, undefined, undefined],
      ['CCC', 2, undefined, 2],
    ])
    expect(out[0]).toMatchObject({ relativeVolume: 4, baseline: 1, universe: 2 })
  })

  it('do not rank what has a hole or has just begun, and say how much is missing', () => {
    const holed = bars(aaa, 1)
    const lost = gapAt(8 * minute, 'g', 'lost', { instrument: aaa, dataKind: 'bar', interval: '1m' })
    const out = ranked(processorOf({}), [
      runOf(holed.slice(0, 7)),
      runOf([lost]),
      runOf(holed.slice(8)),
      runOf(bars(bbb, 1).slice(8)),
      runOf(bars(ccc, 1)),
    ])
    expect(
      out.map(({ instrument, full, missingMs, from, volume, gainerRank }) => [instrument.base, full, missingMs, from, volume, gainerRank]),
    ).toEqual([
      ['AAA', false, minute, 5 * minute, undefined, undefined],
      ['BBB', false, 3 * minute, 8 * minute, 2, undefined],
      ['CCC', true, 0, 5 * minute, 5, 1],
    ])
    expect(out[0]?.changePercent).toBeCloseTo((110 / 105 - 1) * 100, 12)
  })

  it('heed the gaps of trades where bars are made of them', () => {
    const derived = bars(aaa, 1).map((bar) => ({ ...bar, origin: 'derived' as const }))
    const gap = gapAt(9 * minute, 'g', 'healing', { instrument: aaa, dataKind: 'trade' })
    const batches = [runOf(derived.slice(0, 8)), runOf([gap])]
    const [open] = ranked(processorOf({ input: { origin: 'derived' } }), batches, 10 * minute + 10_000)
    expect(open).toMatchObject({ full: false, missingMs: 2 * minute })
    expect(ranked(processorOf({}), batches)).toEqual([])
  })

  it('write nothing while nothing comes, and the rest at the end', () => {
    const processor = processorOf({})
    const out = new CollectingWriter(10 * minute)
    processor.process(runOf(bars(aaa, 1)), out)
    processor.end?.(out)
    expect(out.take()).toHaveLength(1)
    processor.tick?.(11 * minute, out)
    processor.end?.(out)
    expect(out.take()).toHaveLength(0)
  })

  it('keep to their symbols, and are filled from history with the list', async () => {
    const asked: unknown[] = []
    const history: HistoryReader = {
      async *read({ instrument, kind, interval, from, to }) {
        asked.push([instrument.base, kind, interval, to - from])
        yield runOf(bars(instrument, 1), 'backfill')
      },
    }
    const processor = processorOf({ symbols: ['AAA/*', 'BBB/USDT'], history: '1h' })
    await processor.warm?.(history, new AbortController().signal)
    expect(asked).toEqual([
      ['AAA', 'bar', '1m', 3_600_000],
      ['BBB', 'bar', '1m', 3_600_000],
    ])
    expect(ranked(processor, [runOf(bars(ccc, 1))]).map(({ instrument, full }) => [instrument.base, full])).toEqual([
      ['AAA', true],
      ['BBB', true],
    ])
  })

  it('take the rolling day of tickers', () => {
    const day = 86_400_000
    const ticker = (instrument: Instrument, last: number, facts: Partial<Ticker> = {}): Ticker => {
      const head = { kind: 'ticker' as const, instrument, ts: day, nanos: 0, tsRecv: day, revision: 0, last, lastSize: undefined }
      const rolling = { open: 100, high: 120, low: 80, volume: 3, quoteVolume: 300, vwap: undefined, trades: undefined, openTime: 0 }
      const best = { bidPrice: undefined, bidSize: undefined, askPrice: undefined, askSize: undefined }
      return { ...head, ...rolling, ...best, ...facts }
    }
    const gap = gapAt(day, 'g', 'suspected', { instrument: ddd, dataKind: 'ticker' })
    const batches = [runOf([ticker(aaa, 110), ticker(bbb, 90), ticker(ccc, 200, { openTime: undefined }), ticker(ddd, 300)]), runOf([gap])]
    const out = ranked(processorOf({ input: { kind: 'ticker' }, windows: undefined }), batches, day + 1000)
    expect(out.map((mover) => [mover.full, mover.window, ranksOf(mover)])).toEqual([
      [true, '24h', ['AAA', 1, undefined, 1]],
      [true, '24h', ['BBB', undefined, 1, 2]],
      [false, '24h', ['CCC', undefined, undefined, undefined]],
      [false, '24h', ['DDD', undefined, undefined, undefined]],
    ])
    expect(out[0]).toMatchObject({ from: 0, to: day, rangePercent: 50, volume: 3, quoteVolume: 300, missingMs: 0 })
    expect(out[3]?.missingMs).toBe(1000)
  })

  it('refuse windows that cannot be made of what comes in', () => {
    const problem = (config: object): unknown => {
      try {
        processorOf(config)
      } catch (error) {
        return FeedloomError.is(error) ? [error.code, error.path] : error
      }
      return undefined
    }
    expect(problem({ windows: ['1h', '90s'] })).toEqual(['FEEDLOOM_MOVERS_WINDOW', 'windows[1]'])
    expect(problem({ windows: ['1M'] })).toEqual(['FEEDLOOM_MOVERS_WINDOW', 'windows[0]'])
    expect(problem({ windows: ['90d'] })).toEqual(['FEEDLOOM_MOVERS_WINDOW', 'windows[0]'])
    expect(problem({ windows: ['24h', '1h'], input: { kind: 'ticker' } })).toEqual(['FEEDLOOM_MOVERS_WINDOW', 'windows[1]'])
    expect(problem({ windows: ['1d'], input: { kind: 'ticker' } })).toBeUndefined()
  })
})
