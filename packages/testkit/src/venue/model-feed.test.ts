import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock, settle } from '../virtual-clock.ts'
import { startSimulatedVenue, type SimulatedVenue, type SimulatedVenueOptions } from './start-venue.ts'
import { FollowedBook, TestClient, getJson, waitFor, type DiffMessage } from './test/client.ts'

const running: SimulatedVenue[] = []
afterEach(async () => {
  for (const venue of running.splice(0)) await venue.stop()
})

interface Started {
  readonly venue: SimulatedVenue
  readonly clock: VirtualClock
}

async function start(options: SimulatedVenueOptions = {}): Promise<Started> {
  const clock = new VirtualClock()
  const venue = await startSimulatedVenue({ clock, historyMs: 7_200_000, symbols: ['BTCUSDT', 'ETHUSDT'], rate: 1_000, ...options })
  running.push(venue)
  return { venue, clock }
}

/** Runs the market and waits until the client has what was sent to it. */
async function run({ venue, clock }: Started, clients: readonly TestClient[], ms: number): Promise<void> {
  const sent = (): number => venue.oracle.deliveredTo().reduce((sum, stream) => sum + stream.count, 0)
  const got = (): number => clients.reduce((sum, { texts }) => sum + texts.filter((text) => text.startsWith('{"stream"')).length, 0)
  // In pieces, or nobody could answer the venue's pings.
  for (let left = ms; left > 0; left -= 15_000) {
    clock.advance(Math.min(left, 15_000))
    await waitFor(() => got() >= sent())
  }
}

interface TradeMessage {
  readonly t: number
  readonly p: string
  readonly q: string
  readonly T: number
  readonly m: boolean
}

const cases = [
  { venue: 'binance', group: 'public', other: 'public', snapshot: 'depth?symbol=BTCUSDT&limit=5000', speed: '100ms' },
  { venue: 'binance-usdm', group: 'public', other: 'market', snapshot: 'depth?symbol=BTCUSDT&limit=1000', speed: '500ms' },
] as const

describe.each(cases)('market model of $venue', ({ venue: name, group, other, snapshot, speed }) => {
  it('sends diffs that continue a snapshot to the venue’s own book', async () => {
    const started = await start({ venue: name })
    const { ws, rest } = started.venue.endpoints[name]
    const client = await TestClient.connect(ws[group] ?? '')
    await client.ask('SUBSCRIBE', [`btcusdt@depth@${speed}`])
    await run(started, [client], 2_030)
    const book = new FollowedBook(await getJson(`${rest}/${snapshot}`), name === 'binance-usdm')
    await run(started, [client], 20_970)
    for (const diff of client.data<DiffMessage>(`btcusdt@depth@${speed}`)) book.follow(diff)
    const own = started.venue.oracle.book(name, 'BTCUSDT')
    expect(book.gaps).toBe(0)
    expect(book.applied).toBeGreaterThan(30)
    expect(book.lastUpdateId).toBe(own?.lastUpdateId)
    expect(book.sorted()).toEqual({ bids: own?.bids, asks: own?.asks })
    expect(Number(own?.bids[0]?.[0])).toBeLessThan(Number(own?.asks[0]?.[0]))
  })

  it('closes candles that agree with the trades, and serves the same over REST', async () => {
    const started = await start({ venue: name })
    const { ws, rest } = started.venue.endpoints[name]
    const client = await TestClient.connect(ws[group] ?? '')
    const market = other === group ? client : await TestClient.connect(ws[other] ?? '')
    await client.ask('SUBSCRIBE', ['btcusdt@trade'])
    await market.ask('SUBSCRIBE', ['btcusdt@kline_1m', 'btcusdt@aggTrade'])
    await run(started, market === client ? [client] : [client, market], 125_000)
    const closed = market.data<Kline>('btcusdt@kline_1m').filter(({ k }) => k.x)
    const { k } = closed[1] as Kline
    const trades = client.data<TradeMessage>('btcusdt@trade').filter(({ T }) => T >= k.t && T <= k.T)
    expect(k.T - k.t).toBe(59_999)
    expect([k.n, k.f, k.L]).toEqual([trades.length, trades[0]?.t, trades.at(-1)?.t])
    expect([k.o, k.c]).toEqual([trades[0]?.p, trades.at(-1)?.p])
    expect(Number(k.h)).toBe(Math.max(...trades.map(({ p }) => Number(p))))
    expect(Number(k.l)).toBe(Math.min(...trades.map(({ p }) => Number(p))))
    expect(Number(k.v)).toBeCloseTo(
      trades.reduce((sum, { q }) => sum + Number(q), 0),
      8,
    )
    expect(Number(k.V)).toBeCloseTo(
      trades.reduce((sum, { q, m }) => sum + (m ? 0 : Number(q)), 0),
      8,
    )
    const [row] = await getJson<unknown[][]>(`${rest}/klines?symbol=BTCUSDT&interval=1m&startTime=${k.t}&limit=1`)
    expect(row).toEqual([k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V, k.Q, '0'])
  })

  it('numbers trades densely and covers them by aggregates of one price', async () => {
    const started = await start({ venue: name })
    const { ws, rest } = started.venue.endpoints[name]
    const client = await TestClient.connect(ws[group] ?? '')
    await client.ask('SUBSCRIBE', ['btcusdt@trade'])
    await run(started, [client], 10_000)
    const trades = client.data<TradeMessage>('btcusdt@trade')
    expect(trades.length).toBeGreaterThan(100)
    trades.forEach((trade, i) => expect(trade.t).toBe((trades[0]?.t ?? 0) + i))
    const aggregates = await getJson<readonly { f: number; l: number; p: string; q: string; a: number }[]>(
      `${rest}/aggTrades?symbol=BTCUSDT&startTime=${started.venue.model?.startTime}&limit=1000`,
    )
    expect(aggregates[0]?.f).toBe(trades[0]?.t)
    for (const aggregate of aggregates) {
      const parts = trades.filter(({ t }) => t >= aggregate.f && t <= aggregate.l)
      if (parts.length !== aggregate.l - aggregate.f + 1) continue
      expect(new Set(parts.map(({ p }) => p))).toEqual(new Set([aggregate.p]))
      expect(parts.reduce((sum, { q }) => sum + Number(q), 0)).toBeCloseTo(Number(aggregate.q), 8)
    }
  })

  it('counts exactly what it sent up to a graceful close', async () => {
    const started = await start({ venue: name })
    const client = await TestClient.connect(started.venue.endpoints[name].ws[group] ?? '')
    await client.ask('SUBSCRIBE', ['btcusdt@trade', 'ethusdt@bookTicker'])
    started.clock.advance(5_000)
    await client.close()
    started.clock.advance(1_000)
    const trades = client.data<TradeMessage>('btcusdt@trade')
    const [connection] = started.venue.oracle.summaries()
    const stream = connection?.streams.find(({ kind }) => kind === 'trade')
    expect(connection?.end).toMatchObject({ byClient: true, code: 1000 })
    expect(stream).toMatchObject({ count: trades.length, firstId: trades[0]?.t, lastId: trades.at(-1)?.t })
    expect(Number(stream?.size)).toBeCloseTo(
      trades.reduce((sum, { q }) => sum + Number(q), 0),
      8,
    )
    expect(connection?.streams.find(({ kind }) => kind === 'bookTicker')?.count).toBe(client.data('ethusdt@bookTicker').length)
  })
})

describe('a paused venue', () => {
  it('has been read to the last frame by every client, and goes on without a hole', async () => {
    const { venue, clock } = await start({ rate: 5_000 })
    const client = await TestClient.connect(venue.endpoints.binance.ws['public'] ?? '')
    await client.ask('SUBSCRIBE', ['btcusdt@trade', 'btcusdt@bookTicker'])
    clock.advance(10_000)
    venue.pause()
    await venue.settled()
    const before = client.texts.length - 1
    expect(venue.oracle.deliveredTo().reduce((sum, { count }) => sum + count, 0)).toBe(before)
    clock.advance(10_000)
    await fetch(`${venue.url}/sim/resume`, { method: 'POST' })
    clock.advance(5_000)
    await fetch(`${venue.url}/sim/pause`, { method: 'POST' })
    const { published } = await getJson<{ readonly published: readonly { readonly count: number }[] }>(`${venue.url}/sim/oracle`)
    expect(client.texts.length - 1).toBe(published.reduce((sum, { count }) => sum + count, 0))
    const ids = client.data<TradeMessage>('btcusdt@trade').map(({ t }) => t)
    expect(ids.at(-1)).toBe((ids[0] ?? 0) + ids.length - 1)
    expect(client.texts.length - 1).toBeGreaterThan(before)
  })
})

interface Kline {
  readonly k: Readonly<Record<'o' | 'c' | 'h' | 'l' | 'v' | 'q' | 'V' | 'Q', string>> &
    Readonly<Record<'t' | 'T' | 'f' | 'L' | 'n', number>> & { readonly x: boolean }
}

async function traffic(seed: number): Promise<readonly string[]> {
  const started = await start({ venue: 'both', seed })
  const { venue, clock } = started
  const spot = await TestClient.connect(venue.endpoints.binance.ws['public'] ?? '')
  const market = await TestClient.connect(venue.endpoints['binance-usdm'].ws['market'] ?? '')
  await spot.ask('SUBSCRIBE', [
    'btcusdt@trade',
    'btcusdt@depth@100ms',
    'btcusdt@bookTicker',
    'ethusdt@ticker',
    'ethusdt@depth5@100ms',
    'btcusdt@kline_1s',
  ])
  await market.ask('SUBSCRIBE', ['btcusdt@aggTrade', '!markPrice@arr@1s', '!ticker@arr', 'btcusdt@forceOrder', 'btcusdt@kline_5m'])
  for (let i = 0; i < 20; i++) {
    clock.advance(1_000)
    await settle()
  }
  await spot.close()
  await market.close()
  return [...spot.texts, ...market.texts]
}

describe('market model', () => {
  it('sends the same bytes for the same seed and others for another', async () => {
    const first = await traffic(7)
    expect(first.length).toBeGreaterThan(2_000)
    expect(await traffic(7)).toEqual(first)
    expect(await traffic(8)).not.toEqual(first)
  })

  it('moves the prices of its symbols together', async () => {
    const { venue } = await start({ symbols: ['BTCUSDT', 'ETHUSDT'], historyMs: 86_400_000 })
    const closes = await Promise.all(
      ['BTCUSDT', 'ETHUSDT'].map(async (symbol) => {
        const rows = await getJson<string[][]>(`${venue.endpoints.binance.rest}/klines?symbol=${symbol}&interval=15m&limit=96`)
        return rows.map((row) => Math.log(Number(row[4])))
      }),
    )
    const [a = [], b = []] = closes.map((series) => series.slice(1).map((x, i) => x - (series[i] ?? 0)))
    expect(a.length).toBeGreaterThan(80)
    expect(correlation(a, b)).toBeGreaterThan(0.3)
  })
})

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length
  const [ma, mb] = [mean(a), mean(b)]
  const cov = a.reduce((sum, x, i) => sum + (x - ma) * ((b[i] ?? 0) - mb), 0)
  const spread = (xs: readonly number[], m: number): number => Math.sqrt(xs.reduce((sum, x) => sum + (x - m) ** 2, 0))
  return cov / (spread(a, ma) * spread(b, mb))
}
