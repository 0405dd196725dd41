import type { HttpReply, SocketHandlers } from '@feedloom/core'
import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { createMemoryVenue, type MemoryVenue, type MemoryVenueOptions } from './memory-venue.ts'
import { simulatedNetwork } from './simulated-network.ts'

interface Client {
  readonly log: string[]
  readonly ids: number[]
  readonly arrivals: number[]
  readonly socket: ReturnType<ReturnType<typeof simulatedNetwork>['connect']>
}

let venue: MemoryVenue
let clock: VirtualClock

async function start(options: MemoryVenueOptions = {}): Promise<void> {
  clock = new VirtualClock()
  venue = await createMemoryVenue({ clock, historyMs: 60_000, symbols: ['BTCUSDT'], rate: 300, ...options })
}

afterEach(() => venue.stop())

function join(seed = 1, streams = 'btcusdt@bookTicker'): Client {
  const network = simulatedNetwork(venue, { clock, random: seededRandom(seed) })
  const client = { log: [] as string[], ids: [] as number[], arrivals: [] as number[] }
  const handlers: SocketHandlers = {
    open: () => client.log.push('open'),
    message: (payload) => {
      const { data } = JSON.parse(Buffer.from(payload).toString()) as { data: { u: number } }
      client.ids.push(data.u)
      client.arrivals.push(clock.monotonic())
    },
    pong: () => client.log.push('pong'),
    close: (code, reason) => client.log.push(`close ${code} ${reason}`.trim()),
    error: (error) => client.log.push(`error ${error.message}`),
  }
  return { ...client, socket: network.connect(`ws://venue.invalid/stream?streams=${streams}`, handlers) }
}

function fetched(path: string, timeoutMs?: number): Promise<HttpReply | Error> {
  const network = simulatedNetwork(venue, { clock, random: seededRandom(7) })
  const asked = { url: `${venue.endpoints.binance.rest}${path}`, method: 'GET' as const, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  return network.fetch(asked).catch((error: Error) => error)
}

describe('a simulated connection', () => {
  it('delivers late, at different distances, and in order', async () => {
    await start()
    const client = join()
    await clock.advanceAsync(5_000)
    expect(client.log).toEqual(['open'])
    expect(client.ids.length).toBeGreaterThan(100)
    expect(client.ids).toEqual(client.ids.toSorted((a, b) => a - b))
    const gaps = new Set(client.arrivals.slice(1).map((at, i) => (at - (client.arrivals[i] as number)) % 10))
    expect(gaps.size).toBeGreaterThan(3)
  })

  it('is the same for the same seed, and another for another', async () => {
    const arrivals = async (seed: number): Promise<readonly number[]> => {
      await start()
      const client = join(seed)
      await clock.advanceAsync(2_000)
      return client.arrivals
    }
    const first = await arrivals(5)
    expect(await arrivals(5)).toEqual(first)
    expect(await arrivals(6)).not.toEqual(first)
  })

  it('breaks in the middle of what is under way', async () => {
    await start()
    const client = join()
    await clock.advanceAsync(1_000)
    venue.faults.killSockets()
    await clock.advanceAsync(1_000)
    expect(client.log).toEqual(['open', 'close 1006'])
    const sent = venue.oracle.connections[0]?.log.get('btcusdt@bookTicker')?.lastId ?? 0
    expect(client.ids.at(-1)).toBeLessThanOrEqual(sent)
  })

  it('half open, says nothing to either side until one of them gives up', async () => {
    await start()
    const client = join()
    await clock.advanceAsync(1_000)
    venue.faults.halfOpen()
    const before = client.ids.length
    client.socket.ping()
    await clock.advanceAsync(30_000)
    expect([client.log, client.ids.length]).toEqual([['open'], before])
    client.socket.terminate()
    await clock.advanceAsync(1_000)
    expect(client.log).toEqual(['open', 'close 1006'])
    expect(venue.oracle.connections[0]?.end).toBeUndefined()
    await clock.advanceAsync(60_000)
    expect(venue.oracle.connections[0]?.end).toMatchObject({ byClient: false })
  })

  it('closes with the code and reason of whoever closes', async () => {
    await start()
    const [client, other] = [join(1), join(2)]
    await clock.advanceAsync(1_000)
    venue.faults.closeWith(1001, 'going away', { id: 1 })
    other.socket.close(1000, 'done')
    await clock.advanceAsync(1_000)
    expect(new Set([client.log.at(-1), other.log.at(-1)])).toEqual(new Set(['close 1000 done', 'close 1001 going away']))
    const ends = venue.oracle.connections.map(({ end }) => `${end?.code} ${end?.byClient}`)
    expect(new Set(ends)).toEqual(new Set(['1000 true', '1001 false']))
  })

  it('is refused while the venue is down, and ids go on after it', async () => {
    await start()
    const client = join()
    await clock.advanceAsync(1_000)
    venue.faults.restart(5_000)
    await clock.advanceAsync(1_000)
    const refused = join(2)
    const reply = fetched('/ping')
    await clock.advanceAsync(1_000)
    expect(refused.log[0]).toContain('connection refused')
    expect(await reply).toMatchObject({ code: 'FEEDLOOM_NETWORK_UNREACHABLE' })
    await clock.advanceAsync(5_000)
    const late = join(3)
    await clock.advanceAsync(1_000)
    expect(late.ids[0]).toBeGreaterThan(client.ids.at(-1) ?? 0)
  })

  it('holds what arrives while the client does not read', async () => {
    await start()
    const client = join()
    await clock.advanceAsync(1_000)
    client.socket.pause()
    const before = client.ids.length
    await clock.advanceAsync(2_000)
    expect(client.ids.length).toBe(before)
    expect(venue.oracle.connections[0]?.backlog).toBeGreaterThan(0)
    client.socket.resume()
    expect(client.ids.length).toBeGreaterThan(before)
  })
})

describe('a simulated request', () => {
  it('is answered as over HTTP, after a while', async () => {
    await start()
    const reply = fetched('/depth?symbol=BTCUSDT&limit=5')
    const begin = clock.monotonic()
    await clock.advanceAsync(1_000)
    const { status, headers, body } = (await reply) as HttpReply
    expect([status, headers['x-mbx-used-weight']]).toEqual([200, '5'])
    expect((JSON.parse(Buffer.from(body).toString()) as { bids: unknown[] }).bids).toHaveLength(5)
    expect(clock.monotonic()).toBeGreaterThan(begin)
  })

  it('gets no answer when the venue is silent, and ends with its time-out', async () => {
    await start()
    venue.faults.answerHttp('silence')
    const reply = fetched('/ping', 3_000)
    await clock.advanceAsync(3_001)
    expect(await reply).toMatchObject({ code: 'FEEDLOOM_NETWORK_UNREACHABLE', message: expect.stringContaining('no reply within 3000 ms') })
    expect(venue.requests.at(-1)).toMatchObject({ path: '/ping', status: 0 })
  })

  it('gets a book of the past when the venue has old ones', async () => {
    await start()
    const idOf = async (): Promise<number> => {
      const reply = fetched('/depth?symbol=BTCUSDT')
      await clock.advanceAsync(1_000)
      return (JSON.parse(Buffer.from(((await reply) as HttpReply).body).toString()) as { lastUpdateId: number }).lastUpdateId
    }
    await clock.advanceAsync(1_000)
    const then = venue.model?.market('binance', 'BTCUSDT')?.updateId
    venue.faults.oldSnapshots(1)
    await clock.advanceAsync(5_000)
    expect(await idOf()).toBe(then)
    expect(await idOf()).toBeGreaterThan(then ?? 0)
  })
})

describe('frames that come to harm', () => {
  it('are renamed, retyped, garbled, delayed and told to who asks', async () => {
    await start()
    const struck: string[] = []
    venue.faults.onStruck(({ fault, channel }) => struck.push(`${fault} ${channel.topic.kind}`))
    const texts: string[] = []
    const network = simulatedNetwork(venue, { clock, random: seededRandom(1) })
    const ignore = (): void => undefined
    network.connect('ws://venue.invalid/stream?streams=btcusdt@trade', {
      open: ignore,
      close: ignore,
      error: ignore,
      message: (payload) => texts.push(Buffer.from(payload).toString()),
    })
    await clock.advanceAsync(1_000)
    for (const damage of ['garbage', 'rename', 'retype'] as const) venue.faults.corruptFrames(1, 'all', damage)
    venue.faults.delayFrames(2_000)
    await clock.advanceAsync(5_000)
    expect(struck).toEqual(['garbage trade', 'rename trade', 'retype trade', 'delay trade'])
    const isHarmed = (text: string): boolean => text.startsWith('<html>') || text.includes('"pp":') || text.includes('"t":{"value":')
    expect(texts.filter(isHarmed)).toHaveLength(3)
    const ids = texts.filter((text) => !isHarmed(text)).map((text) => Number(/"t":(\d+)/.exec(text)?.[1]))
    expect(ids.filter((id, i) => i > 0 && id < (ids[i - 1] as number))).toHaveLength(1)
  })
})
