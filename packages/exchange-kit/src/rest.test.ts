import { FakeNetwork, settle, testSubscription as want } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { SourceBench } from './test/source-bench.ts'

const signal = new AbortController().signal
const never = new AbortController().signal

async function instruments(bench: SourceBench): Promise<unknown> {
  return bench.source.instruments?.(never).catch((error: unknown) => error)
}

describe('REST', () => {
  it('waits as long as 429 asks, then asks again', async () => {
    const bench = new SourceBench()
    bench.network.reply('/instruments', { body: ['BTC'] })
    bench.network.reply('/instruments', { status: 429, headers: { 'Retry-After': '7' } }, 1)
    const reply = instruments(bench)
    await bench.clock.advanceAsync(6_999)
    expect(bench.network.requests).toHaveLength(1)
    await bench.clock.advanceAsync(1)
    expect(await reply).toMatchObject([{ nativeSymbol: 'BTCUSD' }])
  })

  it('takes Retry-After as a date too, and a ban longer than a refusal', async () => {
    const bench = new SourceBench()
    bench.network.reply('/instruments', { body: ['BTC'] })
    bench.network.reply('/instruments', { status: 418 }, 1)
    bench.network.reply('/instruments', { status: 429, headers: { 'Retry-After': new Date(bench.clock.now() + 20_000).toUTCString() } }, 1)
    const reply = instruments(bench)
    await bench.clock.advanceAsync(20_000)
    expect(bench.network.requests).toHaveLength(2)
    await bench.clock.advanceAsync(119_999)
    expect(bench.network.requests).toHaveLength(2)
    await bench.clock.advanceAsync(1)
    expect(await reply).toMatchObject([{ nativeSymbol: 'BTCUSD' }])
  })

  it('repeats what may pass, a limited number of times', async () => {
    const bench = new SourceBench({ config: { http: { retries: 2 } } })
    bench.network.failHttp('/instruments', 1)
    bench.network.reply('/instruments', { status: 503, body: 'sorry' })
    bench.network.failHttp('/instruments', 1)
    const reply = instruments(bench)
    await bench.clock.advanceAsync(10_000)
    expect(await reply).toMatchObject({ code: 'FEEDLOOM_HTTP_UNAVAILABLE', category: 'retryable', details: { status: 503, venue: 'acme' } })
    expect(bench.network.requests).toHaveLength(3)
  })

  it('does not repeat a refusal, quotes it, and keeps secrets to itself', async () => {
    const spec = {
      instruments: () => ({ path: '/instruments', query: { apiKey: 'hush', x: 1 }, weight: 1, channel: 'rest.instruments', request: {} }),
    }
    const bench = new SourceBench({ spec, config: { apiKey: 'hush' } })
    bench.network.reply('/instruments', { status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' })
    const error = await instruments(bench)
    expect(error).toMatchObject({ code: 'FEEDLOOM_HTTP_REFUSED', category: 'data', details: { status: 400 } })
    expect(String(error)).toContain('Invalid symbol.')
    expect(JSON.stringify(error) + String(error)).not.toContain('hush')
  })

  it('is fatal where the key or the region is refused, with a hint', async () => {
    const bench = new SourceBench()
    bench.network.reply('/instruments', { status: 451, body: 'unavailable for legal reasons' })
    expect(await instruments(bench)).toMatchObject({
      category: 'fatal',
      code: 'FEEDLOOM_HTTP_DENIED',
      hint: expect.stringContaining('region') as string,
    })
  })

  it('shares one budget between two sources of one scope', async () => {
    const network = new FakeNetwork()
    network.reply('/instruments', { body: ['BTC'] })
    const shared = new Map<string, unknown>()
    const config = { limits: { restWeight: 20 } }
    const first = new SourceBench({ network, shared, config })
    const second = new SourceBench({ network, shared, config, clock: first.clock, id: 'sources.acme/two' })
    const replies = [instruments(first), instruments(second), instruments(second)]
    await first.clock.advanceAsync(59_999)
    expect(network.requests).toHaveLength(2)
    await first.clock.advanceAsync(1)
    expect(await Promise.all(replies)).toHaveLength(3)
    expect([...shared.keys()].filter((key) => key.includes('rate-budget'))).toHaveLength(1)
  })

  it('sends the proxy of the config along with everything', async () => {
    const bench = new SourceBench({ config: { proxy: 'socks5://127.0.0.1:1080' } })
    bench.network.reply('/instruments', { body: [] })
    await bench.source.instruments?.(never)
    await bench.start(want('trade', 'BTC/USD'))
    expect(bench.network.requests[0]?.proxy).toBe('socks5://127.0.0.1:1080')
    expect(bench.network.socket.options?.proxy).toBe('socks5://127.0.0.1:1080')
  })
})

describe('a stop', () => {
  it('leaves what went wrong before it as the reason, also while a request is under way', async () => {
    const bench = new SourceBench()
    let hangUp: (() => void) | undefined
    const hanging = (): Promise<never> => new Promise((_, reject) => (hangUp = () => reject(new Error('aborted'))))
    bench.network.reply('/instruments', hanging)
    bench.network.reply('/instruments', { status: 503, body: 'down' }, 1)
    const listed = instruments(bench)
    await bench.clock.advanceAsync(10_000)
    await bench.source.stop?.(never)
    hangUp?.()
    expect(await listed).toMatchObject({ code: 'FEEDLOOM_HTTP_UNAVAILABLE', category: 'retryable' })
  })
})

describe('polling', () => {
  it('stands in for a stream at the pace that the subscription names', async () => {
    const bench = new SourceBench({ config: { heartbeat: { silence: '0s' } } })
    let n = 0
    bench.network.reply('/ticker', () => ({ body: String(++n) }))
    await bench.start(want('ticker', 'BTC/USD', { pollEveryMs: 1_000 }))
    expect(bench.network.sockets).toHaveLength(0)
    await bench.clock.advanceAsync(3_000)
    expect(bench.take()).toEqual(['frame rest.ticker 1', 'frame rest.ticker 2', 'frame rest.ticker 3', 'frame rest.ticker 4'])
    expect(bench.frames[0]).toMatchObject({ connection: 'rest', request: { symbol: 'BTCUSD' } })
    await bench.source.unsubscribe([want('ticker', 'BTC/USD', { pollEveryMs: 1_000 })])
    await bench.clock.advanceAsync(3_000)
    expect(bench.take()).toEqual([])
  })

  it('never overlaps with itself', async () => {
    const bench = new SourceBench()
    let release = (): void => undefined
    bench.network.reply('/ticker', () => new Promise((resolve) => (release = () => resolve({ body: 'x' }))))
    await bench.start(want('ticker', 'BTC/USD', { pollEveryMs: 1_000 }))
    await bench.clock.advanceAsync(5_000)
    expect(bench.network.requests).toHaveLength(1)
    release()
    await bench.clock.advanceAsync(1_000)
    expect(bench.network.requests).toHaveLength(2)
  })

  it('is the way for what the venue does not stream', async () => {
    const bench = new SourceBench({ config: { poll: { every: '5s' } } })
    bench.network.reply('/open-interest', { body: '1' })
    await bench.start(want('open-interest', 'BTC/USD'))
    await bench.clock.advanceAsync(10_000)
    expect(bench.network.requests).toHaveLength(3)
  })

  it('leaves one gap and degrades while it fails', async () => {
    const bench = new SourceBench({ config: { http: { retries: 0 } } })
    bench.network.reply('/ticker', { body: 'ok' })
    bench.network.reply('/ticker', { status: 500, body: 'oops' }, 3)
    await bench.start(want('ticker', 'BTC/USD', { pollEveryMs: 1_000 }))
    await bench.clock.advanceAsync(4_000)
    expect(bench.take()).toEqual(['gap BTC/USD ticker disconnect', 'frame rest.ticker ok', 'frame rest.ticker ok'])
    expect(bench.health).toEqual(['degraded: acme answered 500 to https://acme.example/api/ticker?symbol=BTCUSD: oops', 'recovered'])
  })

  it('says when the venue has no such call', async () => {
    const bench = new SourceBench({ spec: { poll: () => undefined } })
    const outcomes = await bench.start(want('ticker', 'BTC/USD', { pollEveryMs: 1_000 }))
    expect(outcomes).toMatchObject([{ ok: false, error: { code: 'FEEDLOOM_POLL_UNSUPPORTED' } }])
  })
})

describe('history', () => {
  it('comes as frames, page after page', async () => {
    const bench = new SourceBench()
    bench.network.reply('/trades', ({ url }) => ({ body: new URL(url).searchParams.get('from') ?? '' }))
    const pages: string[] = []
    const request = { ...want('trade', 'BTC/USD'), from: 10, to: 15, limit: undefined }
    for await (const frame of bench.source.history?.(request, never) ?? []) {
      expect(frame).toMatchObject({ channel: 'rest.trades', delivery: 'backfill', connection: 'rest' })
      pages.push(String(frame.payload))
    }
    expect(pages).toEqual(['10', '12', '14'])
  })

  it('stops a pager that does not move', async () => {
    const call = { path: '/trades', query: {}, weight: 1, channel: 'rest.trades', request: {} }
    const bench = new SourceBench({ spec: { history: () => ({ first: call, next: () => call }) } })
    bench.network.reply('/trades', { body: 'x' })
    const request = { ...want('trade', 'BTC/USD'), from: 10, to: 15, limit: undefined }
    const walk = async (): Promise<void> => {
      for await (const _ of bench.source.history?.(request, never) ?? []) continue
    }
    await expect(walk()).rejects.toMatchObject({ code: 'FEEDLOOM_HISTORY_STUCK' })
  })
})

describe('repair', () => {
  const book = {
    kind: 'book',
    variant: undefined,
    connection: 'main#0',
    epoch: 0,
    fromId: undefined,
    toId: undefined,
    from: undefined,
    to: undefined,
    interval: undefined,
  } as const

  it('puts a snapshot of the broken stream into that stream, once per symbol', async () => {
    const bench = new SourceBench()
    bench.network.reply('/book', { body: 'book' })
    await bench.start(want('book', 'BTC/USD'))
    for (let i = 0; i < 3; i++) bench.source.repair?.({ ...book, instrument: bench.instrument('BTC/USD') })
    await settle()
    expect(bench.network.requests).toHaveLength(1)
    expect(bench.frames).toMatchObject([{ channel: 'rest.book', connection: 'main#0', epoch: 0, request: { symbol: 'BTCUSD' } }])
  })

  it('waits longer each time when the snapshot was too old', async () => {
    const bench = new SourceBench({ config: { heartbeat: { silence: '0s' } } })
    bench.network.reply('/book', { body: 'book' })
    await bench.start(want('book', 'BTC/USD'))
    const at: number[] = []
    for (let i = 0; i < 4; i++) {
      bench.source.repair?.({ ...book, instrument: bench.instrument('BTC/USD') })
      while (bench.network.requests.length === i) await bench.clock.advanceAsync(10)
      await settle()
      at.push(bench.clock.monotonic())
    }
    const waits = at.slice(1).map((each, i) => each - (at[i] as number))
    expect(waits[0]).toBeGreaterThanOrEqual(400)
    expect(waits[1]).toBeGreaterThan(waits[0] as number)
    expect(waits[2]).toBeGreaterThan(waits[1] as number)
  })

  it('drops a snapshot of an epoch that is over', async () => {
    const bench = new SourceBench()
    let release = (): void => undefined
    bench.network.reply('/book', () => new Promise((resolve) => (release = () => resolve({ body: 'book' }))))
    await bench.start(want('book', 'BTC/USD'))
    bench.source.repair?.({ ...book, instrument: bench.instrument('BTC/USD') })
    await settle()
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000)
    release()
    await settle()
    expect(bench.frames).toEqual([])
  })

  it('asks again when the answer is found useless while it is delivered', async () => {
    const bench = new SourceBench({ config: { heartbeat: { silence: '0s' } } })
    bench.network.reply('/book', { body: 'book' })
    await bench.start(want('book', 'BTC/USD'))
    const repair = (): void => bench.source.repair?.({ ...book, instrument: bench.instrument('BTC/USD') })
    bench.onFrame = () => (bench.frames.length < 3 ? repair() : undefined)
    repair()
    await bench.clock.advanceAsync(10_000)
    expect(bench.frames).toHaveLength(3)
  })

  it('delivers trades also while the connection is down', async () => {
    const bench = new SourceBench({ config: { heartbeat: { silence: '0s' }, http: { retries: 0 } } })
    bench.network.reply('/trades', { body: '' })
    bench.network.failHttp('/trades', 1)
    await bench.start(want('trade', 'BTC/USD'))
    bench.source.repair?.({ ...book, kind: 'trade', instrument: bench.instrument('BTC/USD'), fromId: '5', toId: '7' })
    bench.network.refuse(100)
    bench.network.socket.cut()
    await bench.clock.advanceAsync(3_000)
    expect(bench.frames[0]).toMatchObject({ connection: 'main#0', epoch: 1, delivery: 'backfill' })
  })

  it('fetches missing trades by their ids, marked as backfill', async () => {
    const bench = new SourceBench()
    bench.network.reply('/trades', ({ url }) => ({ body: new URL(url).search }))
    await bench.start(want('trade', 'BTC/USD'))
    bench.source.repair?.({ ...book, kind: 'trade', instrument: bench.instrument('BTC/USD'), fromId: '5', toId: '7' })
    await settle()
    expect(bench.frames.map(({ payload, connection, delivery }) => [String(payload), connection, delivery])).toEqual([
      ['?symbol=BTCUSD&from=5&to=7', 'main#0', 'backfill'],
      ['?symbol=BTCUSD&from=7&to=8', 'main#0', 'backfill'],
    ])
  })

  it('goes on trying while the stream lives and the venue is down', async () => {
    const bench = new SourceBench({ config: { http: { retries: 0 }, heartbeat: { silence: '0s' } } })
    bench.network.reply('/book', { body: 'book' })
    bench.network.failHttp('/book', 3)
    await bench.start(want('book', 'BTC/USD'))
    bench.source.repair?.({ ...book, instrument: bench.instrument('BTC/USD') })
    await bench.clock.advanceAsync(10_000)
    expect(bench.frames).toHaveLength(1)
    expect(bench.network.requests).toHaveLength(4)
    await bench.source.stop?.(signal)
  })
})
