import { normalizeBookChanges, OrderBook } from 'tardis-dev'
import type { Frame } from '../parts/frames.ts'
import { tardisSnapshotFrame } from './tardis.ts'

/** What every book under test is asked after the run: do all of them agree? */
export interface BookUnderTest {
  take(frame: Frame): void
  best(): readonly [bid: number, ask: number]
}

/** tardis-dev's own mapper and its own order book. */
export function tardisBook(futures: boolean, nativeSymbol: string, depthSnapshot: string): BookUnderTest {
  const mapper = normalizeBookChanges(futures ? 'binance-futures' : 'binance', new Date('2024-08-08T00:00:00Z'))
  const book = new OrderBook()
  const take = (frame: Frame): void => {
    const message: unknown = JSON.parse(frame.payload.toString())
    if (!mapper.canHandle(message)) return
    for (const change of mapper.map(message, new Date(frame.tsRecv)) ?? []) if (change !== undefined) book.update(change)
  }
  take(tardisSnapshotFrame(nativeSymbol, depthSnapshot))
  return { take, best: () => [book.bestBid()?.price ?? Number.NaN, book.bestAsk()?.price ?? Number.NaN] }
}
