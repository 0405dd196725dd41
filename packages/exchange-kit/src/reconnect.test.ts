import { seededRandom, settle, testSubscription as want } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { SourceBench } from './test/source-bench.ts'

describe('reconnecting', () => {
  it('follows the schedule that seed and rules give', async () => {
    const bench = new SourceBench({ seed: 7 })
    await bench.start(want('trade', 'BTC/USD'))
    bench.network.refuse(8)
    bench.network.socket.cut()
    const random = seededRandom(7)
    const fulls = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]
    for (const [i, full] of fulls.entries()) {
      const wait = full * (1 - 0.2 * random())
      await bench.clock.advanceAsync(wait - 1)
      expect(bench.network.sockets).toHaveLength(i + 1)
      await bench.clock.advanceAsync(1.001)
      expect(bench.network.sockets).toHaveLength(i + 2)
    }
    expect(bench.source.connections?.()).toMatchObject([{ connection: 'main#0', state: 'connected', reconnects: 1, topics: 1 }])
  })

  it('begins with the first wait again after a stable minute', async () => {
    const bench = new SourceBench({ config: { reconnect: { jitter: 0 } } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000)
    bench.network.socket.cut()
    await bench.clock.advanceAsync(9_999)
    expect(bench.network.sockets).toHaveLength(2)
    await bench.clock.advanceAsync(1)
    await bench.clock.advanceAsync(25_000)
    bench.network.socket.receive({ data: 1 })
    await bench.clock.advanceAsync(25_000)
    bench.network.socket.receive({ data: 1 })
    await bench.clock.advanceAsync(10_000)
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000)
    expect(bench.network.sockets).toHaveLength(4)
  })

  it('subscribes to everything again and to nothing else', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'), want('bar', 'SOL/USD', { interval: '1m' }))
    await bench.source.unsubscribe([want('trade', 'ETH/USD')])
    bench.network.socket.cut()
    await bench.clock.advanceAsync(5_000)
    expect(bench.asked(bench.network.socket)).toEqual(['trade:BTCUSD', 'bar:SOLUSD:1m'])
  })

  it('says the gap of every live stream once, before the next event', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'), want('bar', 'BTC/USD', { interval: '1m' }), want('quote', 'ETH/USD'))
    const socket = bench.network.sockets.find(({ url }) => url.endsWith('/main'))
    bench.take()
    socket?.receive({ data: 1 })
    socket?.closeByServer(1001, 'maintenance')
    bench.network.refuse(1)
    await bench.clock.advanceAsync(15_000)
    bench.network.socket.receive({ data: 2 })
    expect(bench.take()).toEqual([
      'frame {"data":1}',
      'gap BTC/USD trade disconnect',
      'gap BTC/USD bar 1m disconnect',
      'main#0 reconnecting',
      'main#0 reconnecting',
      'main#0 connected',
      'frame {"data":2}',
    ])
    expect(bench.frames.map(({ epoch }) => epoch)).toEqual([0, 2])
    expect(bench.health).toEqual([
      "degraded: main#0: closed by the venue with 1001 'maintenance'",
      'degraded: main#0: scripted: connection refused',
      'recovered',
    ])
  })

  it('ignores what a dead socket still says', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    const dead = bench.network.socket
    dead.silence()
    await bench.clock.advanceAsync(60_000)
    expect(dead.terminated).toBe(true)
    bench.take()
    dead.receiveLate('{"data":"late"}')
    expect(bench.take()).toEqual([])
  })

  it('gives up an attempt that nobody answers', async () => {
    const bench = new SourceBench({ config: { connectTimeout: '3s', reconnect: { jitter: 0 } } })
    bench.network.onConnect((socket) => (socket.accept = () => undefined))
    await bench.start()
    const outcomes = bench.source.subscribe([want('trade', 'BTC/USD')])
    await bench.clock.advanceAsync(3_000)
    expect(bench.network.sockets[0]?.terminated).toBe(true)
    await bench.clock.advanceAsync(5_000)
    expect(bench.network.sockets).toHaveLength(2)
    await bench.source.stop?.(new AbortController().signal)
    expect(await outcomes).toMatchObject([{ ok: false, error: { code: 'FEEDLOOM_SOURCE_STOPPED' } }])
  })

  it('paces the connection attempts of all its connections together', async () => {
    const bench = new SourceBench({ config: { limits: { connectsPerMinute: 2, topicsPerConnection: 1 } } })
    await bench.start(...['BTC/USD', 'ETH/USD', 'SOL/USD'].map((symbol) => want('trade', symbol)).slice(0, 2))
    void bench.source.subscribe([want('trade', 'SOL/USD')])
    await settle()
    expect(bench.network.sockets).toHaveLength(2)
    await bench.clock.advanceAsync(60_000)
    expect(bench.network.sockets.length).toBeGreaterThanOrEqual(3)
  })

  it('fails for good when the venue refuses the key', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    bench.network.socket.receive({ denied: 'this key is not valid' })
    await bench.clock.advanceAsync(1_000_000)
    expect(bench.network.sockets).toHaveLength(1)
    expect(bench.source.connections?.()).toMatchObject([{ state: 'failed', reason: 'this key is not valid' }])
    expect(bench.health).toEqual(['failed: this key is not valid'])
  })
})

describe('silence', () => {
  it('trips the watchdog on a connection that is open and mute', async () => {
    const bench = new SourceBench({ spec: { heartbeat: { silenceMs: 10_000, dataSilenceMs: 0, ping: undefined } } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.take()
    bench.network.socket.receive({ data: 1 })
    bench.network.socket.silence()
    await bench.clock.advanceAsync(12_000)
    expect(bench.take()).toEqual(['frame {"data":1}', 'gap BTC/USD trade silence', 'main#0 reconnecting'])
  })

  it('is not silent while pings come and pongs answer', async () => {
    const bench = new SourceBench({
      spec: { heartbeat: { silenceMs: 10_000, dataSilenceMs: 0, ping: { everyMs: 4_000, text: undefined } } },
    })
    await bench.start(want('trade', 'BTC/USD'))
    await bench.clock.advanceAsync(60_000)
    expect(bench.network.socket.pings).toBe(15)
    expect(bench.network.sockets).toHaveLength(1)
  })

  it('sends its pings as text where the venue wants them so, and answers text pings', async () => {
    const bench = new SourceBench({ spec: { heartbeat: { silenceMs: 0, dataSilenceMs: 0, ping: { everyMs: 4_000, text: '{"ping":1}' } } } })
    await bench.start(want('trade', 'BTC/USD'))
    await bench.clock.advanceAsync(4_000)
    bench.network.socket.receive({ ping: 9 })
    expect(bench.network.socket.sent.slice(-2)).toEqual(['{"ping":1}', '{"pong":9}'])
  })

  it('reopens a connection that answers pings but sends no data, and is patient where that is natural', async () => {
    const heartbeat = { silenceMs: 10_000, ping: { everyMs: 4_000, text: undefined } }
    const bench = new SourceBench({ spec: { heartbeat }, config: { reconnect: { jitter: 0 } } })
    await bench.start(want('trade', 'BTC/USD'))
    const openFor = async (): Promise<number> => {
      while (bench.network.open.length === 0) await bench.clock.advanceAsync(100)
      const from = bench.clock.now()
      while (bench.network.open.length > 0) await bench.clock.advanceAsync(100)
      return bench.clock.now() - from
    }
    expect([await openFor(), await openFor(), await openFor()].map((ms) => Math.round(ms / 1_000))).toEqual([10, 20, 40])
    expect(bench.take().filter((line) => line.startsWith('gap'))).toHaveLength(3)
    // Data right after the subscription, then none: it is stale, and the usual time holds again.
    while (bench.network.open.length === 0) await bench.clock.advanceAsync(100)
    bench.network.socket.receive({ data: 1 })
    await openFor()
    expect(Math.round((await openFor()) / 1_000)).toBe(10)
  })

  it('rests while the engine makes it wait', async () => {
    const bench = new SourceBench({ spec: { heartbeat: { silenceMs: 10_000, dataSilenceMs: 0, ping: undefined } } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.source.pause?.()
    expect(bench.network.socket.paused).toBe(true)
    await bench.clock.advanceAsync(60_000)
    bench.source.resume?.()
    expect(bench.network.socket.paused).toBe(false)
    expect(bench.network.open).toHaveLength(1)
  })
})
