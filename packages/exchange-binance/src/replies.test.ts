import type { MarketEvent } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { codeOf, decoderOf, linesOf, tsRecv } from './test/decoding.ts'

interface Reply {
  readonly url: string
  readonly body: string
}

describe.each([
  ['binance-spot', spotNormalizer, 6],
  ['binance-usdm', usdmNormalizer, 10],
] as const)('recorded replies of %s', (folder, factory, count) => {
  const replies = linesOf<Reply>(folder, 'rest-market.jsonl')

  it.skipIf(replies.length === 0)('are routed by address and decode whole', () => {
    const decode = decoderOf(factory)
    const decoded = replies.flatMap((reply) => {
      const route = factory.route?.(new URL(reply.url))
      if (route === undefined) return []
      const body = JSON.parse(reply.body) as unknown
      const request = { symbol: 'BTCUSDT', interval: '1m', ...route.request }
      const events = decode(reply.body, { channel: route.channel, request })
      const rows = Array.isArray(body) ? body.length : 1
      const perRow = route.channel === 'rest.premiumIndex' ? 2 : route.channel === 'rest.exchangeInfo' ? 0 : 1
      expect([reply.url, events.length]).toEqual([reply.url, rows * perRow])
      return [route.channel]
    })
    expect(decoded.length).toBe(count)
  })
})

describe('what comes over REST', () => {
  const spot = decoderOf(spotNormalizer)

  it('of klines happened when the bar closed; a forming one is as old as the reply', () => {
    const row = (open: number): string => `[${open},"1","4","1","2","9",${open + 59_999},"8",3,"5","6","0"]`
    const open = 1_699_999_980_000
    const bars = spot(`[${row(open)},${row(open + 60_000)}]`, { channel: 'rest.klines', request: { symbol: 'BTCUSDT', interval: '1m' } })
    expect(bars).toMatchObject([
      { openTime: open, final: true, ts: open + 59_999 },
      { final: false, ts: tsRecv },
    ])
  })

  it('of klines is final, though our clock is behind, where a later bar or the request says so', () => {
    const open = Math.floor(tsRecv / 60_000) * 60_000
    const row = (start: number): string => `[${start},"1","4","1","2","9",${start + 59_999},"8",3,"5","6","0"]`
    const finals = (rows: readonly number[], request: Record<string, string>): unknown =>
      spot(`[${rows.map(row).join()}]`, { channel: 'rest.klines', request: { symbol: 'BTCUSDT', interval: '1m', ...request } }).map(
        (event) => event.kind === 'bar' && event.final,
      )
    expect(finals([open], {})).toEqual([false])
    expect(finals([open, open + 60_000], {})).toEqual([true, false])
    expect(finals([open], { reached: String(open + 60_000) })).toEqual([true])
  })

  it('of a depth snapshot says how many levels are true', () => {
    const book = '{"lastUpdateId":9,"bids":[["2","1"],["1","1"]],"asks":[["3","1"]]}'
    const depth = (limit: string): unknown => spot(book, { channel: 'rest.depth', request: { symbol: 'BTCUSDT', limit } })[0]
    expect(depth('2')).toMatchObject({ kind: 'book.snapshot', sequence: 9, depth: 2, ts: tsRecv })
    expect(depth('1000')).toMatchObject({ depth: undefined })
  })

  it('of trades is cut to the span and to the ids that were asked for', () => {
    const trade = (id: string, time: number): string =>
      `{"id":${id},"price":"1","qty":"1","quoteQty":"1","time":${time},"isBuyerMaker":true,"isBestMatch":true}`
    const body = `[${trade('1', 10)},${trade('2', 20)},${trade('3', 30)}]`
    const ids = (request: Record<string, string>): unknown =>
      spot(body, { channel: 'rest.trades', request: { symbol: 'BTCUSDT', ...request } }).map((event) => event.kind === 'trade' && event.id)
    expect(ids({})).toEqual(['1', '2', '3'])
    expect(ids({ startTime: '11', endTime: '29' })).toEqual(['2'])
    expect(ids({ fromId: '2', toId: '2' })).toEqual(['2'])
    const long = spot(`[${trade('9007199254740993', 1)}]`, { channel: 'rest.trades', request: { symbol: 'BTCUSDT' } })
    expect(long).toMatchObject([{ id: '9007199254740993' }])
  })

  it('of the latest trades leaves out what may be the rest of an aggregate trade, where it does not reach back far enough', () => {
    const rows = [
      [7, '1', true],
      [8, '1', true],
      [9, '1', false],
      [10, '1', false],
    ].map(([id, price, isBuyerMaker]) => ({ id, price, qty: '1', time: 5, isBuyerMaker }))
    const ids = (fromId: string): unknown =>
      spot(JSON.stringify(rows), { channel: 'rest.trades', request: { symbol: 'BTCUSDT', fromId, toId: '9' } }).map(
        (event) => event.kind === 'trade' && event.id,
      )
    expect(ids('7')).toEqual(['7', '8', '9'])
    expect(ids('6')).toEqual(['9'])
  })

  it('does not repeat in a poll what the poll before brought', () => {
    const decode = decoderOf(spotNormalizer)
    const request = { symbol: 'BTCUSDT', poll: '1' }
    const rows = (...ids: number[]): string => JSON.stringify(ids.map((id) => ({ id, price: '1', qty: '1', time: 5, isBuyerMaker: false })))
    expect(decode(rows(1, 2), { channel: 'rest.trades', request }).length).toBe(2)
    expect(decode(rows(2, 3), { channel: 'rest.trades', request })).toMatchObject([{ id: '3' }])
  })

  it('of exchangeInfo writes a status when it changes and when a symbol is gone', () => {
    const decode = decoderOf(spotNormalizer)
    const info = (...symbols: [string, string][]): readonly MarketEvent[] =>
      decode(JSON.stringify({ serverTime: 50, symbols: symbols.map(([symbol, status]) => ({ symbol, status })) }), {
        channel: 'rest.exchangeInfo',
      })
    expect(info(['BTCUSDT', 'TRADING'], ['ETHUSDT', 'TRADING'])).toEqual([])
    expect(info(['BTCUSDT', 'HALT'], ['ETHUSDT', 'TRADING'])).toMatchObject([{ kind: 'status', ts: 50, state: 'halted', reason: 'HALT' }])
    expect(info(['BTCUSDT', 'HALT'])).toMatchObject([{ state: 'delisted' }])
    expect(info(['BTCUSDT', 'HALT'])).toEqual([])
  })

  it('goes to no channel that nobody decodes', () => {
    expect(codeOf(() => spot('{}', { channel: 'rest.else' }))).toBe('data FEEDLOOM_FRAME_INVALID')
    expect(spot('[{"f":1}]', { channel: 'rest.seek' })).toEqual([])
  })

  it('is found by path on any host, without what signs it', () => {
    const route = spotNormalizer.route?.(new URL('http://127.0.0.1:9001/api/v3/depth?symbol=BTCUSDT&limit=5&signature=abc&timestamp=1'))
    expect(route).toEqual({ channel: 'rest.depth', request: { symbol: 'BTCUSDT', limit: '5' } })
    expect(spotNormalizer.route?.(new URL('https://fapi.binance.com/fapi/v1/depth'))).toBeUndefined()
    expect(usdmNormalizer.route?.(new URL('https://fapi.binance.com/fapi/v1/ticker/24hr?symbol=X'))?.channel).toBe('rest.ticker')
  })
})
