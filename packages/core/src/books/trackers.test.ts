import { spotInstrument, testInstruments } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOf, eventHeader, spotRules, watch, type Watched } from '../../test/tracking-fixture.ts'
import type { AnyBatch, BarSpec, Instrument, MarketEvent } from '../contracts/index.ts'

const registry = testInstruments(['BTC', 'ETH'].map((base) => spotInstrument(base)))
const [btc, eth] = [...registry.all()] as [Instrument, Instrument]

const snapshot = (sequence: number, ts: number, instrument = btc, bid = 10): AnyBatch =>
  batchOf([
    {
      ...eventHeader(instrument, ts),
      kind: 'book.snapshot',
      bids: Float64Array.of(bid, 1),
      asks: Float64Array.of(11, 1),
      depth: undefined,
      sequence,
    },
  ])
const delta = (first: number, last: number, ts: number, instrument = btc, bids: readonly number[] = []): object => ({
  ...eventHeader(instrument, ts),
  kind: 'book.delta',
  bids: Float64Array.from(bids),
  asks: new Float64Array(),
  firstSequence: first,
  lastSequence: last,
  prevSequence: undefined,
})
const trade = (id: number | string, ts = Number(id), aggregate?: object): object => ({
  ...eventHeader(btc, ts),
  kind: 'trade',
  id: String(id),
  price: 1,
  size: 1,
  side: 'buy',
  aggregate,
})
const bar = (openTime: number, final = true, interval: BarSpec = '1m'): object => ({
  ...eventHeader(btc, openTime),
  kind: 'bar',
  interval,
  openTime,
  final,
  origin: 'venue',
})

/** A book at sequence 10 whose stream is in order. */
function synced(options: Parameters<typeof watch>[1] = {}): Watched {
  const watched = watch({ book: spotRules }, options)
  watched.trackers.track(snapshot(10, 1), 'ws', 0)
  watched.trackers.track(batchOf([delta(11, 12, 2)]), 'ws', 0)
  return watched
}
const stateOf = (watched: Watched, instrument = btc): string | undefined => watched.trackers.book(instrument)?.state

describe('book tracking', () => {
  it('passes an unbroken batch on as it came', () => {
    const watched = synced()
    const batch = batchOf([delta(13, 13, 3), delta(14, 20, 4)])
    watched.trackers.track(batch, 'ws', 0)
    expect(watched.batches.at(-1)).toBe(batch)
    expect(watched.repairs).toEqual([])
  })

  it('holds deltas until the snapshot, asks for it once, and publishes the snapshot first', () => {
    const watched = watch({ book: spotRules })
    for (const id of [9, 10, 11, 12]) watched.trackers.track(batchOf([delta(id, id, id)]), 'ws', 3)
    expect(watched.events).toEqual([])
    expect(watched.repairs).toMatchObject([{ instrument: btc, kind: 'book', connection: 'ws', epoch: 3 }])
    watched.trackers.track(snapshot(10, 13), 'ws', 3)
    expect(watched.log).toEqual(['book.snapshot 13', 'book.delta 11', 'book.delta 12'])
    expect(stateOf(watched)).toBe('good')
  })

  it('asks again when the snapshot is older than the first held delta', () => {
    const watched = watch({ book: spotRules })
    watched.trackers.track(batchOf([delta(20, 21, 1)]), 'ws', 0)
    watched.trackers.track(snapshot(10, 2), 'ws', 0)
    expect(watched.repairs.length).toBe(2)
    expect(watched.events).toEqual([])
    watched.trackers.track(snapshot(20, 3), 'ws', 0)
    expect(watched.log).toEqual(['book.snapshot 3', 'book.delta 1'])
  })

  it('reports one gap for a break, and repairs that symbol alone', () => {
    const watched = synced()
    watched.trackers.track(snapshot(10, 1, eth), 'ws', 0)
    watched.trackers.track(batchOf([delta(13, 13, 3), delta(15, 15, 4), delta(11, 11, 4, eth), delta(16, 16, 5)]), 'ws', 0)
    expect(watched.log.slice(3)).toEqual(['book.delta 3', 'gap 1 healing', 'book.delta 4'])
    expect([stateOf(watched), stateOf(watched, eth)]).toEqual(['suspect', 'good'])
    expect(watched.repairs.map((request) => request.instrument)).toEqual([btc])
    expect(watched.holes).toMatchObject([{ cause: 'sequence', from: 3, fromId: '14', toId: '14', state: 'healing' }])
    watched.trackers.track(snapshot(15, 6), 'ws', 0)
    expect(watched.log.slice(6)).toEqual(['gap 1 healed', 'book.snapshot 6', 'book.delta 5'])
    expect(watched.holes.at(-1)).toMatchObject({ hole: 1, healedBy: 'snapshot', from: 3, to: 6 })
    expect(watched.trackers.book(btc)?.sequence).toBe(16)
  })

  it('says `suspected` where nobody can fetch a snapshot', () => {
    const watched = synced({ repair: () => false })
    watched.trackers.track(batchOf([delta(15, 15, 4)]), 'ws', 0)
    expect(watched.holes.map((hole) => hole.state)).toEqual(['suspected'])
  })

  it('marks a book that a delta has crossed, unless the venue may cross', () => {
    const watched = synced()
    watched.trackers.track(batchOf([delta(13, 13, 3, btc, [11, 5])]), 'ws', 0)
    expect(stateOf(watched)).toBe('suspect')
    expect(watched.holes).toMatchObject([{ cause: 'drift' }])
    const lenient = watch({ book: { ...spotRules, mayCross: true } })
    lenient.trackers.track(snapshot(10, 1), 'ws', 0)
    lenient.trackers.track(batchOf([delta(11, 11, 3, btc, [11, 5])]), 'ws', 0)
    expect(stateOf(lenient)).toBe('good')
  })

  it('is stale after a disconnect and starts over with the next epoch, in one gap', () => {
    const watched = synced()
    watched.trackers.disconnected(btc, 'book', 'disconnect', 5)
    watched.trackers.disconnected(btc, 'book', 'silence', 6)
    expect(stateOf(watched)).toBe('stale')
    watched.trackers.track(batchOf([delta(13, 13, 7)]), 'ws', 1)
    expect(stateOf(watched)).toBe('syncing')
    watched.trackers.track(batchOf([delta(14, 14, 7)]), 'ws', 0)
    watched.trackers.track(snapshot(13, 8), 'ws', 1)
    expect(watched.log.slice(2)).toEqual(['gap 1 suspected', 'gap 1 healing', 'gap 1 healed', 'book.snapshot 8'])
    expect(watched.repairs).toMatchObject([{ epoch: 1 }])
  })

  it('reports a disconnect that nobody told it of when the epoch changes', () => {
    const watched = synced()
    watched.trackers.track(batchOf([delta(13, 13, 7)]), 'ws', 1)
    expect(watched.holes).toMatchObject([{ cause: 'disconnect', state: 'healing', from: 2 }])
  })

  it('heals the gap of a book that broke before its first event', () => {
    const watched = watch({ book: spotRules })
    watched.trackers.disconnected(btc, 'book', 'disconnect', 5)
    watched.trackers.track(batchOf([delta(11, 11, 6)]), 'ws', 1)
    watched.trackers.track(snapshot(10, 7), 'ws', 1)
    expect(watched.log).toEqual(['gap 1 suspected', 'gap 1 healing', 'gap 1 healed', 'book.snapshot 7', 'book.delta 6'])
  })

  it('holds no more deltas than it may, and then asks anew', () => {
    const watched = watch({ book: spotRules }, { maxHeldDeltas: 10 })
    for (let id = 1; id <= 100; id++) watched.trackers.track(batchOf([delta(id, id, id)]), 'ws', 0)
    expect(watched.repairs.length).toBeGreaterThan(10)
    watched.trackers.track(snapshot(98, 101), 'ws', 0)
    expect(watched.log).toEqual(['book.snapshot 101', 'book.delta 99', 'book.delta 100'])
  })

  it('keeps its order when a source mends while it is being asked', () => {
    const watched: Watched = synced({ repair: () => watched.trackers.track(snapshot(15, 6), 'ws', 0) })
    watched.trackers.track(batchOf([delta(15, 16, 4), delta(17, 17, 5)]), 'ws', 0)
    expect(watched.log.slice(2)).toEqual(['gap 1 healing', 'gap 1 healed', 'book.snapshot 6', 'book.delta 4', 'book.delta 5'])
  })

  it('marks a book whose checksum does not agree', () => {
    const watched = synced()
    watched.trackers.drift({ instrument: btc, cause: 'checksum', message: 'crc' }, 3)
    expect(stateOf(watched)).toBe('suspect')
    expect(watched.holes).toMatchObject([{ cause: 'checksum', state: 'healing' }])
  })

  it('forgets levels beyond the depth where the venue expects it', () => {
    const rules = { snapshot: 'stream', follows: () => 'apply' as const, truncate: true } as const
    const watched = watch({ book: rules })
    const levels = { bids: Float64Array.of(10, 1, 9, 1), asks: new Float64Array(), depth: 2, sequence: undefined }
    watched.trackers.track(batchOf([{ ...eventHeader(btc, 1), kind: 'book.snapshot', ...levels }]), 'ws', 0)
    watched.trackers.track(batchOf([delta(1, 1, 2, btc, [10.5, 2])]), 'ws', 0)
    expect(Array.from(watched.trackers.book(btc)?.top(9).bids ?? [])).toEqual([10.5, 2, 10, 1])
  })
})

describe('trade tracking', () => {
  const dense = { tradeIds: { raw: 'dense', aggregate: 'dense' } } as const

  it('reports a hole before the trade after it, fetches it, and heals it in any order', () => {
    const watched = watch(dense)
    watched.trackers.track(batchOf([trade(1), trade(2), trade(6)]), 'ws', 0)
    expect(watched.log).toEqual(['trade 1', 'trade 2', 'gap 1 healing', 'trade 6'])
    expect(watched.repairs).toMatchObject([{ kind: 'trade', fromId: '3', toId: '5' }])
    expect(watched.holes).toMatchObject([{ missing: 3, fromId: '3', toId: '5', from: 2, to: 6, cause: 'sequence' }])
    watched.trackers.track(batchOf([trade(4), trade(3), trade(2), trade(5), trade(5)], 'backfill'), 'rest', 0)
    expect(watched.log.slice(4)).toEqual(['trade 4', 'trade 3', 'trade 5', 'gap 1 healed'])
    expect(watched.trackers.duplicates).toBe(2)
  })

  it('calls trades lost where nobody can fetch them', () => {
    const watched = watch(dense, { repair: () => false })
    watched.trackers.track(batchOf([trade(1), trade(3)]), 'ws', 0)
    expect(watched.holes).toMatchObject([{ state: 'lost', missing: 1 }])
  })

  it('counts exactly beyond 2^53', () => {
    const watched = watch(dense)
    const ids = ['8160237406270933078', '8160237406270933079', '8160237406270933082']
    watched.trackers.track(batchOf(ids.map((id, i) => trade(id, i))), 'ws', 0)
    expect(watched.holes).toMatchObject([{ missing: 2, fromId: '8160237406270933080', toId: '8160237406270933081' }])
  })

  it('keeps raw and aggregate ids apart', () => {
    const watched = watch(dense)
    const aggregate = { firstId: '1', lastId: '2' }
    watched.trackers.track(batchOf([trade(100), trade(1, 100, aggregate), trade(101), trade(2, 101, aggregate)]), 'ws', 0)
    expect(watched.holes).toEqual([])
  })

  it('closes the gap of a disconnect with what the ids say', () => {
    const watched = watch(dense)
    watched.trackers.track(batchOf([trade(1)]), 'ws', 0)
    watched.trackers.disconnected(btc, 'trade', 'disconnect', 2)
    watched.trackers.track(batchOf([trade(2)]), 'ws', 1)
    watched.trackers.disconnected(btc, 'trade', 'disconnect', 3)
    watched.trackers.track(batchOf([trade(4)]), 'ws', 2)
    expect(watched.log).toEqual(['trade 1', 'gap 1 suspected', 'gap 1 healed', 'trade 2', 'gap 2 suspected', 'gap 2 healing', 'trade 4'])
    expect(watched.holes.at(-1)).toMatchObject({ cause: 'disconnect', missing: 1, fromId: '3', toId: '3' })
  })

  it('goes on from where history ended when the stream broke before its first trade, and stays where live has begun', () => {
    const watched = watch(dense)
    watched.trackers.reached(trade(5) as MarketEvent)
    watched.trackers.disconnected(btc, 'trade', 'disconnect', 6)
    watched.trackers.track(batchOf([trade(8)]), 'ws', 1)
    expect(watched.log).toEqual(['gap 1 suspected', 'gap 1 healing', 'trade 8'])
    expect(watched.repairs).toMatchObject([{ fromId: '6', toId: '7' }])
    watched.trackers.reached(trade(20) as MarketEvent)
    watched.trackers.track(batchOf([trade(9)]), 'ws', 1)
    expect(watched.log.slice(3)).toEqual(['trade 9'])
  })

  it('takes a lower id with a later time for a new numbering, not for a repeat', () => {
    const watched = watch(dense)
    watched.trackers.track(batchOf([trade(900, 1), trade(5, 2), trade(6, 3)]), 'ws', 0)
    expect(watched.log).toEqual(['trade 900', 'gap 1 lost', 'trade 5', 'trade 6'])
  })

  it('passes every trade exactly once, however it is cut and repeated', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (ids) => {
        const watched = watch(dense)
        watched.trackers.track(batchOf([trade(0)]), 'ws', 0)
        for (const id of ids) watched.trackers.track(batchOf([trade(id)]), 'ws', 0)
        const passed = watched.events.map((event) => Number((event as { id: string }).id))
        expect(new Set(passed)).toEqual(new Set([0, ...ids]))
        expect(passed.length).toBe(new Set(passed).size)
      }),
    )
  })
})

describe('tracking of other kinds', () => {
  it('goes on from the last bar of history when the stream broke before its first bar', () => {
    const watched = watch({ bars: 'dense' })
    watched.trackers.reached(bar(0) as MarketEvent)
    watched.trackers.disconnected(btc, 'bar', 'disconnect', 70_000, '1m')
    watched.trackers.track(batchOf([bar(120_000, false)]), 'ws', 1)
    expect(watched.repairs).toMatchObject([{ kind: 'bar', from: 60_000, to: 120_000 }])
    watched.trackers.track(batchOf([bar(60_000)], 'backfill'), 'rest', 0, 'rest.klines')
    expect(watched.holes.map(({ state }) => state)).toEqual(['suspected', 'healing', 'healed'])
  })

  it('reports bars that a venue with dense bars left out, and heals them', () => {
    const watched = watch({ bars: 'dense' })
    watched.trackers.track(batchOf([bar(0), bar(60_000), bar(240_000, false), bar(240_000)]), 'ws', 0)
    expect(watched.holes).toMatchObject([{ dataKind: 'bar', interval: '1m', missing: 2, state: 'healing' }])
    expect(watched.repairs).toMatchObject([{ kind: 'bar', interval: '1m', from: 120_000, to: 240_000 }])
    watched.trackers.track(batchOf([bar(120_000), bar(180_000)], 'backfill'), 'rest', 0)
    expect(watched.log.at(-1)).toBe('gap 1 healed')
  })

  it('drops what a bar looked like before its end when the end was here already', () => {
    const watched = watch({ bars: 'dense' })
    watched.trackers.track(batchOf([bar(0), bar(0, false), bar(60_000, false), bar(0, false), bar(60_000)]), 'ws', 0)
    const passed = watched.events.flatMap((event) => (event.kind === 'bar' ? [[event.openTime, event.final]] : []))
    expect(passed).toEqual([
      [0, true],
      [60_000, false],
      [60_000, true],
    ])
    expect(watched.trackers.duplicates).toBe(2)
  })

  it('misses the end of a bar that never became final', () => {
    const watched = watch({ bars: 'dense' })
    watched.trackers.track(batchOf([bar(0, false), bar(60_000, false)]), 'ws', 0)
    expect(watched.repairs).toMatchObject([{ from: 0, to: 60_000 }])
  })

  it('lets sparse bars be sparse', () => {
    const watched = watch({})
    watched.trackers.track(batchOf([bar(0), bar(240_000)]), 'ws', 0)
    expect(watched.holes).toEqual([])
  })

  it('calls what came in a break lost, where nothing is numbered', () => {
    const watched = watch({})
    const quote = (ts: number): object => ({ ...eventHeader(btc, ts), kind: 'quote' })
    watched.trackers.track(batchOf([quote(1)]), 'ws', 0)
    watched.trackers.disconnected(btc, 'quote', 'silence', 5)
    watched.trackers.track(batchOf([quote(8), quote(9)]), 'ws', 0)
    expect(watched.log).toEqual(['quote 1', 'gap 1 suspected', 'gap 1 lost', 'quote 8', 'quote 9'])
    expect(watched.holes).toMatchObject([{ cause: 'silence', from: 1 }, { to: 8 }])
  })
})
