import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Levels } from '../contracts/index.ts'
import { OrderBook } from './order-book.ts'

type Level = readonly [price: number, size: number]

const flat = (levels: readonly Level[]): Levels => Float64Array.from(levels.flat())
const level = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })))
const change = fc.record({
  bids: fc.array(level, { maxLength: 60 }),
  asks: fc.array(level, { maxLength: 60 }),
  snapshot: fc.nat(9).map((n) => n === 0),
  bestFirst: fc.boolean(),
})

/** A side as a map, the simplest thing that is right. */
class ModelSide {
  readonly levels = new Map<number, number>()

  apply(changes: readonly Level[]): void {
    for (const [price, size] of changes) {
      if (size === 0) this.levels.delete(price)
      else this.levels.set(price, size)
    }
  }

  best(descending: boolean): number[] {
    return [...this.levels].sort(([a], [b]) => (descending ? b - a : a - b)).flat()
  }
}

/** Sizes are eighths, so that every sum is exact. */
function walked(side: Levels, size: number): number {
  let [left, value] = [size, 0]
  for (let i = 0; i < side.length && left > 0; i += 2) {
    const taken = Math.min(left, side[i + 1] as number)
    value += taken * (side[i] as number)
    left -= taken
  }
  return size > 0 && left <= 0 ? value / size : Number.NaN
}

describe('order book', () => {
  it('equals a map of levels under any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const book = new OrderBook()
        const [bids, asks] = [new ModelSide(), new ModelSide()]
        for (const { bestFirst, ...raw } of changes) {
          const step = bestFirst
            ? { ...raw, bids: raw.bids.toSorted(([a], [b]) => b - a), asks: raw.asks.toSorted(([a], [b]) => a - b) }
            : raw
          if (step.snapshot) {
            bids.levels.clear()
            asks.levels.clear()
            book.applySnapshot(flat(step.bids), flat(step.asks))
          } else book.applyDelta(flat(step.bids), flat(step.asks))
          bids.apply(step.bids)
          asks.apply(step.asks)
          expect(Array.from(book.toSnapshot().bids)).toEqual(bids.best(true))
          expect(Array.from(book.toSnapshot().asks)).toEqual(asks.best(false))
          expect(book.bidLevels).toBe(bids.levels.size)
          expect([book.bestBid, book.bestBidSize]).toEqual([bids.best(true)[0] ?? Number.NaN, bids.best(true)[1] ?? Number.NaN])
          expect([book.bestAsk, book.bestAskSize]).toEqual([asks.best(false)[0] ?? Number.NaN, asks.best(false)[1] ?? Number.NaN])
          expect(book.crossed).toBe(book.bestBid >= book.bestAsk)
        }
        for (const [price, size] of bids.levels) expect(book.sizeAt('bid', price)).toBe(size)
        expect(book.sizeAt('ask', 1_000)).toBe(0)
      }),
    )
  })

  it('knows what an order costs and how its sizes lean, as a walk over its levels does', () => {
    const side = fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 40 }).map((n) => n / 8),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(side, side, fc.integer({ min: -8, max: 800 }), fc.nat(50), (bids, asks, eighths, levels) => {
        const book = new OrderBook()
        book.applySnapshot(flat(bids), flat(asks))
        const { bids: down, asks: up } = book.toSnapshot()
        const size = eighths / 8
        expect([book.vwapTo('bid', size), book.vwapTo('ask', size)]).toEqual([walked(down, size), walked(up, size)])
        const [held, offered] = [down, up].map((of) => of.filter((_, i) => i % 2 === 1 && i < 2 * levels).reduce((a, b) => a + b, 0))
        expect(book.imbalance(levels)).toBe(((held ?? 0) - (offered ?? 0)) / ((held ?? 0) + (offered ?? 0)))
        expect([book.mid, book.spread]).toEqual([(book.bestBid + book.bestAsk) / 2, book.bestAsk - book.bestBid])
      }),
    )
  })

  it('hands out the top as a copy and forgets what lies beyond a depth', () => {
    const book = new OrderBook()
    book.applySnapshot(Float64Array.of(10, 1, 9, 2, 8, 3), Float64Array.of(11, 1, 12, 2, 13, 3))
    const top = book.top(2)
    book.truncate(2)
    book.applyDelta(Float64Array.of(10, 0), Float64Array.of(11, 5))
    expect(Array.from(top.bids)).toEqual([10, 1, 9, 2])
    expect(Array.from(book.toSnapshot().bids)).toEqual([9, 2])
    expect(Array.from(book.toSnapshot().asks)).toEqual([11, 5, 12, 2])
    book.clear()
    expect(book.bestBid).toBeNaN()
  })
})
