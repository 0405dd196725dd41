import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecording, type RecordedLine } from '../recording.ts'
import { sharedPath } from '../shared-path.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { startSimulatedVenue, type SimulatedVenue } from './start-venue.ts'
import { TestClient } from './test/client.ts'

/** Names of keys in their order, at every depth; kinds of values where they are no objects. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])]
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, item]) => [key, shapeOf(item)])
}

/** The field that USD-M frames have gained since they were recorded. */
const withoutNew = (text: string): string => text.replace(/,"st":1\}/g, '}')

let venue: SimulatedVenue
let frames: readonly string[] = []

const names = ['trade', 'aggTrade', 'bookTicker', 'depth@100ms', 'kline_1m', 'ticker', 'markPrice@1s', 'forceOrder'] as const
const perVenue = [
  { name: 'binance', folder: 'binance-spot' },
  { name: 'binance-usdm', folder: 'binance-usdm' },
] as const

beforeAll(async () => {
  const clock = new VirtualClock()
  venue = await startSimulatedVenue({
    venue: 'both',
    clock,
    symbols: ['BTCUSDT'],
    historyMs: 3_600_000,
    rate: 1_000,
    limits: { messagesPerSecond: 50 },
  })
  const clients = await Promise.all(
    [venue.endpoints.binance.ws['public'], ...Object.values(venue.endpoints['binance-usdm'].ws)].map((url) =>
      TestClient.connect(url ?? ''),
    ),
  )
  const spot = names.filter((name) => name !== 'markPrice@1s' && name !== 'forceOrder')
  for (const [i, client] of clients.entries())
    await client.ask(
      'SUBSCRIBE',
      (i === 0 ? spot : names).map((name) => `btcusdt@${name}`),
    )
  for (let i = 0; i < 20; i++) {
    clock.advance(10_000)
    venue.pause()
    await venue.settled()
    venue.resume()
  }
  const [first, ...others] = clients
  frames = [
    ...(first?.texts ?? []).map((text) => `binance ${text}`),
    ...others.flatMap(({ texts }) => texts.map((text) => `binance-usdm ${text}`)),
  ]
})
afterAll(() => venue.stop())

const ours = (name: string, stream: string): string =>
  frames.find((text) => text.startsWith(`${name} {"stream":"${stream}"`))?.slice(name.length + 1) ?? ''

async function lines(folder: string, file: string): Promise<readonly RecordedLine[]> {
  const list: RecordedLine[] = []
  for await (const line of readRecording(sharedPath('fixtures', folder, file) ?? '')) {
    list.push(line)
    if (list.length > 20_000) break
  }
  return list
}

describe.skipIf(sharedPath('fixtures') === undefined)('shapes', () => {
  it.each(perVenue)('writes the keys of recorded $folder frames, in their order', async ({ name, folder }) => {
    const files = [
      'samples.jsonl',
      'btcusdt-20240808.ws.jsonl.gz',
      name === 'binance' ? 'multi-20211011.ws.jsonl.gz' : 'multi-20210722.ws.jsonl.gz',
    ]
    const recorded = new Map<string, string>()
    for (const line of (await Promise.all(files.map((file) => lines(folder, file)))).flat()) {
      const kind = line.type === 'ws' ? /^\{"stream":"[a-z0-9]+@([A-Za-z]+)/.exec(line.frame)?.[1] : undefined
      // Partial books have another shape.
      if (kind !== undefined && line.type === 'ws' && !/@depth\d/.test(line.frame)) recorded.set(kind, line.frame)
    }
    const seen: string[] = []
    for (const stream of names) {
      const own = ours(name, `btcusdt@${stream}`)
      const theirs = recorded.get(/^[A-Za-z]+/.exec(stream)?.[0] ?? '')
      if (own === '' || theirs === undefined) continue
      seen.push(stream)
      const drop = (shape: unknown): unknown => JSON.parse(JSON.stringify(shape).replaceAll('[]', '[["string"]]')) as unknown
      expect([stream, drop(shapeOf(JSON.parse(withoutNew(own))))]).toEqual([stream, drop(shapeOf(JSON.parse(theirs)))])
    }
    expect(seen.length).toBeGreaterThanOrEqual(name === 'binance' ? 6 : 7)
  })

  it.each(perVenue)('answers $folder requests with the keys of recorded replies', async ({ name, folder }) => {
    const seen: string[] = []
    for (const line of await lines(folder, 'rest-market.jsonl')) {
      if (line.type !== 'rest' || /exchangeInfo|avgPrice|markPriceKlines|fundingRate/.test(line.url)) continue
      const path = new URL(line.url).pathname.replace(/^\/f?api\/v\d/, '')
      const reply = await fetch(`${venue.endpoints[name].rest}${path}?symbol=BTCUSDT&interval=1m&limit=5`)
      const sorted = (value: unknown): string =>
        JSON.stringify(shapeOf(value))
          .replaceAll('[]', '')
          .split(/[[\],]+/)
          .sort()
          .join(' ')
      seen.push(path)
      expect([path, sorted(await reply.json())]).toEqual([path, sorted(JSON.parse(line.body))])
    }
    expect(seen.length).toBeGreaterThan(5)
  })

  it('sends liquidations as documented', () => {
    const frame = JSON.parse(ours('binance-usdm', 'btcusdt@forceOrder')) as {
      readonly data: { readonly o: Readonly<Record<string, unknown>> }
    }
    expect(Object.keys(frame.data.o).join('')).toBe('sSofqpapXlzT')
  })
})
