import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MatchingBook, type Level } from './matching.ts'

interface Fill {
  readonly price: number
  readonly size: number
}

interface Watched {
  readonly book: MatchingBook
  readonly fills: Fill[]
  /** Sizes by side and price, as told. */
  readonly told: Map<string, number>
}

function watched(): Watched {
  const fills: Fill[] = []
  const told = new Map<string, number>()
  const book = new MatchingBook({
    fill: (price, size) => fills.push({ price, size }),
    level: (buy, price, size) => {
      if (size === 0) told.delete(`${buy} ${price}`)
      else told.set(`${buy} ${price}`, size)
    },
  })
  return { book, fills, told }
}

const action = fc.oneof(
  fc.record({
    type: fc.constant('limit' as const),
    buy: fc.boolean(),
    price: fc.integer({ min: 90, max: 110 }),
    size: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ type: fc.constant('market' as const), buy: fc.boolean(), size: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ type: fc.constant('cancel' as const), pick: fc.nat(1_000) }),
)

const sizeOf = (levels: readonly Level[]): number => levels.reduce((sum, level) => sum + level.size, 0)

describe('MatchingBook', () => {
  it('never crosses, stays sorted, tells every change, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const { book, fills, told } = watched()
        let placed = 0
        let cancelled = 0
        let taken = 0
        for (const one of actions) {
          const before = fills.reduce((sum, fill) => sum + fill.size, 0)
          if (one.type === 'limit') {
            placed += one.size
            book.limit(one.buy, one.price, one.size)
          } else if (one.type === 'market') book.market(one.buy, one.size, 0)
          else {
            const order = book.live[one.pick % Math.max(1, book.live.length)]
            cancelled += order?.size ?? 0
            if (order !== undefined) book.cancel(order)
          }
          const filled = fills.reduce((sum, fill) => sum + fill.size, 0) - before
          // A limit order takes from makers and from itself, a market order from makers only.
          taken += one.type === 'limit' ? 2 * filled : filled
        }
        const prices = { bids: book.bids.map(({ price }) => price), asks: book.asks.map(({ price }) => price) }
        expect(prices.bids).toEqual([...new Set(prices.bids)].sort((a, b) => a - b))
        expect(prices.asks).toEqual([...new Set(prices.asks)].sort((a, b) => b - a))
        expect(book.bestBid?.price ?? 0).toBeLessThan(book.bestAsk?.price ?? Infinity)
        expect(sizeOf(book.bids) + sizeOf(book.asks)).toBe(placed - cancelled - taken)
        expect(book.live.reduce((sum, order) => sum + order.size, 0)).toBe(sizeOf(book.bids) + sizeOf(book.asks))
        const own = [
          ...book.bids.map((level) => [`true ${level.price}`, level.size]),
          ...book.asks.map((level) => [`false ${level.price}`, level.size]),
        ]
        expect(told).toEqual(new Map(own as [string, number][]))
      }),
    )
  })

  it('fills the best price first, then who came first', () => {
    const { book, fills } = watched()
    book.limit(false, 101, 2)
    book.limit(false, 100, 1)
    book.limit(false, 100, 4)
    const [, first, second] = book.live
    book.limit(true, 101, 4)
    expect(fills).toEqual([
      { price: 100, size: 1 },
      { price: 100, size: 3 },
    ])
    expect([first?.size, second?.size, book.bestAsk?.size]).toEqual([0, 1, 1])
  })
})
