import { describe, expect, it } from 'vitest'
import { toColumns } from '../columns/to-columns.ts'
import type { AnyBatch, EventBatch, EventStore, HistoryRequest, Instrument, RawFrame, ReadQuery } from '../contracts/index.ts'
import { createHistory } from './history.ts'
import { FakeSource } from './test/fakes.ts'
import { type TestHost, testHost } from './test/host.ts'
import { RunWriter } from './writer.ts'

const btc = (host: TestHost): Instrument => host.instruments.native('fake', 'BTCUSDT') as Instrument

/** A store of trades at these times, at prices equal to the times. */
function storeOf(host: TestHost, times: readonly number[]): EventStore {
  const read = async function* (query: ReadQuery): AsyncIterable<ReturnType<typeof toColumns>> {
    const wanted = times.filter((time) => time >= (query.from ?? 0) && time < (query.to ?? Number.POSITIVE_INFINITY))
    const writer = new RunWriter()
    writer.begin(0, 'sources.fake', 'live')
    for (const time of wanted) writer.trade(btc(host), time, time, 1, 'buy', String(time))
    const [batch] = writer.finish()
    if (batch !== undefined) yield toColumns(batch)
  }
  return { read } as unknown as EventStore
}

/** A source with a trade every 10 ms. */
function sourceOf(asked: [number, number][]): FakeSource {
  const source = new FakeSource(undefined, { history: ['trade'] })
  Object.assign(source, {
    history: async function* ({ from, to }: HistoryRequest): AsyncIterable<RawFrame> {
      asked.push([from, to])
      for (let time = Math.ceil(from / 10) * 10; time < to; time += 10) {
        yield {
          venue: 'fake',
          channel: 'rest',
          payload: { symbol: 'BTCUSDT', prices: [time] },
          tsRecv: time,
          connection: 'rest',
          epoch: 0,
          request: undefined,
        }
      }
    },
  })
  return source
}

async function pricesOf(batches: AsyncIterable<EventBatch>): Promise<number[]> {
  const prices: number[] = []
  for await (const batch of batches) {
    expect(batch.delivery).toBe('backfill')
    for (const event of (batch as AnyBatch).events) if (event.kind === 'trade') prices.push(event.price)
  }
  return prices
}

function history(stored: readonly number[] | undefined): {
  readonly read: (from: number, to: number) => Promise<number[]>
  readonly asked: [number, number][]
} {
  const host = testHost()
  const asked: [number, number][] = []
  const source = sourceOf(asked)
  const reader = createHistory(host, {
    stores: () => (stored === undefined ? [] : [storeOf(host, stored)]),
    sources: () => [{ id: 'sources.fake', source, venues: new Set(['fake']) }],
  })
  return { read: (from, to) => pricesOf(reader.read({ instrument: btc(host), kind: 'trade', from, to })), asked }
}

describe('createHistory', () => {
  it('asks the source where there is no store', async () => {
    const { read, asked } = history(undefined)
    expect(await read(10, 40)).toEqual([10, 20, 30])
    expect(asked).toEqual([[10, 40]])
  })

  it('takes from the store what it has, and from the source what comes before and after', async () => {
    const { read, asked } = history([20, 30])
    expect(await read(10, 50)).toEqual([10, 20, 30, 40])
    expect(asked).toEqual([
      [10, 20],
      [31, 50],
    ])
  })

  it('asks the source for everything when the store has nothing of that span', async () => {
    const { read } = history([500])
    expect(await read(10, 40)).toEqual([10, 20, 30])
  })
})
