import { CollectingWriter } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { btc, eth, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { Bar, MarketEvent, Processor, Trade } from '../contracts/index.ts'
import { bars } from './bars.ts'

const processorOf = (config: object): Processor => make(bars, { intervals: ['1m'], ...config })
const barsOf = (events: readonly MarketEvent[]): readonly Bar[] => events.filter((event) => event.kind === 'bar')
const short = ({ openTime, open, high, low, close, volume, final, revision }: Bar): readonly unknown[] => [
  openTime,
  [open, high, low, close, volume],
  final ? 'final' : 'open',
  revision,
]

const trade = fc.record({
  step: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
  price: fc.integer({ min: 1, max: 500 }).map((n) => n / 100),
  size: fc.integer({ min: 1, max: 9_999 }).map((n) => n / 10_000),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  isBtc: fc.boolean(),
})

const tradesOf = (
  steps: readonly { step: number; price: number; size: number; side: 'buy' | 'sell'; isBtc: boolean }[],
): readonly Trade[] => {
  let ts = 1_700_000_000_000
  return steps.map(({ step, price, size, side, isBtc }) => tradeAt((ts += step), price, size, { side, instrument: isBtc ? btc : eth }))
}

describe('bars from trades', () => {
  it('are the same however the trades are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 80 }), fc.array(fc.nat(80), { maxLength: 10 }), (steps, cuts) => {
        const trades = tradesOf(steps)
        const config = { intervals: ['1m', '1h', 'tick:3', 'volume:1.5', 'value:4'] }
        const borders = [...new Set([0, ...cuts.filter((cut) => cut < trades.length), trades.length])].sort((a, b) => a - b)
        const batches = borders.slice(1).map((to, i) => runOf(trades.slice(borders[i], to)))
        const whole = barsOf(through(processorOf(config), trades.length === 0 ? [] : [runOf(trades)]))
        expect(barsOf(through(processorOf(config), batches))).toEqual(whole)
      }),
    )
  })

  it('are the same straight from trades as through smaller bars', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 120 }), (steps) => {
        const batch = runOf(tradesOf(steps).map((event) => ({ ...event, instrument: btc })))
        const direct = barsOf(through(processorOf({ intervals: ['5m', '1h'], partial: 'keep' }), [batch]))
        const small = barsOf(through(processorOf({ partial: 'keep' }), [batch]))
        const wider = processorOf({ intervals: ['5m', '1h'], from: 'bars', base: '1m', origin: 'derived', partial: 'keep' })
        const made = barsOf(through(wider, [runOf(small)]))
        for (const interval of ['5m', '1h']) {
          const of = (all: readonly Bar[]): unknown => all.filter((bar) => bar.interval === interval).map((bar) => ({ ...bar, tsRecv: 0 }))
          expect(of(made)).toEqual(of(direct))
        }
      }),
    )
  })

  it('know volume, turnover, trades, taker buys and the average price', () => {
    const aggregate = { firstId: '5', lastId: '9' }
    const batch = runOf([tradeAt(0, 10, 0.1), tradeAt(1, 20, 0.2, { side: 'sell' }), tradeAt(2, 15, 0.3, { aggregate })])
    const [bar] = barsOf(through(processorOf({}), [batch]))
    expect(bar).toMatchObject({ volume: 0.6, quoteVolume: 9.5, trades: 7, takerBuyVolume: 0.4, vwap: 15.8333333333333, origin: 'derived' })
    expect(bar).toMatchObject({ openTime: 0, closeTime: 59_999, ts: 59_999, tsRecv: 7 })
    const [unknown] = barsOf(through(processorOf({}), [runOf([tradeAt(0, 1, 1, { side: 'unknown' })])]))
    expect(unknown?.takerBuyVolume).toBeUndefined()
  })

  it('do not call the first and the last bar of a stream final, unless told to', () => {
    const batch = runOf([tradeAt(30_000, 1), tradeAt(60_000, 2), tradeAt(120_000, 3)])
    expect(barsOf(through(processorOf({}), [batch])).map((bar) => bar.final)).toEqual([false, true, false])
    expect(barsOf(through(processorOf({ partial: 'keep' }), [batch])).map((bar) => bar.final)).toEqual([true, true, true])
  })

  it('write the forming bar once a batch when wanted', () => {
    const out = barsOf(through(processorOf({ forming: true }), [runOf([tradeAt(0, 1), tradeAt(1, 2)]), runOf([tradeAt(60_000, 3)])], false))
    expect(out.map(short)).toEqual([
      [0, [1, 2, 1, 2, 2], 'open', 0],
      [0, [1, 2, 1, 2, 2], 'open', 0],
      [60_000, [3, 3, 3, 3, 1], 'open', 0],
    ])
  })

  it('close by the clock when a live instrument falls silent, after the grace period', () => {
    const processor = processorOf({ grace: '2s' })
    const out = new CollectingWriter()
    processor.process(runOf([tradeAt(0, 1), tradeAt(61_000, 1)]), out)
    out.take()
    processor.tick?.(122_004, out)
    expect(out.take()).toEqual([])
    processor.tick?.(122_005, out)
    expect(barsOf(out.take()).map(short)).toEqual([[60_000, [1, 1, 1, 1, 1], 'final', 0]])
    processor.tick?.(500_000, out)
    expect(out.take()).toEqual([])
  })

  it('close by the clock of the venue, as far as the local one is behind or ahead', () => {
    for (const skew of [-1250, 3000]) {
      const processor = processorOf({ grace: '1s' })
      const out = new CollectingWriter()
      processor.process(runOf([{ ...tradeAt(1000, 1), tsRecv: 1000 + skew }]), out)
      processor.tick?.(60_999 + skew, out)
      expect(out.take()).toEqual([])
      processor.tick?.(61_000 + skew, out)
      expect(out.take().length).toBe(1)
    }
  })

  it('are corrected by a late trade, in a revision', () => {
    const out = barsOf(
      through(processorOf({}), [runOf([tradeAt(0, 1), tradeAt(61_000, 5), tradeAt(121_000, 7)]), runOf([tradeAt(62_000, 9)])], false),
    )
    expect(out.map(short)).toEqual([
      [0, [1, 1, 1, 1, 1], 'open', 0],
      [60_000, [5, 5, 5, 5, 1], 'final', 0],
      [60_000, [5, 9, 5, 9, 2], 'final', 1],
    ])
  })

  it('tell bars apart that begin in the same instant', () => {
    const out = barsOf(through(processorOf({ intervals: ['tick:1'] }), [runOf([tradeAt(5, 1), tradeAt(5, 2), tradeAt(5, 3)])]))
    expect(out.map((bar) => bar.openTime)).toEqual([5, 5.001, 5.002])
  })

  it('refuse widths that smaller bars cannot make', () => {
    const refused = expect.objectContaining({ code: 'FEEDLOOM_BARS_WIDTH', category: 'config', path: 'intervals[0]' })
    for (const intervals of [['90s'], ['1m'], ['tick:5']]) expect(() => processorOf({ intervals, from: 'bars' })).toThrow(refused)
    expect(processorOf({ intervals: ['1M', '1w', '5m'], from: 'bars' }).intervals).toEqual({ needs: ['1m'], makes: ['1M', '1w', '5m'] })
  })
})
