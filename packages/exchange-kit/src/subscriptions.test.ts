import { settle, testSubscription as want } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { SourceBench } from './test/source-bench.ts'

const signal = new AbortController().signal

describe('subscribing', () => {
  it('waits for the start when it is asked before', async () => {
    const bench = new SourceBench()
    const outcomes = bench.source.subscribe([want('trade', 'BTC/USD')])
    await settle()
    expect(bench.network.sockets).toHaveLength(0)
    await bench.source.start?.(signal)
    expect(await outcomes).toEqual([{ ok: true, subscription: want('trade', 'BTC/USD') }])
  })

  it('takes unified and native symbols', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETHUSD'))
    expect(bench.asked(bench.network.socket)).toEqual(['trade:BTCUSD', 'trade:ETHUSD'])
  })

  it('makes one topic of a repeated subscription and keeps it until the last is gone', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'BTC/USD'), want('quote', 'BTC/USD'))
    expect(await bench.source.subscribe([want('trade', 'BTC/USD')])).toMatchObject([{ ok: true }])
    const main = bench.network.sockets.find(({ url }) => url.endsWith('/main'))
    expect(main?.sentJson).toHaveLength(1)
    await bench.source.unsubscribe([want('trade', 'BTC/USD'), want('trade', 'BTC/USD')])
    expect(main?.state).toBe('open')
    await bench.source.unsubscribe([want('trade', 'BTC/USD')])
    expect(main?.closedByClient).toMatchObject({ code: 1000 })
  })

  it('says at once what cannot be subscribed', async () => {
    const bench = new SourceBench()
    const outcomes = await bench.start(want('trade', 'BTX/USD'), want('funding', 'BTC/USD'), want('trade', 'ETH/USD'))
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error))).toMatchObject([
      { code: 'FEEDLOOM_CONFIG_SYMBOL_UNKNOWN', category: 'config', hint: 'Did you mean `BTC/USD`?' },
      { code: 'FEEDLOOM_CONFIG_KIND_UNSUPPORTED', hint: 'It offers trade, quote, book, bar, ticker, open-interest.' },
      'ok',
    ])
  })

  it('asks again when nobody answers, and fails after the last attempt', async () => {
    const bench = new SourceBench({ answers: false, config: { subscribeTimeout: '2s', subscribeAttempts: 3 } })
    void bench.source.start?.(signal)
    const outcomes = bench.source.subscribe([want('trade', 'BTC/USD'), want('trade', 'ETH/USD')])
    await bench.clock.advanceAsync(5_999)
    expect(bench.network.socket.sentJson).toHaveLength(3)
    await bench.clock.advanceAsync(1)
    expect(await outcomes).toMatchObject([
      { ok: false, error: { code: 'FEEDLOOM_SUBSCRIBE_TIMEOUT', category: 'retryable' } },
      { ok: false, error: { code: 'FEEDLOOM_SUBSCRIBE_TIMEOUT' } },
    ])
  })

  it('takes a late answer to an earlier attempt', async () => {
    const bench = new SourceBench({ answers: false, config: { subscribeTimeout: '2s' } })
    void bench.source.start?.(signal)
    const outcomes = bench.source.subscribe([want('trade', 'BTC/USD')])
    await bench.clock.advanceAsync(3_000)
    bench.network.socket.receive({ ok: 1 })
    expect(await outcomes).toMatchObject([{ ok: true }])
  })

  it('does not run out of time while the engine makes it wait', async () => {
    const bench = new SourceBench({ config: { subscribeTimeout: '2s', subscribeAttempts: 2 } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.source.pause?.()
    const outcomes = bench.source.subscribe([want('trade', 'ETH/USD')])
    await bench.clock.advanceAsync(60_000)
    bench.source.resume?.()
    expect(await outcomes).toMatchObject([{ ok: true }])
    expect(bench.network.socket.sentJson).toHaveLength(2)
  })

  it('finds the one bad topic of a refused batch', async () => {
    const bench = new SourceBench({ answers: false })
    bench.network.onConnect((socket) => {
      socket.onSent((message) => {
        const { id, subscribe } = JSON.parse(String(message)) as { id: number; subscribe: string[] }
        queueMicrotask(() => socket.receive(subscribe.includes('trade:ETHUSD') ? { no: id } : { ok: id }))
      })
    })
    const outcomes = await bench.start(...['BTC/USD', 'ETH/USD', 'SOL/USD'].map((symbol) => want('trade', symbol)))
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true])
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000)
    expect(bench.asked(bench.network.socket)).toEqual(['trade:BTCUSD', 'trade:SOLUSD'])
  })

  it('takes a fresh socket when a venue that had confirmed is mute after a reconnect', async () => {
    const bench = new SourceBench({ config: { subscribeTimeout: '1s', subscribeAttempts: 2, reconnect: { jitter: 0 } } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.network.onConnect((socket) => socket.onSent(() => socket.silence()))
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000 + 2_000)
    expect(bench.network.socket.terminated).toBe(true)
    await bench.clock.advanceAsync(10_000)
    expect(bench.network.sockets).toHaveLength(3)
  })

  it('counts a topic as confirmed once it is sent where the venue never answers', async () => {
    const bench = new SourceBench({ answers: false, spec: { acknowledges: false } })
    expect(await bench.start(want('trade', 'BTC/USD'))).toMatchObject([{ ok: true }])
  })

  it('paces its messages and fills them up', async () => {
    const config = { limits: { messagesPerSecond: 1, topicsPerMessage: 2 } }
    const bench = new SourceBench({ config })
    void bench.source.start?.(signal)
    void bench.source.subscribe(['BTC/USD', 'ETH/USD', 'SOL/USD'].map((symbol) => want('trade', symbol)))
    await settle()
    expect(bench.network.socket.sentJson).toEqual([{ id: 1, subscribe: ['trade:BTCUSD', 'trade:ETHUSD'] }])
    await bench.clock.advanceAsync(1_000)
    expect(bench.network.socket.sentJson[1]).toEqual({ id: 2, subscribe: ['trade:SOLUSD'] })
  })
})

describe('connections', () => {
  it('opens a second one at the topic limit and fills both evenly', async () => {
    const bench = new SourceBench({ config: { limits: { topicsPerConnection: 2 } } })
    await bench.start(
      ...['BTC/USD', 'ETH/USD', 'SOL/USD'].map((symbol) => want('trade', symbol)),
      want('bar', 'BTC/USD', { interval: '1m' }),
    )
    expect(bench.source.connections?.()).toMatchObject([
      { connection: 'main#0', state: 'connected', topics: 2 },
      { connection: 'main#1', state: 'connected', topics: 2 },
    ])
  })

  it('closes the one that is empty and lets its epochs go on when the name comes back', async () => {
    const bench = new SourceBench({ config: { limits: { topicsPerConnection: 1 } } })
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'))
    await bench.source.unsubscribe([want('trade', 'BTC/USD')])
    expect(bench.source.connections?.()).toMatchObject([{ connection: 'main#1' }])
    await bench.source.subscribe([want('trade', 'SOL/USD')])
    bench.network.socket.receive({ data: 1 })
    expect(bench.frames).toMatchObject([{ connection: 'main#0', epoch: 1 }])
  })

  it('keeps groups apart', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('quote', 'BTC/USD'))
    expect(bench.network.sockets.map(({ url }) => url)).toEqual(['wss://acme.example/main', 'wss://acme.example/quotes'])
  })

  it('goes to the test network, or wherever the config says', async () => {
    const bench = new SourceBench({ config: { testnet: true, endpoints: { ws: { quotes: 'ws://127.0.0.1:9/q' } } } })
    await bench.start(want('trade', 'BTC/USD'), want('quote', 'BTC/USD'))
    expect(bench.network.sockets.map(({ url }) => url)).toEqual(['wss://test.acme.example/main', 'ws://127.0.0.1:9/q'])
  })
})

describe('unsubscribing', () => {
  it('stops the events of that topic and of no other', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'))
    await bench.source.unsubscribe([want('trade', 'BTC/USD')])
    expect(bench.network.socket.sentJson.at(-1)).toEqual({ id: 2, unsubscribe: ['trade:BTCUSD'] })
    bench.network.socket.cut()
    expect(bench.take().filter((line) => line.startsWith('gap'))).toEqual(['gap ETH/USD trade disconnect'])
  })

  it('ends although the connection breaks while it waits', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'))
    bench.network.socket.silence()
    const done = bench.source.unsubscribe([want('trade', 'BTC/USD')])
    bench.network.socket.cut()
    expect(await done).toBeUndefined()
  })

  it('of something unknown does nothing', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    await bench.source.unsubscribe([want('trade', 'ETH/USD')])
    expect(bench.network.open).toHaveLength(1)
  })
})

describe('patterns', () => {
  it('use the all-symbols stream where the venue has one, and its loss is a gap of every instrument', async () => {
    const bench = new SourceBench()
    await bench.start(want('ticker', '*'))
    expect(bench.asked(bench.network.socket)).toEqual(['ticker:*'])
    bench.network.socket.cut()
    expect(bench.take().filter((line) => line.startsWith('gap'))).toEqual([
      'gap BTC/USD ticker disconnect',
      'gap ETH/USD ticker disconnect',
      'gap SOL/USD ticker disconnect',
    ])
  })

  it('take in listings and let go of delistings while running', async () => {
    const bench = new SourceBench({ config: { instruments: { refresh: '1m' }, heartbeat: { silence: '0s' } } })
    bench.network.reply('/instruments', { body: ['BTC', 'SOL', 'ADA'] })
    await bench.start(want('trade', '*/USD'))
    expect(bench.asked(bench.network.socket)).toEqual(['trade:BTCUSD', 'trade:ETHUSD', 'trade:SOLUSD'])
    await bench.clock.advanceAsync(60_000)
    expect(bench.network.socket.sentJson.slice(1)).toEqual([
      { id: 2, subscribe: ['trade:ADAUSD'] },
      { id: 3, unsubscribe: ['trade:ETHUSD'] },
    ])
    expect(bench.instrument('ETH/USD').status).toBe('delisted')
  })

  it('survive a refresh that fails, and say so until one succeeds', async () => {
    const bench = new SourceBench({ config: { instruments: { refresh: '1m' }, heartbeat: { silence: '0s' }, http: { retries: 0 } } })
    bench.network.reply('/instruments', { body: ['BTC', 'ETH', 'SOL'] })
    bench.network.reply('/instruments', { status: 400, body: 'no' }, 1)
    await bench.start(want('trade', '*/USD'))
    await bench.clock.advanceAsync(60_000)
    expect(bench.health).toEqual(['degraded: acme answered 400 to https://acme.example/api/instruments: no'])
    await bench.clock.advanceAsync(60_000)
    expect(bench.health.at(-1)).toBe('recovered')
  })
})

describe('stopping', () => {
  it('is safe twice, without a start, and leaves no timer behind', async () => {
    const bench = new SourceBench({ config: { instruments: { refresh: '1h' } } })
    await bench.start(want('trade', 'BTC/USD'), want('open-interest', 'BTC/USD', { pollEveryMs: 60_000 }))
    await bench.source.stop?.(signal)
    await bench.source.stop?.(signal)
    await bench.clock.advanceAsync(0)
    expect(bench.clock.pending).toBe(0)
    expect(bench.network.socket.closedByClient).toMatchObject({ code: 1000 })
    await expect(bench.source.start?.(signal)).rejects.toMatchObject({ code: 'FEEDLOOM_SOURCE_STOPPED' })
    await new SourceBench().source.stop?.(signal)
  })

  it('is safe after a connection that could not even be tried', async () => {
    const bench = new SourceBench({ spec: { endpoints: () => ({ ws: {}, rest: 'https://acme.example' }) } })
    void bench.source.subscribe([want('trade', 'BTC/USD')])
    await bench.source.start?.(signal)
    expect(bench.health).toEqual(['failed: acme has no WebSocket address for the group `main`'])
    expect(bench.source.connections?.()).toMatchObject([{ state: 'failed' }])
    await bench.source.stop?.(signal)
    expect(bench.clock.pending).toBe(0)
  })

  it('ends everything that is under way', async () => {
    const bench = new SourceBench({ answers: false })
    void bench.source.start?.(signal)
    const waiting = bench.source.subscribe([want('trade', 'BTC/USD')])
    await settle()
    await bench.source.stop?.(signal)
    expect(await waiting).toMatchObject([{ ok: false, error: { code: 'FEEDLOOM_SOURCE_STOPPED' } }])
    expect(await bench.source.subscribe([want('trade', 'ETH/USD')])).toMatchObject([{ ok: false }])
    expect(bench.clock.pending).toBe(0)
  })
})
