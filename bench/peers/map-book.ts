import type { Frame } from '../parts/frames.ts'
import type { BookUnderTest } from './tardis-book.ts'

type Pairs = readonly (readonly [string, string])[]
interface Diff {
  readonly U: number
  readonly u: number
  readonly b: Pairs
  readonly a: Pairs
}

function merge(side: Map<number, number>, changes: Pairs): void {
  for (const [price, size] of changes) {
    if (Number(size) === 0) side.delete(Number(price))
    else side.set(Number(price), Number(size))
  }
}

/** What most people write: `JSON.parse`, a map for each side, and a look through all of it when somebody asks for the top. */
export function mapBook(depthSnapshot: string): BookUnderTest {
  const bids = new Map<number, number>()
  const asks = new Map<number, number>()
  const snapshot = JSON.parse(depthSnapshot) as { lastUpdateId: number; bids: Pairs; asks: Pairs }
  merge(bids, snapshot.bids)
  merge(asks, snapshot.asks)
  const best = (): readonly [number, number] => {
    let [bid, ask] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const price of bids.keys()) if (price > bid) bid = price
    for (const price of asks.keys()) if (price < ask) ask = price
    return [bid, ask]
  }
  const take = ({ payload }: Frame): void => {
    const { data } = JSON.parse(payload.toString()) as { data: Diff }
    if (data.u < snapshot.lastUpdateId) return
    merge(bids, data.b)
    merge(asks, data.a)
    best()
  }
  return { take, best }
}
