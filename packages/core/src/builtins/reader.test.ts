import { VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { barAt, eth, instruments, make, runOf, tradeAt } from '../../test/event-fixture.ts'
import { storeToken, type AnyBatch, type MarketEvent, type Quote, type Source } from '../contracts/index.ts'
import { MemoryStore } from './memory-store.ts'
import { reader } from './reader.ts'

const store = new MemoryStore(10_000)
const quote = (ts: number): Quote =>
  ({ ...tradeAt(ts, 1), kind: 'quote', bidPrice: 1, bidSize: 1, askPrice: 2, askSize: 1 }) as unknown as Quote
store.put(runOf([100, 200, 300, 1500].map((ts) => tradeAt(ts, 1))))
store.put(runOf([tradeAt(250, 1, 1, { instrument: eth })]))
store.put(runOf([quote(150), quote(160), quote(300)]))
store.put(runOf([barAt(0, { ts: 60_000 }), barAt(0, { interval: '5m', ts: 300_000 }), barAt(60_000, { ts: 120_000 })]))

interface Replay {
  readonly source: Source
  readonly batches: AnyBatch[]
  readonly events: () => readonly MarketEvent[]
  readonly ended: Promise<void>
}

const signal = new AbortController().signal
const get = (token: { readonly id: string }): MemoryStore => {
  expect(token.id).toBe(storeToken('memory').id)
  return store
}

function replay(config: object, clock = new VirtualClock()): Replay {
  const source = make(reader, { store: 'memory', ...config }, { clock, instruments, get: get as never, id: 'sources.reader' })
  const batches: AnyBatch[] = []
  const ended = new Promise<void>((resolve) => {
    source.attach({ frame() {}, batch: (batch) => batches.push(batch), gap() {}, connection() {}, end: resolve })
  })
  return { source, batches, events: () => batches.flatMap((batch) => batch.events as readonly MarketEvent[]), ended }
}

const places = (events: readonly MarketEvent[]): unknown[] => events.map((event) => `${event.kind} ${event.ts}`)

describe('reader', () => {
  it('replays kinds together in order of time, in runs', async () => {
    const { source, batches, events, ended } = replay({ kinds: ['trade', 'quote'] })
    await source.start?.(signal)
    await ended
    expect(places(events())).toEqual([
      'trade 100',
      'quote 150',
      'quote 160',
      'trade 200',
      'trade 250',
      'trade 300',
      'quote 300',
      'trade 1500',
    ])
    expect(batches.map((batch) => [batch.delivery, batch.origin, batch.events.length])).toEqual(
      [1, 2, 3, 1, 1].map((n) => ['replay', 'sources.reader', n]),
    )
    await source.stop?.(signal)
  })

  it('replays bars of several widths in order of time', async () => {
    const { source, events, ended } = replay({ kinds: ['bar'] })
    await source.start?.(signal)
    await ended
    expect(places(events())).toEqual(['bar 60000', 'bar 120000', 'bar 300000'])
    const narrow = replay({ kinds: ['bar'], intervals: ['5m'] })
    await narrow.source.start?.(signal)
    await narrow.ended
    expect(places(narrow.events())).toEqual(['bar 300000'])
  })

  it('keeps to symbols and range', async () => {
    const { source, events, ended } = replay({ kinds: ['trade'], symbols: ['BTC/*'], from: 200, to: '1970-01-01T00:00:01Z' })
    await source.start?.(signal)
    await ended
    expect(places(events())).toEqual(['trade 200', 'trade 300'])
  })

  it('keeps the original pace, faster if wanted', async () => {
    const clock = new VirtualClock()
    const { source, events, ended } = replay({ kinds: ['trade'], speed: 2 }, clock)
    await source.start?.(signal)
    const turn = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    }
    const seen: number[] = []
    for (let at = 0; at <= 700; at += 50) {
      await turn()
      seen.push(events().length)
      clock.advance(50)
    }
    await ended
    expect(seen).toEqual([1, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5])
  })

  it('pauses, and stops in the middle without an end', async () => {
    const clock = new VirtualClock()
    const { source, events } = replay({ kinds: ['trade'], speed: 1 }, clock)
    source.pause?.()
    await source.start?.(signal)
    await new Promise((resolve) => setImmediate(resolve))
    expect(events()).toEqual([])
    source.resume?.()
    await new Promise((resolve) => setImmediate(resolve))
    await source.stop?.(signal)
    await source.stop?.(signal)
    expect(events().length).toBeLessThan(3)
    expect(source.capabilities).toMatchObject({ finite: true, flow: 'pausable', live: ['trade'] })
  })

  it('refuses a range that ends before it begins', () => {
    expect(() => replay({ kinds: ['trade'], from: '2026-01-02', to: '2026-01-01' })).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_READER_RANGE' }),
    )
  })
})
