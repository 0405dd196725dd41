import { settle, VirtualClock } from '@feedloom/testkit'
import { expect, it } from 'vitest'
import { dataError, type HistoryRequest, type MarketEvent, type NormalizerFactory, type RawFrame } from '../contracts/index.ts'
import { Engine } from './engine.ts'
import { FakeSink } from './test/fake-sink.ts'
import { type FakePayload, FakeSource, sinkPlugin, smallConfig, sourcePlugin } from './test/fakes.ts'

/** Trades whose ids are dense, and their prices. */
const dense: NormalizerFactory = {
  venue: 'fake',
  tradeIds: { raw: 'dense', aggregate: undefined },
  create: ({ instruments }) => ({
    normalize({ payload, tsRecv }: RawFrame, out) {
      const { symbol, prices } = payload as FakePayload
      const instrument = instruments.native('fake', symbol)
      if (instrument === undefined) throw dataError('FEEDLOOM_FRAME_INVALID', `unknown symbol ${symbol}`)
      for (const price of prices) out.trade(instrument, tsRecv - 100 + price, price, 1, 'buy', String(price))
    },
    reset: () => undefined,
  }),
}

const frame = (prices: readonly number[]): RawFrame => {
  const payload: FakePayload = { symbol: 'BTCUSDT', prices }
  return { venue: 'fake', channel: 'rest', payload, tsRecv: 1_700_000_000_000, connection: 'rest', epoch: 0, request: undefined }
}

it('tells what history does not reach before the first live event, where it is missing, and has it fetched', async () => {
  const source = new FakeSource(undefined, { history: ['trade'], repair: ['trade'] })
  const asked: number[] = []
  Object.assign(source, {
    normalizer: dense,
    history: async function* ({ from }: HistoryRequest): AsyncIterable<RawFrame> {
      asked.push(from)
      yield frame([1, 2, 3])
    },
  })
  const clock = new VirtualClock()
  const config = smallConfig([sourcePlugin(source), sinkPlugin(new FakeSink())], {
    sources: { fake: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'], backfill: '1h' }] } },
  })
  const engine = await Engine.from(config, { clock })
  const came: string[] = []
  const nameOf = (event: MarketEvent): string =>
    event.kind === 'gap' ? `gap ${event.state} ${event.fromId}..${event.toId}` : `${event.kind} ${(event as { id?: string }).id}`
  engine.bus.on('*', ({ events }) => void came.push(...(events as readonly MarketEvent[]).map((event) => nameOf(event))))
  await engine.start()
  source.send('BTCUSDT', [6, 7])
  await settle()
  for (let i = 0; i < 4; i++) await clock.advanceAsync(1_500)
  expect(asked.length).toBe(1 + 4)
  expect(came).toEqual(['trade 1', 'trade 2', 'trade 3', 'gap healing 4..5', 'trade 6', 'trade 7'])
  expect(source.repairs).toMatchObject([{ kind: 'trade', variant: 'raw', fromId: '4', toId: '5', connection: 'public#0' }])
  source.output.frame({ ...frame([4, 5]), delivery: 'backfill' })
  expect(came.slice(6)).toEqual(['trade 4', 'trade 5', 'gap healed 4..5'])
  await engine.stop()
})
