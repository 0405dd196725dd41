import { spotInstrument, testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { batchOf, eventHeader, spotRules, watch, type Watched } from '../../test/tracking-fixture.ts'
import type { AnyBatch, Instrument, MarketEvent, RepairRequest } from '../contracts/index.ts'

const registry = testInstruments([spotInstrument('BTC')])
const [btc] = [...registry.all()] as [Instrument]
const dense = { tradeIds: { raw: 'dense', aggregate: 'dense' } } as const

const tradeEvent = (id: number, ts: number, aggregate?: object): object => {
  return { ...eventHeader(btc, ts), kind: 'trade', id: String(id), price: 1, size: 1, side: 'buy', aggregate }
}
const trades = (ids: readonly number[], ts: number, delivery: 'live' | 'backfill' = 'live'): AnyBatch =>
  batchOf(
    ids.map((id) => tradeEvent(id, ts)),
    delivery,
  )
const merged = (id: number, firstId: number, lastId: number): AnyBatch =>
  batchOf([tradeEvent(id, firstId, { firstId: String(firstId), lastId: String(lastId) })], 'backfill')
const bar = (openTime: number, ts: number, final: boolean, volume = 1, delivery: 'live' | 'backfill' = 'live'): AnyBatch =>
  batchOf([{ ...eventHeader(btc, ts), kind: 'bar', interval: '1m', openTime, final, volume, origin: 'venue' }], delivery)

const quiet = ({ trackers }: Watched, from: number, to: number): void => {
  for (let ts = from; ts < to; ts += 250) trackers.alive('ws', 0, ts)
}
const told = ({ holes }: Watched): string[] => holes.map(({ hole, state, healedBy = '' }) => `${hole} ${state} ${healedBy}`.trim())
const asked = ({ repairs }: Watched): unknown[] =>
  repairs.map(({ variant, fromId, toId, from, to }) => (fromId === undefined ? [variant, from, to] : [variant, fromId, toId]))
const last = ({ repairs }: Watched): RepairRequest => repairs.at(-1) as RepairRequest

/** Trades 0 to 599, ten a second, and then silence that is suspected. */
function silentTrades(): Watched {
  const watched = watch(dense)
  for (let id = 0; id < 600; id++) watched.trackers.track(trades([id], id * 100), 'ws', 0)
  quiet(watched, 60_000, 64_000)
  expect(told(watched)).toEqual(['1 suspected'])
  expect(asked(watched)).toEqual([['raw', '600', undefined]])
  return watched
}

describe('a silent stream of trades, of which the venue was asked', () => {
  it('has missed nothing when nothing came, and is suspected anew when it stays silent', () => {
    const watched = silentTrades()
    watched.trackers.repaired(last(watched), undefined, 64_000)
    expect(told(watched)).toEqual(['1 suspected', '1 healed nothing was missed'])
    quiet(watched, 64_000, 70_000)
    expect(told(watched).slice(2)).toEqual(['2 suspected'])
  })

  it('stays suspected when the venue could not say, and is asked about again', () => {
    const watched = silentTrades()
    watched.trackers.repaired(last(watched), 'refused', 64_000)
    quiet(watched, 64_000, 70_000)
    expect(told(watched)).toEqual(['1 suspected'])
    expect(asked(watched).length).toBe(2)
    watched.trackers.repaired(last(watched), undefined, 70_000)
    expect(told(watched).at(-1)).toBe('1 healed nothing was missed')
  })

  it('stays broken until it goes on itself, though what was fetched has a hole of its own', () => {
    const watched = silentTrades()
    watched.trackers.track(trades([602], 64_000, 'backfill'), 'ws', 0, 'rest.trades')
    expect(told(watched).slice(1)).toEqual(['1 healing rest.trades', '2 healing'])
    watched.trackers.track(trades([600, 601], 60_100, 'backfill'), 'ws', 0, 'rest.trades')
    watched.trackers.repaired(watched.repairs[0] as RepairRequest, undefined, 64_000)
    watched.trackers.track(trades([603], 65_000, 'backfill'), 'ws', 0, 'rest.trades')
    expect(told(watched).slice(3)).toEqual(['2 healed rest.trades'])
    watched.trackers.track(trades([606], 66_000), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ hole: 1, state: 'healing', fromId: '604', toId: '605', from: 59_900, to: 66_000 })
  })
})

describe('a silent stream of bars, of which the venue was asked', () => {
  const silentBars = (): Watched => {
    const watched = watch({ bars: 'dense' })
    for (let ts = 0; ts <= 30_000; ts += 250) watched.trackers.track(bar(0, ts, false), 'ws', 0)
    quiet(watched, 30_250, 38_000)
    expect(told(watched)).toEqual(['1 suspected'])
    expect(asked(watched)).toEqual([[undefined, 0, undefined]])
    return watched
  }

  it('has missed nothing when the venue has the same bar', () => {
    const watched = silentBars()
    watched.trackers.track(bar(0, 38_000, false, 1, 'backfill'), 'ws', 0, 'rest.klines')
    watched.trackers.repaired(last(watched), undefined, 38_000)
    expect(told(watched).slice(1)).toEqual(['1 healed nothing was missed'])
  })

  it('is broken when the venue has gone on', () => {
    for (const more of [bar(0, 38_000, false, 2, 'backfill'), bar(0, 38_000, true, 1, 'backfill')]) {
      const watched = silentBars()
      watched.trackers.track(more, 'ws', 0, 'rest.klines')
      watched.trackers.repaired(last(watched), undefined, 38_000)
      expect(told(watched).slice(1)).toEqual(['1 healing rest.klines'])
    }
  })
})

describe('a hole that a repair has left open', () => {
  /** Trades 11 to 20 are missing. */
  const holed = (rules: Parameters<typeof watch>[0] = dense): Watched => {
    const watched = watch(rules)
    watched.trackers.track(trades([10], 10), 'ws', 0)
    watched.trackers.track(trades([21], 21), 'ws', 0)
    return watched
  }
  const vain = (watched: Watched, times: number): void => {
    for (let i = 0; i < times; i++) watched.trackers.repaired(last(watched), undefined, 30)
  }

  it('is asked for again, then by merged trades, and lost when these have not got it either', () => {
    const watched = holed()
    vain(watched, 4)
    const raw = ['raw', '11', '20']
    expect(asked(watched)).toEqual([raw, raw, raw, raw, ['aggregate', 10, 22]])
    vain(watched, 4)
    expect(told(watched)).toEqual(['1 healing', '1 lost'])
    expect(watched.holes.at(-1)).toMatchObject({ missing: 10, reason: 'the venue does not give all of it' })
    // It is over: nothing is asked any more.
    expect(watched.repairs.length).toBe(8)
    vain(watched, 1)
    expect(watched.repairs.length).toBe(8)
  })

  it('is healed by merged trades, of which those are left out that are here in part', () => {
    const watched = holed()
    watched.trackers.repaired(last(watched), 'a key is needed', 30)
    expect(asked(watched).at(-1)).toEqual(['aggregate', 10, 22])
    watched.trackers.track(merged(1, 8, 10), 'ws', 0, 'rest.aggTrades')
    watched.trackers.track(merged(2, 11, 17), 'ws', 0, 'rest.aggTrades')
    watched.trackers.track(merged(3, 18, 20), 'ws', 0, 'rest.aggTrades')
    watched.trackers.track(merged(4, 21, 22), 'ws', 0, 'rest.aggTrades')
    expect(told(watched)).toEqual(['1 healing', '1 healed rest.aggTrades'])
    expect(watched.events.map((event) => (event as { id: string }).id)).toEqual(['10', '21', '2', '3'])
    expect(watched.trackers.duplicates).toBe(2)
  })

  it('is lost by as many as merged trades cannot give without counting something twice', () => {
    const watched = holed()
    watched.trackers.repaired(last(watched), 'a key is needed', 30)
    watched.trackers.track(merged(2, 9, 12), 'ws', 0, 'rest.aggTrades')
    watched.trackers.track(merged(3, 13, 20), 'ws', 0, 'rest.aggTrades')
    watched.trackers.repaired(last(watched), 'refused', 30)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'lost', missing: 2, healedBy: 'rest.aggTrades', reason: 'refused' })
  })

  it('is lost at once, with the reason, where there is no other way', () => {
    const watched = holed({ tradeIds: { raw: 'dense', aggregate: undefined } })
    watched.trackers.repaired(last(watched), 'the venue says no', 30)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'lost', missing: 10, reason: 'the venue says no' })
    const bars = watch({ bars: 'dense' })
    bars.trackers.track(bar(0, 60_000, true), 'ws', 0)
    bars.trackers.track(bar(120_000, 130_000, false), 'ws', 0)
    vain(bars, 3)
    bars.trackers.repaired(last(bars), 'the venue says no', 140_000)
    expect(bars.holes.at(-1)).toMatchObject({ dataKind: 'bar', state: 'lost', missing: 1, reason: 'the venue says no' })
  })

  it('is of a book asked for until a snapshot fits, and lost while there is none to be had', () => {
    const levels = { bids: Float64Array.of(10, 1), asks: Float64Array.of(11, 1) }
    const snapshot = (sequence: number): AnyBatch =>
      batchOf([{ ...eventHeader(btc, sequence), kind: 'book.snapshot', ...levels, depth: undefined, sequence }])
    const delta = (id: number): AnyBatch =>
      batchOf([{ ...eventHeader(btc, id), kind: 'book.delta', ...levels, firstSequence: id, lastSequence: id, prevSequence: undefined }])
    const watched = watch({ book: spotRules })
    watched.trackers.track(snapshot(10), 'ws', 0)
    watched.trackers.track(delta(20), 'ws', 0)
    vain(watched, 5)
    expect(watched.repairs.length).toBe(6)
    watched.trackers.repaired({ ...last(watched), epoch: 7 }, 'of another connection', 30)
    expect(told(watched)).toEqual(['1 healing'])
    watched.trackers.repaired(last(watched), 'the venue says no', 30)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'lost', reason: 'the venue says no' })
    expect(watched.trackers.book(btc)?.state).toBe('suspect')
    watched.trackers.track(snapshot(20), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'healed', healedBy: 'snapshot', reason: undefined })
    vain(watched, 1)
    expect(watched.repairs.length).toBe(6)
  })
})

describe('what lies between the end of history and the first live event', () => {
  it('is a hole, told and fetched, of trades and of bars', () => {
    const watched = watch({ ...dense, bars: 'dense' })
    watched.trackers.track(trades([10], 10), 'ws', 0)
    watched.trackers.track(trades([11], 11), 'ws', 0)
    watched.trackers.reached(tradeEvent(7, 7) as MarketEvent)
    expect(watched.holes).toMatchObject([{ state: 'healing', fromId: '8', toId: '9', missing: 2, from: 7, to: 10 }])
    expect(watched.repairs).toMatchObject([{ connection: 'ws', epoch: 0, fromId: '8', toId: '9' }])
    watched.trackers.track(trades([6, 8, 9], 9, 'backfill'), 'ws', 0, 'rest.trades')
    expect(told(watched)).toEqual(['1 healing', '1 healed rest.trades'])
    watched.trackers.track(bar(180_000, 190_000, false), 'ws', 0)
    watched.trackers.reached((bar(60_000, 61_000, false).events as readonly MarketEvent[])[0] as MarketEvent)
    expect(watched.holes.at(-1)).toMatchObject({ hole: 2, state: 'healing', missing: 2, interval: '1m' })
    expect(last(watched)).toMatchObject({ kind: 'bar', from: 60_000, to: 180_000 })
  })

  it('is nothing where history ends right before it, or behind it', () => {
    const watched = watch(dense)
    watched.trackers.track(trades([10], 10), 'ws', 0)
    for (const id of [9, 10, 15]) watched.trackers.reached(tradeEvent(id, id) as MarketEvent)
    expect(watched.holes).toEqual([])
  })
})
