import { seededRandom, spotInstrument, testInstruments } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOf, eventHeader, spotRules, watch, type Watched } from '../../test/tracking-fixture.ts'
import type { AnyBatch, Instrument } from '../contracts/index.ts'

const registry = testInstruments(['BTC', 'ETH', 'ADA', 'XRP'].map((base) => spotInstrument(base)))
const [btc, eth, ada, xrp] = [...registry.all()] as [Instrument, Instrument, Instrument, Instrument]

const quote = (ts: number, instrument = btc): AnyBatch => batchOf([{ ...eventHeader(instrument, ts), kind: 'quote' }])
const trade = (id: number, ts: number, delivery: 'live' | 'backfill' = 'live'): AnyBatch =>
  batchOf([{ ...eventHeader(btc, ts), kind: 'trade', id: String(id), price: 1, size: 1, side: 'buy', aggregate: undefined }], delivery)
const bar = (openTime: number, ts: number, final = false): AnyBatch =>
  batchOf([{ ...eventHeader(btc, ts), kind: 'bar', interval: '1m', openTime, final, origin: 'venue' }])
const levels = { bids: Float64Array.of(10, 1), asks: Float64Array.of(11, 1) }
const snapshot = (sequence: number, ts: number): AnyBatch =>
  batchOf([{ ...eventHeader(btc, ts), kind: 'book.snapshot', ...levels, depth: undefined, sequence }])
const delta = (sequence: number, ts: number): AnyBatch =>
  batchOf([
    { ...eventHeader(btc, ts), kind: 'book.delta', ...levels, firstSequence: sequence, lastSequence: sequence, prevSequence: undefined },
  ])

/** Streams of one connection, each a process of its own rate, until `untilMs`. */
function run(
  watched: Watched,
  streams: readonly { readonly instrument: Instrument; readonly next: () => number; readonly muteFrom?: number }[],
  untilMs: number,
): void {
  const due = streams.map(({ next }) => next())
  for (;;) {
    const at = Math.min(...due)
    if (at > untilMs) return
    const i = due.indexOf(at)
    const { instrument, next, muteFrom = Number.POSITIVE_INFINITY } = streams[i] as (typeof streams)[number]
    if (at < muteFrom) watched.trackers.track(quote(at, instrument), 'ws', 0)
    due[i] = at + next()
  }
}

const poisson = (random: () => number, meanMs: number) => (): number => -Math.log(1 - random()) * meanMs
const told = (watched: Watched): unknown[] => watched.holes.map(({ instrument, state, cause }) => [instrument.base, state, cause])

describe('a stream that falls silent while others of its connection go on', () => {
  it('is suspected within seconds where it is liquid, and once', () => {
    const watched = watch({})
    const random = seededRandom(1)
    const others = [eth, ada].map((instrument) => ({ instrument, next: poisson(random, 300) }))
    run(watched, [{ instrument: btc, next: poisson(random, 40), muteFrom: 60_000 }, ...others], 120_000)
    expect(told(watched)).toEqual([['BTC', 'suspected', 'silence']])
    const [hole] = watched.holes
    expect((hole?.tsRecv ?? 0) - (hole?.from ?? 0)).toBeGreaterThan(3_000)
    expect((hole?.tsRecv ?? 0) - (hole?.from ?? 0)).toBeLessThan(3_500)
  })

  it('raises no alarm at random arrivals of any rate, the illiquid ones included', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const watched = watch({})
        const random = seededRandom(seed)
        const means = [100, 1_500, 20_000, 300_000]
        run(
          watched,
          [btc, eth, ada, xrp].map((instrument, i) => ({ instrument, next: poisson(random, means[i] as number) })),
          1_800_000,
        )
        expect(told(watched)).toEqual([])
      }),
      { numRuns: 12 },
    )
  })

  it('is not suspected when the whole connection is silent: that is the watchdog’s affair', () => {
    const watched = watch({})
    for (let ts = 0; ts < 60_000; ts += 100) for (const instrument of [btc, eth]) watched.trackers.track(quote(ts, instrument), 'ws', 0)
    for (let ts = 600_000; ts < 610_000; ts += 100)
      for (const instrument of [btc, eth]) watched.trackers.track(quote(ts, instrument), 'ws', 0)
    expect(told(watched)).toEqual([])
  })

  it('is suspected when frames without events show that the connection lives', () => {
    const watched = watch({})
    for (let ts = 0; ts < 60_000; ts += 100) watched.trackers.track(quote(ts), 'ws', 0)
    for (let ts = 60_000; ts < 65_000; ts += 500) watched.trackers.alive('ws', 0, ts)
    expect(told(watched)).toEqual([['BTC', 'suspected', 'silence']])
  })

  it('is not suspected when nobody wants it any more', () => {
    const watched = watch({})
    for (let ts = 0; ts < 60_000; ts += 100) watched.trackers.track(quote(ts), 'ws', 0)
    watched.trackers.forget(btc, 'quote')
    for (let ts = 60_000; ts < 90_000; ts += 500) watched.trackers.alive('ws', 0, ts)
    expect(told(watched)).toEqual([])
  })

  it('stays a suspicion with an end where nothing is numbered, and is lost where its connection did break', () => {
    const watched = watch({})
    for (let ts = 0; ts < 60_000; ts += 100) watched.trackers.track(quote(ts), 'ws', 0)
    for (let ts = 60_000; ts < 65_000; ts += 500) watched.trackers.alive('ws', 0, ts)
    watched.trackers.track(quote(65_000), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ hole: 1, state: 'suspected', from: 59_900, to: 65_000 })
    for (let ts = 65_100; ts < 75_000; ts += 500) watched.trackers.alive('ws', 0, ts)
    watched.trackers.disconnected(btc, 'quote', 'disconnect', 75_000)
    watched.trackers.track(quote(76_000), 'ws', 1)
    expect(watched.holes.at(-1)).toMatchObject({ hole: 2, state: 'lost', to: 76_000 })
  })
})

describe('silence of numbered streams', () => {
  const quiet = (watched: Watched, from: number, to: number): void => {
    for (let ts = from; ts < to; ts += 250) watched.trackers.alive('ws', 0, ts)
  }

  it('is dismissed when trades go on without a hole, and healed by what was fetched where there was one', () => {
    const watched = watch({ tradeIds: { raw: 'dense', aggregate: 'dense' } })
    for (let id = 0; id < 600; id++) watched.trackers.track(trade(id, id * 100), 'ws', 0)
    quiet(watched, 60_000, 65_000)
    watched.trackers.track(trade(600, 65_000), 'ws', 0)
    expect(watched.holes.map(({ state, healedBy }) => [state, healedBy])).toEqual([
      ['suspected', undefined],
      ['healed', 'nothing was missed'],
    ])
    expect(watched.repairs).toMatchObject([
      { kind: 'trade', connection: 'ws', epoch: 0, from: 59_900, variant: 'raw', fromId: '600', toId: undefined },
    ])
    for (let id = 601; id < 800; id++) watched.trackers.track(trade(id, 65_000 + (id - 600) * 100), 'ws', 0)
    quiet(watched, 85_000, 95_000)
    for (const id of [800, 801]) watched.trackers.track(trade(id, 90_000, 'backfill'), 'ws', 0, 'rest.aggTrades')
    watched.trackers.track(trade(802, 95_500), 'ws', 0)
    expect(watched.holes.slice(2).map(({ hole, state, healedBy }) => [hole, state, healedBy])).toEqual([
      [2, 'suspected', undefined],
      [2, 'healing', 'rest.aggTrades'],
      [2, 'healed', 'rest.aggTrades'],
    ])
    expect(watched.events.filter(({ kind }) => kind === 'trade').length).toBe(803)
  })

  const silentBook = (): Watched => {
    const watched = watch({ book: spotRules })
    watched.trackers.track(snapshot(0, 0), 'ws', 0)
    for (let id = 1; id < 600; id++) watched.trackers.track(delta(id, id * 100), 'ws', 0)
    quiet(watched, 60_000, 64_000)
    expect(watched.holes).toMatchObject([{ dataKind: 'book', state: 'suspected', cause: 'silence' }])
    expect(watched.repairs).toMatchObject([{ kind: 'book', connection: 'ws' }])
    expect(watched.trackers.book(btc)?.state).toBe('stale')
    return watched
  }

  it('makes a book stale, and good again where it stopped, when the next delta follows', () => {
    const watched = silentBook()
    watched.trackers.track(delta(600, 64_000), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'healed', healedBy: 'nothing was missed' })
    expect(watched.log.slice(-2)).toEqual(['gap 1 healed', 'book.delta 64000'])
    expect(watched.trackers.book(btc)).toMatchObject({ state: 'good', sequence: 600 })
  })

  it('is dismissed by a snapshot that shows the same book', () => {
    const watched = silentBook()
    watched.trackers.track(snapshot(599, 64_000), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'healed', healedBy: 'nothing was missed' })
    expect(watched.log.at(-1)).toBe('gap 1 healed')
    expect(watched.trackers.book(btc)?.state).toBe('good')
    // Still mute: asked again in a gap of its own, and later each time.
    for (let ts = 64_000; ts < 124_000; ts += 250) {
      watched.trackers.alive('ws', 0, ts)
      if (watched.trackers.book(btc)?.state === 'stale') watched.trackers.track(snapshot(599, ts), 'ws', 0)
    }
    const asked = watched.holes.filter(({ state }) => state === 'suspected').map(({ tsRecv }) => Math.round(tsRecv / 1_000))
    expect(asked).toEqual([63, 66, 73, 86, 112])
  })

  it('is healed by a snapshot that shows a loss, and is a break when the next delta does not follow', () => {
    const watched = silentBook()
    watched.trackers.track(snapshot(700, 64_000), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'healed', healedBy: 'snapshot' })
    const broken = silentBook()
    broken.trackers.track(delta(650, 64_000), 'ws', 0)
    expect(broken.holes.at(-1)).toMatchObject({ hole: 1, state: 'healing', fromId: '600', toId: '649' })
    expect(broken.trackers.book(btc)?.state).toBe('suspect')
  })

  it('of bars is told by their open times: one that does not come with the end of its interval', () => {
    const watched = watch({ bars: 'dense' })
    for (let minute = 0; minute < 10; minute++) watched.trackers.track(bar(minute * 60_000, minute * 60_000 + 60_100, true), 'ws', 0)
    quiet(watched, 600_200, 664_000)
    expect(watched.holes).toEqual([])
    quiet(watched, 664_000, 666_000)
    expect(watched.holes).toMatchObject([{ dataKind: 'bar', interval: '1m', state: 'suspected', cause: 'silence' }])
    watched.trackers.track(bar(600_000, 667_000, true), 'ws', 0)
    expect(watched.holes.at(-1)).toMatchObject({ state: 'healed', healedBy: 'nothing was missed' })
  })
})
