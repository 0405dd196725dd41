import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock, settle } from '../virtual-clock.ts'
import { startSimulatedVenue, type SimulatedVenue, type SimulatedVenueOptions } from './start-venue.ts'
import { TestClient, getJson, waitFor } from './test/client.ts'

const running: SimulatedVenue[] = []
afterEach(async () => {
  for (const venue of running.splice(0)) await venue.stop()
})

interface Started {
  readonly venue: SimulatedVenue
  readonly clock: VirtualClock
  readonly connect: (group?: 'public' | 'market') => Promise<TestClient>
}

async function start(options: SimulatedVenueOptions = {}): Promise<Started> {
  const clock = new VirtualClock()
  const venue = await startSimulatedVenue({ clock, historyMs: 600_000, symbols: ['BTCUSDT'], rate: 200, ...options })
  running.push(venue)
  const name = options.venue === 'binance-usdm' ? 'binance-usdm' : 'binance'
  return { venue, clock, connect: (group = 'public') => TestClient.connect(venue.endpoints[name].ws[group] ?? '') }
}

/** Moves on and gives sockets the time to carry what was written. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  clock.advance(ms)
  for (let i = 0; i < 20; i++) await settle()
}

const stream = 'btcusdt@bookTicker'

describe('requests of clients', () => {
  it('acknowledges, lists and takes back subscriptions', async () => {
    const { connect, clock } = await start()
    const client = await connect()
    expect(await client.ask('SUBSCRIBE', [stream])).toBe('{"result":null,"id":1}')
    expect(await client.ask('LIST_SUBSCRIPTIONS')).toBe(`{"result":["${stream}"],"id":2}`)
    await client.ask('UNSUBSCRIBE', [stream])
    const before = client.texts.length
    await pass(clock, 1_500)
    expect(client.texts.length).toBe(before)
  })

  it('refuses malformed requests with the venue’s codes', async () => {
    const { connect } = await start({ limits: { messagesPerSecond: 50 } })
    const client = await connect()
    expect(await client.ask('SUBSCRIBE', ['nonsense'])).toBe('{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}')
    expect(await client.ask('SUBSCRIBE', 'btcusdt@trade')).toContain('"code":2')
    expect(await client.ask('SHOUT', [])).toContain('"code":2')
    client.send('{oops')
    await client.until((text) => text.includes('"code":3'))
  })

  it('serves raw and combined streams named in the address', async () => {
    const { venue, clock } = await start()
    const raw = await TestClient.connect(`${venue.url.replace('http', 'ws')}/ws/${stream}`)
    const combined = await TestClient.connect(`${venue.url.replace('http', 'ws')}/stream?streams=${stream}/btcusdt@trade`)
    clock.advance(3_000)
    expect(await raw.until((text) => text.startsWith('{'))).toMatch(/^{"u":/)
    expect(await combined.until((text) => text.includes(stream))).toMatch(/^{"stream":"btcusdt@bookTicker","data":{"u":/)
  })

  it('sends times in microseconds on request', async () => {
    const { venue, clock } = await start()
    const client = await TestClient.connect(`${venue.url.replace('http', 'ws')}/stream?streams=btcusdt@trade&timeUnit=MICROSECOND`)
    clock.advance(5_000)
    const text = await client.until((one) => one.includes('@trade'))
    expect(/"T":(\d+),/.exec(text)?.[1]).toHaveLength(16)
  })

  it('accepts a USD-M stream on the wrong address and sends nothing', async () => {
    const { connect, clock } = await start({ venue: 'binance-usdm' })
    const client = await connect('public')
    const market = await connect('market')
    await client.ask('SUBSCRIBE', ['btcusdt@markPrice@1s'])
    await market.ask('SUBSCRIBE', ['btcusdt@markPrice@1s'])
    await pass(clock, 3_000)
    await market.until((text) => text.includes('markPriceUpdate'))
    expect(client.texts).toHaveLength(1)
  })
})

describe('limits', () => {
  it('disconnects a client that talks too much', async () => {
    const { connect } = await start()
    const client = await connect()
    for (let i = 0; i < 6; i++) client.send(`{"method":"LIST_SUBSCRIPTIONS","id":${i}}`)
    expect(await client.ended()).toEqual({ code: 1008, reason: 'Too many requests' })
  })

  it('refuses more streams than a connection may have', async () => {
    const { connect } = await start({ limits: { topicsPerConnection: 2 } })
    const client = await connect()
    expect(await client.ask('SUBSCRIBE', ['btcusdt@trade', 'btcusdt@ticker', stream])).toContain('too many')
  })

  it('refuses connections beyond the rate of attempts', async () => {
    const { connect, clock } = await start({ limits: { connectionsPerFiveMinutes: 2 } })
    await connect()
    await connect()
    await expect(connect()).rejects.toThrow('429')
    clock.advance(301_000)
    await connect()
  })

  it('pings every 20 s and lets go who does not answer', async () => {
    const { venue, clock } = await start()
    const client = await TestClient.connect(venue.endpoints.binance.ws['public'] ?? '', { autoPong: false })
    const patient = await TestClient.connect(venue.endpoints.binance.ws['public'] ?? '')
    for (let i = 0; i < 4; i++) await pass(clock, 20_000)
    expect(await client.ended()).toMatchObject({ code: 1008 })
    expect(patient.pings).toBe(4)
    expect(patient.closed).toBeUndefined()
  })

  it('ends a connection of 24 hours', async () => {
    const { connect, clock } = await start({ limits: { maxConnectionAgeMs: 30_000 } })
    const client = await connect()
    await pass(clock, 30_000)
    expect(await client.ended()).toMatchObject({ code: 1001 })
  })

  it('meters weight, answers 429 with Retry-After, then 418', async () => {
    const { venue, clock } = await start({ limits: { weightPerMinute: 100, requestsUntilBan: 2 } })
    const address = `${venue.endpoints.binance.rest}/depth?symbol=BTCUSDT&limit=1000`
    const first = await fetch(address)
    expect([first.status, first.headers.get('x-mbx-used-weight-1m')]).toEqual([200, '50'])
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await fetch(address)).status)
    expect(statuses).toEqual([200, 429, 429, 418])
    const banned = await fetch(address)
    expect([banned.status, Number(banned.headers.get('retry-after'))]).toEqual([418, 120])
    clock.advance(121_000)
    expect((await fetch(address)).status).toBe(200)
  })

  it('answers errors with the venue’s codes', async () => {
    const { venue } = await start()
    const { rest } = venue.endpoints.binance
    expect(await getJson(`${rest}/depth`)).toMatchObject({ code: -1102 })
    expect(await getJson(`${rest}/depth?symbol=NOPE`)).toMatchObject({ code: -1121 })
    expect(await getJson(`${rest}/klines?symbol=BTCUSDT&interval=7m`)).toMatchObject({ code: -1120 })
    expect((await fetch(`${rest}/openInterest?symbol=BTCUSDT`)).status).toBe(404)
  })
})

describe('faults', () => {
  async function subscribed(options: SimulatedVenueOptions = {}): Promise<Started & { readonly client: TestClient }> {
    const started = await start(options)
    const client = await started.connect()
    await client.ask('SUBSCRIBE', [stream])
    return { ...started, client }
  }

  it('cuts sockets, closes them with a reason, refuses new ones', async () => {
    const { venue, client, connect } = await subscribed()
    venue.faults.killSockets()
    expect(await client.ended()).toMatchObject({ code: 1006 })
    const second = await connect()
    venue.faults.closeWith(1012, 'Service restart')
    expect(await second.ended()).toEqual({ code: 1012, reason: 'Service restart' })
    venue.faults.refuseConnections(1)
    await expect(connect()).rejects.toThrow('hang up')
    await connect()
    expect(venue.oracle.summaries().map(({ end }) => end?.byClient)).toEqual([false, false, undefined])
  })

  it('mutes, and knows what it withheld', async () => {
    const { venue, client, clock } = await subscribed()
    const muted = venue.faults.mute({ symbol: 'btcusdt' })
    await pass(clock, 2_000)
    expect(client.data(stream)).toHaveLength(0)
    const [summary] = venue.oracle.published()
    expect(summary?.withheld).toBe(summary?.count)
    muted[Symbol.dispose]()
    await pass(clock, 2_000)
    expect(client.data(stream).length).toBeGreaterThan(0)
  })

  it('freezes: not even a ping', async () => {
    const { venue, client, clock } = await subscribed()
    venue.faults.freeze()
    await pass(clock, 25_000)
    expect([client.texts.length, client.pings]).toEqual([1, 0])
  })

  it('drops, doubles, swaps and spoils single frames', async () => {
    const { venue, client, clock } = await subscribed()
    venue.faults.duplicateFrames(1)
    venue.faults.reorderFrames(1)
    venue.faults.dropFrames(1)
    venue.faults.corruptFrames(1)
    await pass(clock, 5_000)
    const [summary] = venue.oracle.deliveredTo()
    expect(summary).toMatchObject({ withheld: 1, duplicated: 1, corrupted: 1 })
    await waitFor(() => client.texts.length === 1 + (summary?.count ?? 0) + 2)
    const whole = client.texts.slice(1).filter((text) => text.endsWith('}}'))
    const ids = whole.map((text) => (JSON.parse(text) as { readonly data: { readonly u: number } }).data.u)
    expect(ids[0]).toBe(ids[1])
    const descents = ids.filter((id, i) => id < (ids[i - 1] ?? 0))
    expect([whole.length, descents.length]).toEqual([client.texts.length - 2, 1])
  })

  it('delays, drops and refuses acknowledgements', async () => {
    const { venue, clock, connect } = await start({ limits: { messagesPerSecond: 20 } })
    const client = await connect()
    venue.faults.dropAcks(1)
    client.send('{"method":"LIST_SUBSCRIPTIONS","id":100}')
    await client.ask('LIST_SUBSCRIPTIONS')
    venue.faults.rejectSubscribes(1)
    expect(await client.ask('SUBSCRIBE', [stream])).toContain('error')
    venue.faults.delayAcks(1_000, 1)
    const asked = client.ask('SUBSCRIBE', [stream])
    await pass(clock, 0)
    await pass(clock, 900)
    expect(client.texts.filter((text) => text.startsWith('{"result"'))).toHaveLength(1)
    await pass(clock, 200)
    expect(await asked).toBe('{"result":null,"id":3}')
    expect(client.texts.some((text) => text.includes('"id":100'))).toBe(false)
  })

  it('delivers late when slow', async () => {
    const { venue, client, clock } = await subscribed()
    venue.faults.slow(10_000)
    await pass(clock, 5_000)
    expect(client.data(stream)).toHaveLength(0)
    await pass(clock, 6_000)
    expect(client.data(stream).length).toBeGreaterThan(0)
  })

  it('answers HTTP with a scripted status', async () => {
    const { venue } = await start()
    venue.faults.answer429(1, 7, '/depth')
    const time = await fetch(`${venue.endpoints.binance.rest}/time`)
    const depth = await fetch(`${venue.endpoints.binance.rest}/depth?symbol=BTCUSDT`)
    expect([time.status, depth.status, depth.headers.get('retry-after')]).toEqual([200, 429, '7'])
    venue.faults.answerHttp(503)
    expect((await fetch(`${venue.endpoints.binance.rest}/time`)).status).toBe(503)
    expect(venue.requests.map(({ status }) => status)).toEqual([200, 429, 503])
  })

  it('follows a script by time and by count of frames', async () => {
    const { client, clock, connect } = await subscribed({
      faults: [
        { when: { afterFrames: 20 }, action: { type: 'close', code: 4000, reason: 'twenty' } },
        { when: { afterMs: 60_000 }, action: { type: 'kill-sockets' } },
      ],
    })
    await pass(clock, 10_000)
    expect(await client.ended()).toEqual({ code: 4000, reason: 'twenty' })
    expect(client.data(stream).length).toBe(20)
    const second = await connect()
    await pass(clock, 50_000)
    expect(await second.ended()).toMatchObject({ code: 1006 })
  })

  it('draws random times from the seed', async () => {
    const ends = async (seed: number): Promise<readonly (number | undefined)[]> => {
      const script = [{ when: { everyMs: [1_000, 20_000] }, action: { type: 'kill-sockets' } }] as const
      const { venue, clock, connect } = await start({ seed, faults: script })
      for (let i = 0; i < 3; i++) {
        const client = await connect()
        while (client.closed === undefined) await pass(clock, 500)
      }
      return venue.oracle.summaries().map(({ end }) => end?.at)
    }
    const first = await ends(3)
    expect(await ends(3)).toEqual(first)
    expect(await ends(4)).not.toEqual(first)
  })
})
