import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Levels } from '../contracts/index.ts'
import { OrderBook } from './order-book.ts'

type Level = readonly [price: number, size: number]

const flat = (levels: readonly Level[]): Levels => Float64Array.from(levels.flat())

/** Crowded: each level is hit again and again. Wide: hundreds of levels, the book outgrows its first arrays. */
const ladders = [120, 2_000].map((ticks) => fc.integer({ min: 1, max: ticks }).map((tick) => tick / 10))
/** Sizes are eighths, so that every sum is exact. */
const size = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 40 }).map((n) => n / 8),
)
const orders = ['any', 'best first', 'best last'] as const
const stepOn = (price: fc.Arbitrary<number>) =>
  fc.record({
    bids: fc.array(fc.tuple(price, size), { maxLength: 90 }),
    asks: fc.array(fc.tuple(price, size), { maxLength: 90 }),
    order: fc.constantFrom(...orders),
    action: fc.oneof(
      { weight: 9, arbitrary: fc.constant('delta') },
      { weight: 1, arbitrary: fc.constant('snapshot') },
      { weight: 1, arbitrary: fc.nat(60) },
    ),
  })
const steps = fc.oneof(...ladders.map((price) => fc.array(stepOn(price), { maxLength: 40 })))

/** A side as a map, the simplest thing that is right. */
class ModelSide {
  readonly #sign: 1 | -1
  levels = new Map<number, number>()

  constructor(side: 'bid' | 'ask') {
    this.#sign = side === 'bid' ? -1 : 1
  }

  get best(): Level[] {
    return [...this.levels].sort(([a], [b]) => (a - b) * this.#sign)
  }

  in(order: (typeof orders)[number], levels: Level[]): Level[] {
    if (order === 'any') return levels
    const towards = order === 'best first' ? this.#sign : -this.#sign
    return levels.toSorted(([a], [b]) => (a - b) * towards)
  }

  apply(changes: readonly Level[]): void {
    for (const [price, of] of changes) {
      if (of === 0) this.levels.delete(price)
      else this.levels.set(price, of)
    }
  }

  truncate(depth: number): void {
    this.levels = new Map(this.best.slice(0, depth))
  }

  sizeOf(n: number): number {
    return this.best.slice(0, n).reduce((sum, [, held]) => sum + held, 0)
  }

  vwapTo(taken: number): number {
    let [left, value] = [taken, 0]
    for (const [price, held] of this.best) {
      value += Math.max(Math.min(left, held), 0) * price
      left -= Math.min(left, held)
    }
    return taken > 0 && left <= 0 ? value / taken : Number.NaN
  }
}

const empty: Level = [Number.NaN, Number.NaN]

function expectSame(book: OrderBook, bids: ModelSide, asks: ModelSide): void {
  const [bid, bidSize] = bids.best[0] ?? empty
  const [ask, askSize] = asks.best[0] ?? empty
  expect(Array.from(book.toSnapshot().bids)).toEqual(bids.best.flat())
  expect(Array.from(book.toSnapshot().asks)).toEqual(asks.best.flat())
  expect([book.bidLevels, book.askLevels]).toEqual([bids.levels.size, asks.levels.size])
  expect([book.bestBid, book.bestBidSize, book.bestAsk, book.bestAskSize]).toEqual([bid, bidSize, ask, askSize])
  expect([book.mid, book.spread, book.crossed]).toEqual([(bid + ask) / 2, ask - bid, bid >= ask])
  expect(Array.from(book.top(7).bids)).toEqual(bids.best.slice(0, 7).flat())
  expect(Array.from(book.top(7).asks)).toEqual(asks.best.slice(0, 7).flat())
}

describe('order book', () => {
  it('equals a map of levels under any changes', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const book = new OrderBook()
        const [bids, asks] = [new ModelSide('bid'), new ModelSide('ask')]
        const seen = new Set<number>()
        for (const { action, order, ...step } of taken) {
          const changes = { bids: bids.in(order, step.bids), asks: asks.in(order, step.asks) }
          for (const [price] of changes.bids) seen.add(price)
          if (action === 'snapshot') {
            bids.levels.clear()
            asks.levels.clear()
            book.applySnapshot(flat(changes.bids), flat(changes.asks))
          } else book.applyDelta(flat(changes.bids), flat(changes.asks))
          bids.apply(changes.bids)
          asks.apply(changes.asks)
          if (typeof action === 'number') {
            book.truncate(action)
            bids.truncate(action)
            asks.truncate(action)
          }
          expectSame(book, bids, asks)
        }
        for (const price of seen) expect(book.sizeAt('bid', price)).toBe(bids.levels.get(price) ?? 0)
        expect(book.sizeAt('ask', 1_000)).toBe(0)
      }),
    )
  })

  it('knows what an order costs and how its sizes lean, as a walk over its levels does', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -8, max: 800 }), fc.nat(50), (taken, eighths, levels) => {
        const book = new OrderBook()
        const [bids, asks] = [new ModelSide('bid'), new ModelSide('ask')]
        for (const step of taken) {
          book.applyDelta(flat(step.bids), flat(step.asks))
          bids.apply(step.bids)
          asks.apply(step.asks)
        }
        expect(book.vwapTo('bid', eighths / 8)).toBe(bids.vwapTo(eighths / 8))
        expect(book.vwapTo('ask', eighths / 8)).toBe(asks.vwapTo(eighths / 8))
        const [held, offered] = [bids.sizeOf(levels), asks.sizeOf(levels)]
        expect(book.imbalance(levels)).toBe((held - offered) / (held + offered))
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
