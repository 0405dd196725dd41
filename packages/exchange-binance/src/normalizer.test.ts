import { describe, expect, it } from 'vitest'
import { spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { codeOf, decoderOf, linesOf, tsRecv } from './test/decoding.ts'

interface Sample {
  readonly kind: string
  readonly case: string
  readonly via: 'ws' | 'rest'
  readonly frame: string
}
const kindsOf: Readonly<Record<string, string>> = {
  trade: 'trade',
  agg_trade_stream: 'trade',
  trade_stream: 'trade',
  l2_event: 'book.delta',
  depth_update_stream: 'book.delta',
  l2_topk: 'book.snapshot',
  l2_snapshot: 'book.snapshot',
  bbo: 'quote',
  book_ticker_stream: 'quote',
  ticker: 'ticker',
  ticker_stream: 'ticker',
  candlestick: 'bar',
  kline_stream_closed: 'bar',
  kline_stream_open: 'bar',
  funding_rate: 'mark funding',
  mark_price_stream: 'mark funding',
  open_interest: 'open-interest',
  liquidation_stream: 'liquidation',
}

describe.each([
  ['binance-spot', spotNormalizer, 8],
  ['binance-usdm', usdmNormalizer, 29],
] as const)('recorded samples of %s', (folder, factory, count) => {
  const samples = linesOf<Sample>(folder, 'samples.jsonl')

  it.skipIf(samples.length === 0)('each become an event of their kind', () => {
    const decode = decoderOf(factory)
    expect(samples.length).toBe(count)
    for (const sample of samples) {
      const channel = sample.via === 'ws' ? 'ws' : sample.kind === 'open_interest' ? 'rest.openInterest' : 'rest.depth'
      const request = channel === 'rest.depth' ? { symbol: 'BTCUSDT', limit: '1000' } : undefined
      const kinds = decode(sample.frame, { channel, request }).map(({ kind }) => kind)
      expect([sample.frame, [...new Set(kinds)].join(' ')]).toEqual([sample.frame, kindsOf[sample.kind]])
    }
  })

  it.skipIf(samples.length === 0)('survive truncation at every byte and a wrong byte at every place: data errors only', () => {
    const decode = decoderOf(factory)
    for (const sample of samples.filter(({ via }) => via === 'ws')) {
      for (let end = 0; end < sample.frame.length; end++) {
        expect(codeOf(() => decode(sample.frame.slice(0, end)))).toBe('data FEEDLOOM_JSON_INVALID')
      }
      for (let at = 0; at < sample.frame.length; at += 3) {
        for (const wrong of ['0', '"', '{', 'x', '-']) {
          const outcome = codeOf(() => decode(sample.frame.slice(0, at) + wrong + sample.frame.slice(at + 1)))
          expect(outcome).toMatch(/^(nothing thrown|data FEEDLOOM_)/)
        }
      }
    }
  })
})

describe('what comes over the socket', () => {
  const spot = decoderOf(spotNormalizer)
  const usdm = decoderOf(usdmNormalizer)

  it('is the same with and without the wrapper of a combined stream', () => {
    const data = '{"e":"trade","E":2,"s":"BTCUSDT","t":7,"p":"1.5","q":"2","T":1,"m":false,"M":true}'
    expect(spot(data)).toEqual(spot(`{"stream":"btcusdt@trade","data":${data}}`))
    expect(spot(data)[0]).toMatchObject({ kind: 'trade', id: '7', ts: 1, price: 1.5, size: 2, side: 'buy', aggregate: undefined, tsRecv })
  })

  it('ignores the order ids that spot trades carried until 2024', () => {
    const trade = (ids: string): string => `{"e":"trade","E":2,"s":"BTCUSDT","t":7,"p":"1.5","q":"2",${ids}"T":1,"m":false,"M":true}`
    expect(spot(trade('"b":88,"a":50,'))).toEqual(spot(trade('')))
  })

  it('takes a diff without one side, and removals of prices that are not in the book', () => {
    const [delta] = spot('{"e":"depthUpdate","E":3,"s":"BTCUSDT","U":1,"u":2,"b":[["35743.98000000","0.00000000"]],"a":[]}')
    expect(delta).toMatchObject({
      kind: 'book.delta',
      ts: 3,
      bids: Float64Array.of(35743.98, 0),
      asks: new Float64Array(0),
      prevSequence: undefined,
    })
  })

  it('has whole microseconds on a connection that asks for them', () => {
    const [trade] = spot('{"e":"trade","E":1700000000123457,"s":"BTCUSDT","t":7,"p":"1","q":"2","T":1700000000123456,"m":true}')
    expect(trade).toMatchObject({ ts: 1_700_000_000_123.456, side: 'sell' })
    const k = '{"t":1700000040000000,"T":1700000099999999,"i":"1m","o":"1","c":"1","h":"1","l":"1","v":"1","n":1,"x":true,"q":"1","V":"1"}'
    const [bar] = spot(`{"e":"kline","E":1700000100000001,"s":"BTCUSDT","k":${k}}`)
    expect(bar).toMatchObject({ openTime: 1_700_000_040_000, closeTime: 1_700_000_099_999, final: true })
  })

  it('keeps ids beyond 2^53 digit by digit', () => {
    const [raw] = spot('{"e":"trade","E":2,"s":"BTCUSDT","t":8160237406270933078,"p":"1","q":"2","T":1,"m":false}')
    expect(raw).toMatchObject({ id: '8160237406270933078' })
    const [aggregate] = spot(
      '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":2,"s":"BTCUSDT","a":9007199254740993,"p":"1","q":"2","f":9007199254740995,"l":9007199254740997,"T":1,"m":false}}',
    )
    expect(aggregate).toMatchObject({ id: '9007199254740993', aggregate: { firstId: '9007199254740995', lastId: '9007199254740997' } })
  })

  it('names the order type of a USD-M print and skips its placeholders', () => {
    const print = (type: string, price: string): string =>
      `{"e":"trade","E":2,"T":1,"s":"BTCUSDT","t":5,"p":"${price}","q":"${price}","X":"${type}","m":true}`
    expect(usdm(print('INSURANCE_FUND', '3'))).toMatchObject([{ conditions: ['INSURANCE_FUND'] }])
    expect(usdm(print('NA', '0'))).toEqual([])
  })

  it('ignores fields that came later (`st`, `ps`)', () => {
    const [quote] = usdm('{"e":"bookTicker","u":4,"E":3,"T":2,"s":"BNBUSDT","b":"25.3","B":"31","a":"25.4","A":"40","st":1,"ps":"BNBUSDT"}')
    expect(quote).toMatchObject({ kind: 'quote', ts: 2, sequence: 4, bidPrice: 25.3, bidSize: 31, askPrice: 25.4, askSize: 40 })
  })

  it('shows an empty side of a quote as NaN', () => {
    const [quote] = spot('{"u":4,"s":"BTCUSDT","b":"0.00000000","B":"0.00000000","a":"25.4","A":"40"}')
    expect(quote).toMatchObject({ bidPrice: Number.NaN, bidSize: 0, ts: tsRecv })
  })

  it('tells a USD-M partial book from a diff by the name of its stream', () => {
    const data = '{"e":"depthUpdate","E":3,"T":2,"s":"ETHUSDT","U":5,"u":9,"pu":4,"b":[["1","2"]],"a":[]}'
    expect(usdm(`{"stream":"ethusdt@depth5@100ms","data":${data}}`)).toMatchObject([
      { kind: 'book.snapshot', depth: 5, sequence: 9, ts: 2 },
    ])
    expect(usdm(`{"stream":"ethusdt@depth@100ms","data":${data}}`)).toMatchObject([
      { kind: 'book.delta', firstSequence: 5, lastSequence: 9, prevSequence: 4, bids: Float64Array.of(1, 2), asks: new Float64Array(0) },
    ])
  })

  it('writes a mark and a rate for a perpetual, a mark alone for a delivery contract', () => {
    const mark = '{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"10","i":"11","P":"12","r":"0.0001","T":20}'
    expect(usdm(mark)).toMatchObject([
      { kind: 'mark', ts: 9, markPrice: 10, indexPrice: 11, settlePrice: 12 },
      { kind: 'funding', ts: 9, rate: 0.0001, nextFundingTime: 20, predicted: true },
    ])
    expect(
      usdm('{"e":"markPriceUpdate","E":9,"s":"BTCUSDT_210625","p":"10","i":"11","P":"12","r":"","T":0}').map(({ kind }) => kind),
    ).toEqual(['mark'])
  })

  it('of all markets writes one run of marks and one of rates, and leaves out symbols that are not known yet', () => {
    const mark = (symbol: string): string => `{"e":"markPriceUpdate","E":9,"s":"${symbol}","p":"10","i":"11","P":"12","r":"0.0001","T":20}`
    const events = usdm(`{"stream":"!markPrice@arr@1s","data":[${mark('BTCUSDT')},${mark('NEWUSDT')},${mark('ETHUSDT')}]}`)
    expect(events.map(({ kind }) => kind)).toEqual(['mark', 'mark', 'funding', 'funding'])
  })

  it('reads the mini ticker of all markets', () => {
    const [ticker] = spot(
      '{"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker","E":5,"s":"BTCUSDT","c":"4","o":"1","h":"5","l":"1","v":"9","q":"8"}]}',
    )
    expect(ticker).toMatchObject({ kind: 'ticker', last: 4, open: 1, volume: 9, quoteVolume: 8, bidPrice: undefined, trades: undefined })
  })

  it('maps a sell liquidation to a closed long, with the price of the order and the average', () => {
    const order =
      '{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910.1","X":"FILLED","l":"0.014","z":"0.014","T":7}'
    const message = `{"e":"forceOrder","E":8,"o":${order}}`
    const wanted = { kind: 'liquidation', ts: 7, side: 'sell', price: 9910, averagePrice: 9910.1, size: 0.014 }
    expect(usdm(message)).toMatchObject([wanted])
    expect(usdm(`{"stream":"!forceOrder@arr","data":[${message}]}`)).toMatchObject([wanted])
  })

  it('turns a contract announcement into a status', () => {
    expect(usdm('{"e":"contractInfo","E":8,"s":"BTCUSDT_210625","ps":"BTCUSDT","ct":"CURRENT_QUARTER","cs":"DELIVERED"}')).toMatchObject([
      { kind: 'status', ts: 8, state: 'delisted', reason: 'DELIVERED' },
    ])
  })

  it.each([
    '{"result":null,"id":1}',
    '{"id":1,"error":{"code":2,"msg":"x"}}',
    '{"e":"serverShutdown","E":1}',
    '{"event":{"e":"serverShutdown","E":1}}',
  ])('has messages about the connection that are no events: %s', (text) => {
    expect(spot(text)).toEqual([])
  })

  it.each([
    ['{"e":"trade","E":2,"s":"NEWUSDT","t":7,"p":"1","q":"2","T":1,"m":false}', 'FEEDLOOM_INSTRUMENT_UNKNOWN'],
    ['{"e":"trade","E":2,"s":"BTCUSDT","t":7,"p":"","q":"2","T":1,"m":false}', 'FEEDLOOM_FRAME_INVALID'],
    ['{"e":"trade","E":2,"s":"BTCUSDT","t":7,"p":"1e999","q":"2","T":1,"m":false}', 'FEEDLOOM_FRAME_INVALID'],
    ['{"e":"trade","E":2,"s":"BTCUSDT","t":7,"p":"1","q":"2","T":1}', 'FEEDLOOM_FRAME_INVALID'],
    ['{"e":"somethingNew"}', 'FEEDLOOM_FRAME_INVALID'],
    ['{"lastUpdateId":1,"bids":[],"asks":[]}', 'FEEDLOOM_FRAME_INVALID'],
    ['{}', 'FEEDLOOM_FRAME_INVALID'],
    ['null', 'FEEDLOOM_FRAME_INVALID'],
    ['{"e":"kline","E":2,"s":"BTCUSDT","k":null}', 'FEEDLOOM_FRAME_INVALID'],
    ['{"stream":"x","data":null}', 'FEEDLOOM_FRAME_INVALID'],
    ['\u0000\u0001', 'FEEDLOOM_JSON_INVALID'],
  ])('refuses %s as a data error', (text, code) => {
    expect(codeOf(() => spot(text))).toBe(`data ${code}`)
  })
})
