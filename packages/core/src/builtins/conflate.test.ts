import { CollectingWriter } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, gapAt, make, runOf, tradeAt } from '../../test/event-fixture.ts'
import type { BookDelta, BookSnapshot, MarketEvent } from '../contracts/index.ts'
import { conflate } from './conflate.ts'

const head = (ts: number): object => ({ instrument: btc, ts, nanos: 0, tsRecv: ts, revision: 0 })
const snapshot = (ts: number, bids: readonly number[], depth?: number): BookSnapshot =>
  ({
    ...head(ts),
    kind: 'book.snapshot',
    bids: Float64Array.from(bids),
    asks: Float64Array.of(20, 1),
    depth,
    sequence: ts,
  }) as unknown as BookSnapshot
const delta = (ts: number, bids: readonly number[]): BookDelta =>
  ({
    ...head(ts),
    kind: 'book.delta',
    bids: Float64Array.from(bids),
    asks: new Float64Array(),
    firstSequence: ts,
    lastSequence: ts,
  }) as unknown as BookDelta

const times = (events: readonly MarketEvent[]): unknown[] => events.map((event) => event.ts)

describe('conflate', () => {
  it('passes the latest event of each instrument once a period', () => {
    const processor = make(conflate, { kinds: ['trade'], every: '1s' })
    const out = new CollectingWriter()
    expect(processor.tickEveryMs).toBe(1000)
    processor.process(runOf([tradeAt(1, 1), tradeAt(2, 1), tradeAt(3, 1, 1, { instrument: eth })]), out)
    expect(out.take()).toEqual([])
    processor.tick?.(1000, out)
    expect(times(out.take())).toEqual([2, 3])
    processor.tick?.(2000, out)
    expect(out.take()).toEqual([])
    processor.process(runOf([tradeAt(4, 1)]), out)
    processor.end?.(out)
    expect(times(out.take())).toEqual([4])
  })

  it('lets final bars pass at once and holds no forming one behind them', () => {
    const processor = make(conflate, { kinds: ['bar'] })
    const out = new CollectingWriter()
    processor.process(runOf([barAt(0, { final: false }), barAt(0, { final: false, interval: '5m' }), barAt(0)]), out)
    expect(out.take()).toMatchObject([{ interval: '1m', final: true }])
    processor.end?.(out)
    expect(out.take()).toMatchObject([{ interval: '5m', final: false }])
  })

  it('makes snapshots of a book, as deep as wanted', () => {
    for (const [depth, bids, promised] of [
      [undefined, [11, 2, 10, 1, 9, 1], undefined],
      [2, [11, 2, 10, 1], 2],
      [5, [11, 2, 10, 1, 9, 1], 5],
    ] as const) {
      const processor = make(conflate, { kinds: ['book'], depth })
      const out = new CollectingWriter()
      processor.process(runOf([snapshot(1, [10, 1, 9, 1])]), out)
      processor.process(runOf([delta(2, [11, 2])]), out)
      out.tsRecv = 1000
      processor.tick?.(1000, out)
      expect(out.take()).toMatchObject([
        { kind: 'book.snapshot', ts: 2, tsRecv: 1000, sequence: 2, bids: Float64Array.from(bids), depth: promised },
      ])
      processor.tick?.(2000, out)
      expect(out.take()).toEqual([])
    }
  })

  it('promises no more levels than the snapshot it began with', () => {
    const processor = make(conflate, { kinds: ['book'] })
    const out = new CollectingWriter()
    processor.process(runOf([snapshot(1, [10, 1], 1000)]), out)
    processor.end?.(out)
    expect(out.take()).toMatchObject([{ depth: 1000 }])
  })

  it('says nothing of a book between a gap and the next snapshot', () => {
    const processor = make(conflate, { kinds: ['book'] })
    const out = new CollectingWriter()
    processor.process(runOf([snapshot(1, [10, 1])]), out)
    processor.process(runOf([gapAt(2, 'g', 'healing', { dataKind: 'book' })]), out)
    processor.process(runOf([delta(3, [11, 1])]), out)
    processor.tick?.(1000, out)
    expect(out.take().map((event) => event.kind)).toEqual(['gap'])
    processor.process(runOf([gapAt(4, 'g', 'healed', { dataKind: 'book' })]), out)
    processor.process(runOf([snapshot(4, [10, 1])]), out)
    processor.tick?.(2000, out)
    expect(out.take().map((event) => event.kind)).toEqual(['gap', 'book.snapshot'])
  })
})
