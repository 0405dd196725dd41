import { openTimeOf } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import { Candles, usdmIntervals, type Candle } from './candles.ts'

interface Trade {
  readonly id: number
  readonly ts: number
  readonly price: number
  readonly size: number
  readonly buys: boolean
}

const start = Date.UTC(2024, 1, 27)

function trades(count: number): readonly Trade[] {
  const random = seededRandom('candles')
  let ts = start
  return Array.from({ length: count }, (_, id) => {
    ts += Math.floor(random() * 90_000)
    return { id, ts, price: 1_000 + Math.floor(random() * 100), size: 1 + Math.floor(random() * 50), buys: random() < 0.5 }
  })
}

function fold(part: readonly Trade[]): Partial<Candle> {
  const buys = part.filter((trade) => trade.buys)
  const total = (list: readonly Trade[]): number => list.reduce((sum, trade) => sum + trade.size, 0)
  const quote = (list: readonly Trade[]): bigint => BigInt(list.reduce((sum, trade) => sum + trade.size * trade.price, 0))
  return {
    open: part[0]?.price ?? 0,
    high: Math.max(...part.map(({ price }) => price)),
    low: Math.min(...part.map(({ price }) => price)),
    close: part.at(-1)?.price ?? 0,
    volume: total(part),
    quote: quote(part),
    takerVolume: total(buys),
    takerQuote: quote(buys),
    trades: part.length,
    firstId: part[0]?.id ?? -1,
    lastId: part.at(-1)?.id ?? -1,
  }
}

describe('Candles', () => {
  it.each([...usdmIntervals])('folds trades into %s, live and on request', (interval) => {
    const all = trades(3_000)
    const candles = new Candles(start, 1_000)
    const closed: Candle[] = []
    for (const trade of all) {
      candles.roll(trade.ts, (width, candle) => {
        if (width === interval) closed.push({ ...candle })
      })
      candles.add(trade.id, trade.price, trade.size, trade.buys)
    }
    const groups = groupsOf(all, (ts) => openTimeOf(interval, ts))
    const served = candles.range(interval, undefined, undefined, 10_000)
    const byOpenTime = new Map(served.map((candle) => [candle.openTime, candle]))
    for (const [openTime, part] of groups) {
      expect(byOpenTime.get(openTime)).toMatchObject(fold(part))
    }
    for (const candle of closed) expect(candle).toEqual(byOpenTime.get(candle.openTime))
    expect(candles.current(interval)).toEqual(served.at(-1))
    // Candles without a trade are there too, flat at the close before them.
    expect(served.length).toBeGreaterThanOrEqual(groups.size)
    served.slice(1).forEach((candle, i) => expect(candle.openTime).toBe((served[i]?.closeTime ?? 0) + 1))
  })
})

function groupsOf(all: readonly Trade[], key: (ts: number) => number): Map<number, Trade[]> {
  const groups = new Map<number, Trade[]>()
  for (const trade of all) {
    const openTime = key(trade.ts)
    if (!groups.has(openTime)) groups.set(openTime, [])
    groups.get(openTime)?.push(trade)
  }
  return groups
}
