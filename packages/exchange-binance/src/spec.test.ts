import { FeedloomError, type Instrument, type Subscription } from '@feedloom/core'
import type { VenueSpec } from '@feedloom/exchange-kit'
import { testInstruments, testSubscription } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { binance, binanceNormalizer, binanceUsdm, binanceUsdmNormalizer } from './plugins.ts'
import { spotConfig, spotSpec } from './spec-spot.ts'
import { usdmConfig, usdmSpec } from './spec-usdm.ts'
import { inferSpotInstrument, inferUsdmInstrument } from './symbols.ts'

const instruments = testInstruments(
  [inferSpotInstrument('BTCUSDT'), inferUsdmInstrument('BTCUSDT_210625')].filter((one) => one !== undefined),
)
const btc = instruments.native('binance', 'BTCUSDT') as Instrument
const future = instruments.native('binance-usdm', 'BTCUSDT_210625') as Instrument
const spot = spotConfig.parse({})
const usdm = usdmConfig.parse({})

const wanted = (kind: Subscription['kind'], over: Partial<Subscription> = {}): Subscription => testSubscription(kind, 'BTC/USDT', over)

const spotTopics = (subscription: Subscription): unknown =>
  spotSpec.topics(subscription, btc, spot).map(({ group, topic }) => `${group} ${topic}`)
const usdmTopics = (subscription: Subscription): unknown =>
  usdmSpec.topics(subscription, future, usdm).map(({ group, topic }) => `${group} ${topic}`)

function errorOf(run: () => unknown): FeedloomError {
  try {
    run()
  } catch (error) {
    if (FeedloomError.is(error)) return error
  }
  return expect.fail('no error of the taxonomy')
}

describe('spot topics', () => {
  it.each([
    [wanted('trade'), 'btcusdt@trade'],
    [wanted('trade', { variant: 'aggregate' }), 'btcusdt@aggTrade'],
    [wanted('quote'), 'btcusdt@bookTicker'],
    [wanted('book'), 'btcusdt@depth@100ms'],
    [wanted('book', { options: { speed: '1000ms' } }), 'btcusdt@depth'],
    [wanted('book', { depth: 50 }), 'btcusdt@depth@100ms'],
    [wanted('book', { depth: 10 }), 'btcusdt@depth10@100ms'],
    [wanted('book', { depth: 10, variant: 'full' }), 'btcusdt@depth@100ms'],
    [wanted('book', { variant: 'partial', options: { speed: '1000ms' } }), 'btcusdt@depth20'],
    [wanted('bar', { interval: '1s' }), 'btcusdt@kline_1s'],
    [wanted('bar', { interval: '1M' }), 'btcusdt@kline_1M'],
    [wanted('ticker'), 'btcusdt@ticker'],
  ])('name streams in lower case (%#)', (subscription, topic) => {
    expect(spotTopics(subscription)).toEqual([`public ${topic}`])
  })

  it.each([
    wanted('bar', { interval: '7m' }),
    wanted('bar', { interval: 'tick:5' }),
    wanted('book', { variant: 'partial', depth: 50 }),
    wanted('book', { options: { speed: '250ms' } }),
    wanted('book', { options: { sped: '100ms' } }),
    wanted('book', { options: { speed: 100 } }),
    wanted('trade', { variant: 'block' }),
    wanted('mark'),
  ])('refuse what spot does not have, with a hint (%#)', (subscription) => {
    const error = errorOf(() => spotTopics(subscription))
    expect([error.category, error.code]).toEqual(['config', 'FEEDLOOM_SUBSCRIPTION_INVALID'])
    expect(error.hint).toBeTruthy()
  })

  it('of all symbols: the mini ticker since the full one ended', () => {
    expect(spotSpec.wildcardTopics?.(wanted('ticker'), spot)).toEqual([{ group: 'public', topic: '!miniTicker@arr' }])
    expect(spotSpec.wildcardTopics?.(wanted('quote'), spot)).toBeUndefined()
  })
})

describe('USD-M topics', () => {
  it.each([
    [wanted('trade'), 'market btcusdt_210625@aggTrade'],
    [wanted('trade', { variant: 'raw' }), 'public btcusdt_210625@trade'],
    [wanted('quote'), 'public btcusdt_210625@bookTicker'],
    [wanted('book'), 'public btcusdt_210625@depth@100ms'],
    [wanted('book', { depth: 5, options: { speed: '250ms' } }), 'public btcusdt_210625@depth5'],
    [wanted('bar', { interval: '1m' }), 'market btcusdt_210625@kline_1m'],
    [wanted('ticker'), 'market btcusdt_210625@ticker'],
    [wanted('mark'), 'market btcusdt_210625@markPrice@1s'],
    [wanted('funding', { options: { speed: '3s' } }), 'market btcusdt_210625@markPrice'],
    [wanted('liquidation'), 'market btcusdt_210625@forceOrder'],
    [wanted('status'), 'market !contractInfo'],
  ])('go to the address that serves them (%#)', (subscription, topic) => {
    expect(usdmTopics(subscription)).toEqual([topic])
  })

  it('have no stream of open interest, but a poll', () => {
    expect(errorOf(() => usdmTopics(wanted('open-interest'))).hint).toContain('every')
    expect(usdmSpec.poll?.(wanted('open-interest'), future, usdm)).toMatchObject({ path: '/openInterest', channel: 'rest.openInterest' })
  })

  it('have no 1 s bars', () => {
    expect(errorOf(() => usdmTopics(wanted('bar', { interval: '1s' }))).category).toBe('config')
  })

  it.each([
    ['quote', 'public !bookTicker'],
    ['ticker', 'market !ticker@arr'],
    ['mark', 'market !markPrice@arr@1s'],
    ['liquidation', 'market !forceOrder@arr'],
  ] as const)('of all symbols: %s', (kind, topic) => {
    expect(usdmSpec.wildcardTopics?.(wanted(kind), usdm)?.map((one) => `${one.group} ${one.topic}`)).toEqual([topic])
  })
})

describe('addresses', () => {
  it('are those of today', () => {
    expect(spotSpec.endpoints(spot)).toEqual({
      ws: { public: 'wss://stream.binance.com:9443/stream' },
      rest: 'https://api.binance.com/api/v3',
    })
    expect(usdmSpec.endpoints(usdm)).toEqual({
      ws: { public: 'wss://fstream.binance.com/public/stream', market: 'wss://fstream.binance.com/market/stream' },
      rest: 'https://fapi.binance.com/fapi/v1',
    })
  })
  it('change for the test network, for the data-only hosts and for microseconds', () => {
    expect(spotSpec.endpoints(spotConfig.parse({ testnet: true })).rest).toBe('https://testnet.binance.vision/api/v3')
    expect(spotSpec.endpoints(spotConfig.parse({ dataOnly: true })).ws['public']).toBe('wss://data-stream.binance.vision/stream')
    expect(usdmSpec.endpoints(usdmConfig.parse({ testnet: true })).ws['market']).toBe('wss://fstream.binancefuture.com/market/stream')
    const us = spotConfig.parse({ timeUnit: 'us' })
    expect(spotSpec.url('wss://x/stream', 'public', us)).toBe('wss://x/stream?timeUnit=MICROSECOND')
    expect(spotSpec.headers?.(us)).toEqual({ 'x-mbx-time-unit': 'MICROSECOND' })
    expect(usdmSpec.headers?.(usdmConfig.parse({ apiKey: 'k' }))).toEqual({ 'x-mbx-apikey': 'k' })
  })
})

describe.each([
  ['spot', spotSpec as VenueSpec, 5, 1024, 6000],
  ['USD-M', usdmSpec as unknown as VenueSpec, 10, 200, 2400],
] as const)('limits of %s', (_name, spec, messages, topics, weight) => {
  it('are the venue’s', () => {
    expect(spec.limits).toMatchObject({ messagesPerSecond: messages, topicsPerConnection: topics, connectsPerMinute: 60 })
    expect(spec.limits.maxConnectionAgeMs).toBeLessThan(86_400_000)
    expect(spec.limits.rest).toMatchObject({ weight, perMs: 60_000, usedHeader: 'x-mbx-used-weight-1m' })
  })
})

describe('messages', () => {
  const classify = (text: string): unknown => spotSpec.classify(Buffer.from(text))

  it('ask for topics with an id that comes back', () => {
    expect(spotSpec.subscribe(['a@trade', 'b@trade'], 3, spot)).toEqual(['{"method":"SUBSCRIBE","params":["a@trade","b@trade"],"id":3}'])
    expect(usdmSpec.unsubscribe(['a@trade'], 4, usdm)).toEqual(['{"method":"UNSUBSCRIBE","params":["a@trade"],"id":4}'])
  })

  it.each([
    '{"stream":"btcusdt@trade","data":{"e":"trade","E":1}}',
    '{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT"}}',
    '{"stream":"!ticker@arr","data":[{"e":"24hrTicker"}]}',
    '{"stream":"ethusdt@depth20","data":{"lastUpdateId":1}}',
    '{"e":"aggTrade","E":1}',
    '{"u":1,"s":"BTCUSDT"}',
    '{"lastUpdateId":1}',
    '[{"e":"24hrTicker"}]',
    '',
    '{"stream":"btc',
    'garbage',
  ])('are data: %s', (text) => {
    expect(classify(text)).toEqual({ type: 'data' })
  })

  it('confirm by the id of the request', () => {
    expect(classify('{"result":null,"id":7}')).toEqual({ type: 'ack', requestId: 7 })
    expect(classify('{"id":8,"result":["btcusdt@trade"]}')).toEqual({ type: 'ack', requestId: 8 })
  })

  it('refuse by the id of the request; too many requests may be asked again', () => {
    expect(classify('{"error":{"code":2,"msg":"Invalid request"},"id":7}')).toMatchObject({
      type: 'reject',
      requestId: 7,
      error: { category: 'config', code: 'FEEDLOOM_SUBSCRIPTION_INVALID' },
    })
    expect(classify('{"code":-1003,"msg":"Too many requests","id":7}')).toMatchObject({ type: 'reject', error: { category: 'retryable' } })
    expect(classify('{"error":{"code":3,"msg":"Invalid JSON"}}')).toMatchObject({
      type: 'error',
      error: { category: 'data', code: 'FEEDLOOM_REQUEST_REFUSED' },
    })
  })

  it.each(['{"e":"serverShutdown","E":1}', '{"event":{"e":"serverShutdown","E":1}}', '{"stream":"x","data":{"e":"serverShutdown","E":1}}'])(
    'announce the end of the connection: %s',
    (text) => {
      expect(classify(text)).toMatchObject({ type: 'reconnect' })
    },
  )
})

describe('polls', () => {
  const paths = (['trade', 'quote', 'book', 'bar', 'ticker', 'status', 'mark', 'funding', 'open-interest', 'liquidation'] as const).map(
    (kind) => [
      kind,
      usdmSpec.poll?.(wanted(kind, { interval: '1m' }), future, usdm)?.path,
      spotSpec.poll?.(wanted(kind, { interval: '1m' }), btc, spot)?.path,
    ],
  )
  it('cover what the capabilities say and nothing else', () => {
    for (const [kind, onUsdm, onSpot] of paths) {
      expect([kind, onUsdm !== undefined]).toEqual([kind, (usdmSpec.capabilities.poll as readonly unknown[]).includes(kind)])
      expect([kind, onSpot !== undefined]).toEqual([kind, (spotSpec.capabilities.poll as readonly unknown[]).includes(kind)])
    }
  })
  it('weigh what the venue charges', () => {
    expect(spotSpec.snapshot?.(btc, spot)).toMatchObject({ path: '/depth', weight: 50, query: { symbol: 'BTCUSDT', limit: 1000 } })
    expect(spotSpec.snapshot?.(btc, spotConfig.parse({ snapshotLevels: 5000 }))).toMatchObject({ weight: 250 })
    expect(usdmSpec.snapshot?.(future, usdm)).toMatchObject({
      weight: 20,
      channel: 'rest.depth',
      request: { symbol: 'BTCUSDT_210625', limit: '1000' },
    })
    expect(spotSpec.instruments(spot)).toMatchObject({ path: '/exchangeInfo', weight: 20, channel: 'rest.exchangeInfo' })
  })
})

describe('the plugins', () => {
  it('are a source and a decoder for each market', () => {
    expect([binance, binanceNormalizer, binanceUsdm, binanceUsdmNormalizer].map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      'source binance',
      'normalizer binance',
      'source binance-usdm',
      'normalizer binance-usdm',
    ])
  })
  it('refuse keys that they do not have', () => {
    expect(spotConfig.safeParse({ snapshotLevel: 100 }).success).toBe(false)
    expect(usdmConfig.safeParse({ snapshotLevels: 5000 }).success).toBe(false)
  })
})
