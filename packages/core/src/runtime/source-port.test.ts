import { describe, expect, it } from 'vitest'
import { createTrackers } from '../books/trackers.ts'
import { type AnyBatch, fatal, type Instrument, type MarketEvent, type RawFrame, type SourceTap } from '../contracts/index.ts'
import { SourcePort } from './source-port.ts'
import { FakeSource } from './test/fakes.ts'
import { type TestHost, testHost } from './test/host.ts'

interface Bench {
  readonly host: TestHost
  readonly source: FakeSource
  readonly port: SourcePort
  readonly batches: AnyBatch[]
  events(): readonly MarketEvent[]
  readonly ended: string[]
}

function bench(source = new FakeSource(), taps: readonly SourceTap[] = [], onBatch: (batch: AnyBatch) => void = () => undefined): Bench {
  const host = testHost()
  const batches: AnyBatch[] = []
  const ended: string[] = []
  const publish = (batch: AnyBatch): void => {
    batches.push(batch)
    onBatch(batch)
  }
  const id = 'sources.fake'
  const port = new SourcePort(host, {
    id,
    source,
    taps,
    createTrackers,
    publish,
    onConnection: () => undefined,
    onEnd: () => ended.push('end'),
  })
  source.attach(port)
  return { host, source, port, batches, ended, events: () => batches.flatMap(({ events }) => events as readonly MarketEvent[]) }
}

const prices = (b: Bench): readonly (number | string)[] => b.events().map((event) => (event.kind === 'trade' ? event.price : event.kind))

describe('SourcePort', () => {
  it('publishes what the frames say, in their order', () => {
    const b = bench()
    b.source.send('BTCUSDT', [1, 2])
    b.source.send('ETHUSDT', [3])
    b.source.send('BTCUSDT', [4], { connection: 'public#1' })
    expect(prices(b)).toEqual([1, 2, 3, 4])
    expect(b.batches.every(({ origin, delivery }) => origin === 'sources.fake' && delivery === 'live')).toBe(true)
    expect(b.port.stats()).toMatchObject({ consumed: 3, produced: 4, failed: 0 })
  })

  it('makes one normalizer per connection and resets it when the epoch changes', () => {
    const b = bench()
    b.source.send('BTCUSDT', [1])
    b.source.send('BTCUSDT', [2], { connection: 'public#1' })
    expect(b.source.log).toEqual({ created: 2, resets: 0 })
    b.source.send('BTCUSDT', [3], { epoch: 1 })
    b.source.send('BTCUSDT', [4], { epoch: 1 })
    expect(b.source.log).toEqual({ created: 2, resets: 1 })
  })

  it('drops a frame of an earlier epoch: its connection is dead', () => {
    const b = bench()
    b.source.send('BTCUSDT', [1], { epoch: 2 })
    b.source.send('BTCUSDT', [2], { epoch: 1 })
    b.source.send('BTCUSDT', [3], { epoch: 2 })
    expect(prices(b)).toEqual([1, 3])
    expect(b.source.log.resets).toBe(0)
    expect(b.port.stats().dropped).toBe(1)
  })

  it('takes back what a frame wrote before its normalizer threw, keeps the frame, and goes on', () => {
    const b = bench()
    b.source.send('BTCUSDT', [1])
    b.source.send('BTCUSDT', [2, 3], { boom: true })
    b.source.send('BTCUSDT', [4])
    expect(prices(b)).toEqual([1, 4])
    expect(b.port.stats()).toMatchObject({ consumed: 3, produced: 2, failed: 1 })
    expect(b.host.deadLetters.byCode().get('FEEDLOOM_FRAME_INVALID')).toBe(1)
    expect(b.host.deadLetters.samples()[0]?.subject).toMatchObject({ payload: { prices: [2, 3] } })
    expect(b.host.errors.byCode().get('FEEDLOOM_FRAME_INVALID')).toBe(1)
  })

  it('counts frames of a strange shape, keeps a few of each kind with what is different, and passes on what they say', () => {
    const source = new FakeSource()
    const create = source.normalizer.create.bind(source.normalizer)
    const changes = [{ change: 'new', path: 'st', expected: undefined, seen: 'number 1' }] as const
    Object.assign(source.normalizer, {
      create: (context: Parameters<typeof create>[0]) => {
        const normalizer = create(context)
        return {
          ...normalizer,
          normalize: (...call: Parameters<typeof normalizer.normalize>) => {
            normalizer.normalize(...call)
            context.drifted?.({ message: 'trade', changes })
          },
        }
      },
    })
    const b = bench(source)
    for (let i = 0; i < 10; i++) source.send('BTCUSDT', [i])
    expect(prices(b).length).toBe(10)
    expect(b.host.errors.byCode().get('FEEDLOOM_FRAME_DRIFT')).toBe(10)
    expect(b.host.deadLetters.byCode().get('FEEDLOOM_FRAME_DRIFT')).toBe(10)
    expect(b.host.deadLetters.samples().map(({ message, subject }) => [message, (subject as RawFrame).payload])).toMatchObject(
      [0, 1, 2].map((price) => ['trade: new st (number 1)', { symbol: 'BTCUSDT', prices: [price] }]),
    )
  })

  it('fails the component on a fatal error of its normalizer', () => {
    const source = new FakeSource()
    const create = source.normalizer.create.bind(source.normalizer)
    Object.assign(source.normalizer, {
      create: (context: Parameters<typeof create>[0]) => ({
        ...create(context),
        normalize: () => {
          throw fatal('FEEDLOOM_TEST', 'worn out')
        },
      }),
    })
    const b = bench(source)
    b.source.send('BTCUSDT', [1])
    expect(b.host.failures).toMatchObject([{ component: 'sources.fake', error: { code: 'FEEDLOOM_TEST' } }])
  })

  it('lets a frame that comes while another is under way wait its turn', () => {
    const source = new FakeSource()
    let again = true
    const b = bench(source, [], () => {
      if (!again) return
      again = false
      source.send('ETHUSDT', [10])
      source.send('ETHUSDT', [11])
    })
    b.source.send('BTCUSDT', [1], { kind: 'quote' })
    b.source.send('BTCUSDT', [2])
    expect(b.events().map((event) => (event.kind === 'trade' ? event.price : event.kind))).toEqual(['quote', 10, 11, 2])
  })

  it('shows everything that enters to the taps, undecodable frames included', () => {
    const seen: string[] = []
    const tap: SourceTap = {
      frame: (source, frame) => seen.push(`${source} frame ${frame.channel}`),
      batch: (source, { kind }) => seen.push(`${source} batch ${kind}`),
      gap: (source, instrument, kind, cause) => seen.push(`${source} gap ${instrument.symbol} ${kind} ${cause}`),
      connection: (source, status) => seen.push(`${source} ${status.connection} ${status.state}`),
    }
    const b = bench(new FakeSource(), [tap])
    b.source.send('BTCUSDT', [1], { boom: true })
    b.source.send('BTCUSDT', [1])
    b.source.output.batch(b.batches[0] as AnyBatch)
    b.source.report({ state: 'reconnecting' })
    b.source.lose(b.host.instruments.native('fake', 'BTCUSDT') as Instrument, 'trade')
    expect(seen).toEqual([
      'sources.fake frame ws',
      'sources.fake frame ws',
      'sources.fake batch trade',
      'sources.fake public#0 reconnecting',
      'sources.fake gap BTC/USDT trade disconnect',
    ])
  })

  it('writes a gap where the source says that data is missing, with an id that comes again when it closes', () => {
    const b = bench()
    b.source.send('BTCUSDT', [1])
    b.source.lose(b.host.instruments.native('fake', 'BTCUSDT') as Instrument, 'trade')
    b.source.send('BTCUSDT', [2], { epoch: 1 })
    const gaps = b.events().filter((event) => event.kind === 'gap')
    expect(b.events().map(({ kind }) => kind)).toEqual(['trade', 'gap', 'gap', 'trade'])
    expect(gaps[0]).toMatchObject({ cause: 'disconnect', dataKind: 'trade', component: 'sources.fake' })
    expect(new Set(gaps.map(({ id }) => id)).size).toBe(1)
  })

  it('says the end once and ignores everything after it was closed', () => {
    const b = bench()
    b.source.output.end()
    b.source.output.end()
    expect(b.ended).toEqual(['end'])
    b.port.close()
    b.source.send('BTCUSDT', [1])
    expect(b.events()).toEqual([])
  })

  it('marks what a finite source sends as a replay, and what a frame calls backfill as that', () => {
    const b = bench(new FakeSource(undefined, { finite: true }))
    b.source.send('BTCUSDT', [1])
    b.source.send('BTCUSDT', [2], { delivery: 'backfill' })
    expect(b.batches.map(({ delivery }) => delivery)).toEqual(['replay', 'backfill'])
  })
})
