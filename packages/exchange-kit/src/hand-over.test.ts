import { array, assert, nat, property } from 'fast-check'
import { testSubscription as want } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { HandOver } from './hand-over.ts'
import { SourceBench } from './test/source-bench.ts'

const day = 24 * 3_600_000

describe('a planned reconnect', () => {
  it('comes before the age limit, loses nothing and doubles nothing', async () => {
    const bench = new SourceBench({
      spec: { heartbeat: { silenceMs: 0, dataSilenceMs: 0, ping: undefined } },
      config: { limits: { maxConnectionAge: '1d' } },
    })
    await bench.start(want('trade', 'BTC/USD'))
    const old = bench.network.socket
    old.receive({ data: 1 })
    while (bench.network.sockets.length === 1) await bench.clock.advanceAsync((bench.clock.nextAt ?? 0) - bench.clock.now())
    const next = bench.network.socket
    expect(bench.clock.monotonic()).toBeLessThan(day)
    expect(old.state).toBe('open')
    // The old one is ahead at first, then the new one is.
    for (const data of [2, 3]) old.receive({ data })
    for (const data of [3, 4, 5]) next.receive({ data })
    old.receive({ data: 4 })
    await bench.clock.advanceAsync(2_000)
    expect(old.closedByClient).toMatchObject({ code: 1000 })
    old.receive({ data: 5 })
    for (const data of [6, 7]) next.receive({ data })
    expect(bench.frames.map(({ payload }) => (JSON.parse(String(payload)) as { data: number }).data)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(new Set(bench.frames.map(({ connection, epoch }) => `${connection}/${epoch}`))).toEqual(new Set(['main#0/0']))
    expect(bench.take().filter((line) => line.startsWith('gap'))).toEqual([])
    expect(bench.source.connections?.()).toMatchObject([{ state: 'connected', reconnects: 1, topics: 1 }])
  })

  it('also drops what the slower new connection repeats after the switch', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    const old = bench.network.socket
    old.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(0)
    for (const data of [1, 2]) old.receive({ data })
    await bench.clock.advanceAsync(2_000)
    for (const data of [1, 2, 3]) bench.network.socket.receive({ data })
    expect(bench.take().filter((line) => line.startsWith('frame'))).toEqual(['frame {"data":1}', 'frame {"data":2}', 'frame {"data":3}'])
  })

  it('switches at once when the old connection closes after the new one is ready', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    const old = bench.network.socket
    old.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(0)
    bench.network.socket.receive({ data: 1 })
    bench.take()
    old.closeByServer(1001)
    expect(bench.take()).toEqual(['frame {"data":1}', 'main#0 connected'])
  })

  it('leaves a gap when the old connection closes before the new one is ready', async () => {
    const bench = new SourceBench()
    await bench.start(want('trade', 'BTC/USD'))
    const old = bench.network.socket
    old.receive({ bye: 'shutting down' })
    bench.take()
    old.closeByServer(1001)
    await bench.clock.advanceAsync(0)
    bench.network.socket.receive({ data: 1 })
    expect(bench.take()).toEqual(['gap BTC/USD trade disconnect', 'main#0 reconnecting', 'main#0 connected', 'frame {"data":1}'])
    expect(bench.network.sockets).toHaveLength(2)
    expect(bench.source.connections?.()).toMatchObject([{ state: 'connected', topics: 1 }])
  })

  it('keeps the old connection when the new one cannot be had, and tries again', async () => {
    const bench = new SourceBench({ config: { reconnect: { jitter: 0 } } })
    await bench.start(want('trade', 'BTC/USD'))
    const old = bench.network.socket
    bench.network.refuse(1)
    old.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(0)
    old.receive({ data: 1 })
    expect(bench.take().at(-1)).toBe('frame {"data":1}')
    await bench.clock.advanceAsync(5_000 + 2_000)
    expect(bench.network.sockets).toHaveLength(3)
    expect(old.state).toBe('closed')
  })

  it('does not wait for a topic that is no longer wanted', async () => {
    const bench = new SourceBench({ config: { limits: { topicsPerMessage: 1 } } })
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'))
    const old = bench.network.socket
    // The venue does not answer for ETH any more.
    bench.network.onConnect((socket) => {
      const receive = socket.receive.bind(socket)
      let asked = 0
      socket.receive = (message) => (++asked === 2 ? undefined : receive(message))
    })
    old.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(5_000)
    expect(old.state).toBe('open')
    const done = bench.source.unsubscribe([want('trade', 'ETH/USD')])
    await bench.clock.advanceAsync(2_000)
    await done
    expect(old.state).toBe('closed')
    expect(bench.take().filter((line) => line.startsWith('gap'))).toEqual([])
    expect(bench.source.connections?.()).toMatchObject([{ state: 'connected', topics: 1 }])
  })

  it('passes on that the venue refuses a topic on the new connection', async () => {
    const bench = new SourceBench({ answers: false })
    let refusing = false
    bench.network.onConnect((socket) => {
      socket.onSent((message) => {
        const { id, subscribe } = JSON.parse(String(message)) as { id: number; subscribe: string[] }
        queueMicrotask(() => socket.receive(refusing && subscribe.includes('trade:ETHUSD') ? { no: id } : { ok: id }))
      })
    })
    await bench.start(want('trade', 'BTC/USD'), want('trade', 'ETH/USD'))
    refusing = true
    bench.network.socket.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(2_000)
    expect(bench.take().filter((line) => line.startsWith('gap'))).toEqual(['gap ETH/USD trade disconnect'])
    expect(bench.health).toEqual(['degraded: no such topic'])
    expect(bench.source.connections?.()).toMatchObject([{ state: 'connected', topics: 1 }])
  })

  it('begins a new epoch where messages differ between connections', async () => {
    const bench = new SourceBench({ spec: { handOver: 'fresh' } })
    await bench.start(want('trade', 'BTC/USD'))
    bench.network.socket.receive({ bye: 'shutting down' })
    await bench.clock.advanceAsync(0)
    bench.network.socket.receive({ data: 'snapshot' })
    expect(bench.frames.at(-1)).toMatchObject({ connection: 'main#0', epoch: 1 })
  })
})

describe('HandOver', () => {
  it('delivers every message once, however far the sockets are apart and whenever the switch comes', () => {
    const stream = array(nat(3), { minLength: 1, maxLength: 30 })
    assert(
      property(stream, nat(30), nat(30), nat(30), (values, startSeed, oldSeed, newSeed) => {
        // Numbered, with repeats of the same number now and then: the venue's own repeats must survive.
        const messages = values.map((value, i) => Buffer.from(`${Math.floor(i / 2)}:${value}`))
        const start = startSeed % (messages.length + 1)
        const oldAt = Math.max(start, oldSeed % (messages.length + 1))
        const newAt = Math.max(start, newSeed % (messages.length + 1))
        const handOver = new HandOver()
        const out: string[] = messages.slice(0, start).map(String)
        for (const message of messages.slice(start, oldAt)) {
          handOver.old(message)
          out.push(String(message))
        }
        for (const message of messages.slice(start, newAt)) handOver.hold(message, 0)
        handOver.release((message) => out.push(String(message)), false)
        for (const message of messages.slice(newAt)) if (!handOver.repeats(message)) out.push(String(message))
        expect(out).toEqual(messages.map(String))
      }),
    )
  })
})
