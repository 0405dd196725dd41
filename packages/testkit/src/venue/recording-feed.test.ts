import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { sharedPath } from '../shared-path.ts'
import type { StreamSummary } from './oracle.ts'
import { startSimulatedVenue, type SimulatedVenue, type SimulatedVenueOptions } from './start-venue.ts'
import { FollowedBook, TestClient, waitFor, type DiffMessage } from './test/client.ts'

const running: SimulatedVenue[] = []
afterEach(async () => {
  for (const venue of running.splice(0)) await venue.stop()
})

interface Expected {
  readonly frames: number
  readonly trades: readonly {
    readonly symbol: string
    readonly type: string
    readonly count: number
    readonly sumQty: string
    readonly sumQuote: string
  }[]
  readonly books: readonly {
    readonly symbol: string
    readonly finalUpdateId: number
    readonly applied: number
    readonly fullBookSha256: string
  }[]
}

const sets = [
  { venue: 'binance', folder: 'binance-spot', set: 'btcusdt-20240808', symbols: ['BTCUSDT'], depth: '@depth@100ms', trades: '@trade' },
  {
    venue: 'binance',
    folder: 'binance-spot',
    set: 'multi-20211011',
    symbols: ['NKNUSDT', 'BLZETH', 'LRCBTC', 'RUNEEUR'],
    depth: '@depth@100ms',
    trades: '@aggTrade',
  },
  { venue: 'binance-usdm', folder: 'binance-usdm', set: 'btcusdt-20240808', symbols: ['BTCUSDT'], depth: '@depth@100ms', trades: '@trade' },
  {
    venue: 'binance-usdm',
    folder: 'binance-usdm',
    set: 'multi-20210722',
    symbols: ['SUSHIUSDT', 'AKROUSDT', 'KEEPUSDT', 'CTKUSDT'],
    depth: '@depth@100ms',
    trades: '@aggTrade',
  },
] as const

const shared = (folder: string, file: string): string => sharedPath('fixtures', folder, file) ?? ''

function expectedOf(folder: string, set: string): Expected {
  const all = JSON.parse(readFileSync(shared(folder, 'expected.json'), 'utf8')) as { readonly sets: Readonly<Record<string, Expected>> }
  return all.sets[set] as Expected
}

async function serve(options: SimulatedVenueOptions): Promise<SimulatedVenue> {
  const venue = await startSimulatedVenue({ speed: 'max', holdMs: 8_000, ...options })
  running.push(venue)
  return venue
}

/** Does what the venue's documentation asks for: diffs first, then the snapshot, then the diffs that follow it. */
async function followBooks(
  venue: SimulatedVenue,
  name: 'binance' | 'binance-usdm',
  client: TestClient,
  symbols: readonly string[],
  depth: string,
): Promise<Map<string, FollowedBook>> {
  const books = new Map<string, FollowedBook>()
  await Promise.all(
    symbols.map(async (symbol) => {
      const stream = `${symbol.toLowerCase()}${depth}`
      await client.until((text) => text.startsWith(`{"stream":"${stream}"`))
      const reply = await fetch(`${venue.endpoints[name].rest}/depth?symbol=${symbol}&limit=1000`)
      books.set(symbol, new FollowedBook((await reply.json()) as ConstructorParameters<typeof FollowedBook>[0], name === 'binance-usdm'))
    }),
  )
  await venue.ended
  await waitFor(
    () => client.texts.filter((text) => text.startsWith('{"stream"')).length >= delivered(venue).reduce((sum, { count }) => sum + count, 0),
  )
  for (const [symbol, book] of books) for (const diff of client.data<DiffMessage>(`${symbol.toLowerCase()}${depth}`)) book.follow(diff)
  return books
}

const delivered = (venue: SimulatedVenue): readonly StreamSummary[] => venue.oracle.deliveredTo((connection) => connection.id === 1)

const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

function hashOf(book: FollowedBook): string {
  const { bids, asks } = book.sorted()
  const lines = [...bids.map(([p, q]) => `b ${plain(p)} ${plain(q)}\n`), ...asks.map(([p, q]) => `a ${plain(p)} ${plain(q)}\n`)]
  return createHash('sha256').update(lines.join('')).digest('hex')
}

describe.skipIf(sharedPath('fixtures') === undefined)('recordings', () => {
  it.each(sets)('serves $folder/$set so that books end as recorded', async ({ venue: name, folder, set, symbols, depth, trades }) => {
    const venue = await serve({ recording: [shared(folder, `${set}.ws.jsonl.gz`), shared(folder, `${set}.rest-depth.jsonl.gz`)] })
    const expected = expectedOf(folder, set)
    const client = await TestClient.connect(venue.endpoints[name].ws['public'] ?? '')
    const market = await TestClient.connect(venue.endpoints[name].ws[name === 'binance' ? 'public' : 'market'] ?? '')
    await market.ask(
      'SUBSCRIBE',
      symbols.flatMap((symbol) => [`${symbol.toLowerCase()}@kline_1m`, `${symbol.toLowerCase()}@aggTrade`]),
    )
    await client.ask(
      'SUBSCRIBE',
      symbols.flatMap((symbol) => [depth, '@bookTicker', '@trade'].map((stream) => symbol.toLowerCase() + stream)),
    )
    const books = await followBooks(venue, name, client, symbols, depth)
    for (const book of expected.books) {
      const own = books.get(book.symbol) as FollowedBook
      expect([own.gaps, own.lastUpdateId, own.applied]).toEqual([0, book.finalUpdateId, book.applied])
      expect(hashOf(own)).toBe(book.fullBookSha256)
      expect(venue.oracle.book(name, book.symbol)?.lastUpdateId).toBe(book.finalUpdateId)
    }
    const published = venue.oracle.published()
    for (const one of expected.trades) {
      const found = published.find(({ stream }) => stream === one.symbol.toLowerCase() + trades)
      expect([found?.count, found?.size, found?.quote]).toEqual([one.count, plain(one.sumQty), plain(one.sumQuote)])
    }
    expect(published.reduce((sum, { count }) => sum + count, 0)).toBe(expected.frames)
  })

  it.each(['binance-spot', 'binance-usdm'] as const)(
    'leaves out a line and serves the second snapshot in its place (%s)',
    async (folder) => {
      const name = folder === 'binance-spot' ? 'binance' : 'binance-usdm'
      const fault = JSON.parse(readFileSync(shared(folder, 'btcusdt-20240808.fault.json'), 'utf8')) as {
        readonly dropLine: number
        readonly resyncSnapshotLastUpdateId: number
        readonly firstEventAfterGap: { readonly U: number }
      }
      const files = ['ws', 'rest-depth', 'fault-resync.rest-depth'].map((part) => shared(folder, `btcusdt-20240808.${part}.jsonl.gz`))
      const venue = await serve({ recording: files, dropLines: [fault.dropLine] })
      const client = await TestClient.connect(venue.endpoints[name].ws['public'] ?? '')
      await client.ask('SUBSCRIBE', ['btcusdt@depth@100ms', 'btcusdt@trade', 'btcusdt@bookTicker'])
      const address = `${venue.endpoints[name].rest}/depth?symbol=BTCUSDT&limit=1000`
      await client.until((text) => text.includes('@depth'))
      await fetch(address)
      await client.until((text) => text.includes(`"U":${fault.firstEventAfterGap.U},`))
      const second = (await (await fetch(address)).json()) as { readonly lastUpdateId: number }
      await venue.ended
      expect(second.lastUpdateId).toBe(fault.resyncSnapshotLastUpdateId)
      expect(venue.oracle.published().find(({ kind }) => kind === 'depth')?.withheld).toBe(1)
    },
  )

  it('infers definitions that were not recorded', async () => {
    const venue = await serve({ recording: ['ws', 'rest-depth'].map((part) => shared('binance-usdm', `multi-20210722.${part}.jsonl.gz`)) })
    const info = (await (await fetch(`${venue.endpoints['binance-usdm'].rest}/exchangeInfo`)).json()) as {
      readonly symbols: readonly Readonly<Record<string, unknown>>[]
    }
    expect(info.symbols.find(({ symbol }) => symbol === 'AKROUSDT')).toMatchObject({
      baseAsset: 'AKRO',
      quoteAsset: 'USDT',
      pricePrecision: 5,
      quantityPrecision: 0,
    })
  })
})
