import type { HistoryRequest, Instrument, MarketEvent, NormalizerFactory } from '@feedloom/core'
import type { HistoryPager, RestCall } from '@feedloom/exchange-kit'
import { CollectingWriter, testInstruments, testSubscription } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { spotConfig, spotSpec } from './spec-spot.ts'
import { usdmConfig, usdmSpec } from './spec-usdm.ts'
import { inferSpotInstrument, inferUsdmInstrument } from './symbols.ts'
import { codeOf } from './test/decoding.ts'

const instruments = testInstruments([inferSpotInstrument('BTCUSDT'), inferUsdmInstrument('BTCUSDT')].filter((one) => one !== undefined))
const btc = instruments.native('binance', 'BTCUSDT') as Instrument
const perpetual = instruments.native('binance-usdm', 'BTCUSDT') as Instrument
const keyed = spotConfig.parse({ apiKey: 'k' })
const plain = spotConfig.parse({})

interface StoredTrade {
  readonly id: number
  readonly time: number
}
type Answer = (path: string, query: Readonly<Record<string, string | number | undefined>>) => readonly unknown[]

/** The venue's side of the paging rules. */
function tradesVenue(trades: readonly StoredTrade[]): Answer {
  return (path, query) => {
    const limit = Number(query['limit'])
    const from = query['fromId'] === undefined ? undefined : Number(query['fromId'])
    const found = trades.filter(({ id, time }) =>
      from === undefined
        ? time >= Number(query['startTime'] ?? 0) && time <= Number(query['endTime'] ?? Number.POSITIVE_INFINITY)
        : id >= from,
    )
    const page = path === '/trades' ? found.slice(-limit) : found.slice(0, limit)
    return page.map(({ id, time }) =>
      path === '/aggTrades'
        ? { a: id, p: '1', q: '1', f: id, l: id, T: time, m: false }
        : { id, price: '1', qty: '1', time, isBuyerMaker: false },
    )
  }
}

/** Walks the pager and decodes every page, as the kit and the engine do. */
function walk(
  pager: HistoryPager,
  answer: Answer,
  factory: NormalizerFactory<Uint8Array>,
  tsRecv = 4e12,
): { events: readonly MarketEvent[]; calls: RestCall[] } {
  const decoder = factory.create({ venue: factory.venue, instruments, report: () => undefined })
  const out = new CollectingWriter(tsRecv)
  const calls: RestCall[] = []
  for (let call: RestCall | undefined = pager.first; call !== undefined;) {
    calls.push(call)
    expect(calls.length).toBeLessThan(5000)
    const payload = Buffer.from(JSON.stringify(answer(call.path, call.query)))
    const { channel, request } = call
    decoder.normalize({ venue: factory.venue, channel, payload, tsRecv, connection: 'rest', epoch: 0, request }, out)
    call = pager.next(call, payload)
  }
  return { events: out.events, calls }
}

function request(over: Partial<HistoryRequest>): HistoryRequest {
  return { ...testSubscription('trade', 'BTC/USDT'), from: 0, to: 1, limit: undefined, ...over }
}

const idsOf = (events: readonly MarketEvent[]): unknown[] => events.map((event) => (event.kind === 'trade' ? Number(event.id) : event.kind))

describe('past trades', () => {
  const span = fc.record({
    steps: fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 2500 }),
    from: fc.integer({ min: 0, max: 40_000_000 }),
    length: fc.integer({ min: 1, max: 40_000_000 }),
  })

  it.each([
    ['aggregate', plain],
    ['raw', keyed],
  ] as const)('of variant %s come whole, in order and once, whatever the span', (variant, config) => {
    fc.assert(
      fc.property(span, ({ steps, from, length }) => {
        let time = 0
        const trades = steps.map((step, index) => ({ id: index + 1, time: (time += step) }))
        const wanted = trades.filter((trade) => trade.time >= from && trade.time < from + length).map(({ id }) => id)
        const pager = spotSpec.history?.(request({ variant, from, to: from + length }), btc, config) as HistoryPager
        expect(idsOf(walk(pager, tradesVenue(trades), spotNormalizer).events)).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  it('by raw id need a key', () => {
    expect(codeOf(() => spotSpec.history?.(request({}), btc, plain))).toBe('config FEEDLOOM_SUBSCRIPTION_INVALID')
    expect(usdmSpec.history?.(request({}), perpetual, usdmConfig.parse({}))?.first.path).toBe('/aggTrades')
  })

  it('end at the live edge instead of asking for ever', () => {
    const trades = [1, 2, 3].map((id) => ({ id, time: id }))
    const pager = spotSpec.history?.(request({ variant: 'aggregate', from: 0, to: 4e12 }), btc, plain) as HistoryPager
    expect(walk(pager, tradesVenue(trades), spotNormalizer).calls.length).toBe(2)
  })
})

describe('missing trades', () => {
  const trades = Array.from({ length: 5000 }, (_, index) => ({ id: index + 1, time: index }))

  it.each(['raw', 'aggregate'] as const)('of variant %s come by id, both ends included', (variant) => {
    const pager = spotSpec.tradesById?.(btc, '1200', '3500', variant, keyed) as HistoryPager
    const { events, calls } = walk(pager, tradesVenue(trades), spotNormalizer)
    expect(idsOf(events)).toEqual(trades.slice(1199, 3500).map(({ id }) => id))
    expect(calls.map(({ query }) => query['limit'])).toEqual([1000, 1000, 301])
  })

  it('of variant raw come without a key from the latest thousand, if they are among them', () => {
    const pager = spotSpec.tradesById?.(btc, '4500', '4510', undefined, plain) as HistoryPager
    const { events, calls } = walk(pager, tradesVenue(trades), spotNormalizer)
    expect([calls[0]?.path, events.length]).toEqual(['/trades', 11])
  })

  it.each(['raw', 'aggregate'] as const)('of variant %s come up to the latest where no last one is named', (variant) => {
    const pager = spotSpec.tradesById?.(btc, '3800', undefined, variant, keyed) as HistoryPager
    const { events, calls } = walk(pager, tradesVenue(trades), spotNormalizer)
    expect([idsOf(events)[0], idsOf(events).at(-1), events.length, calls.length]).toEqual([3800, 5000, 1201, 2])
  })

  it('of variant raw that are not what they should be are told without a key, too', () => {
    const pager = spotSpec.tradesById?.(btc, '4500', '4510', undefined, plain) as HistoryPager
    expect(() => pager.next(pager.first, Buffer.from('<html>'))).toThrow(/not JSON/)
  })

  it('of USD-M are aggregate unless raw ones are asked for', () => {
    expect(usdmSpec.tradesById?.(perpetual, '1', '2', undefined, usdmConfig.parse({}))?.first.path).toBe('/aggTrades')
  })
})

describe('past bars', () => {
  const minute = 60_000
  const klines: Answer = (_path, query) => {
    const rows: unknown[] = []
    const first = Math.ceil(Number(query['startTime']) / minute) * minute
    for (let open = first; open <= Number(query['endTime']) && rows.length < Number(query['limit']); open += minute) {
      rows.push([open, '1', '1', '1', '1', '1', open + minute - 1, '1', 1, '1', '1', '0'])
    }
    return rows
  }

  it('come page by page up to, not including, the end', () => {
    const pager = spotSpec.history?.(request({ kind: 'bar', interval: '1m', from: 30_000, to: 2500 * minute }), btc, plain) as HistoryPager
    const { events, calls } = walk(pager, klines, spotNormalizer)
    const opens = events.map((event) => event.kind === 'bar' && event.openTime)
    expect(opens).toEqual(Array.from({ length: 2499 }, (_, index) => (index + 1) * minute))
    expect(calls.length).toBe(3)
  })

  it('stop at the limit', () => {
    const pager = usdmSpec.history?.(
      request({ kind: 'bar', interval: '1m', to: 9000 * minute, limit: 1500 }),
      perpetual,
      usdmConfig.parse({}),
    ) as HistoryPager
    expect(walk(pager, klines, usdmNormalizer).events.length).toBe(1500)
  })
})

describe('past funding', () => {
  it('is what was paid, page by page', () => {
    const rates: Answer = (_path, query) =>
      Array.from({ length: 1500 }, (_, index) => ({ symbol: 'BTCUSDT', fundingRate: '-0.0001', fundingTime: index * 28_800_000 }))
        .filter(({ fundingTime }) => fundingTime >= Number(query['startTime']) && fundingTime <= Number(query['endTime']))
        .slice(0, Number(query['limit']))
    const pager = usdmSpec.history?.(request({ kind: 'funding', to: 4e12 }), perpetual, usdmConfig.parse({})) as HistoryPager
    const { events } = walk(pager, rates, usdmNormalizer)
    expect(events.length).toBe(1500)
    expect(events[1]).toMatchObject({ kind: 'funding', ts: 28_800_000, rate: -0.0001, predicted: false })
  })
})
