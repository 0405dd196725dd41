import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readRecording, sharedPath, type RecordedLine } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { type ChecksumVenue, krakenBooks, okxBooks } from '../../test/checksum-venues.ts'
import { createTrackers } from '../books/trackers.ts'
import {
  type BookView,
  type Gap,
  type Instrument,
  type Levels,
  type MarketEvent,
  type RepairRequest,
  type Source,
  type SourceOutput,
  sourceCapabilities,
} from '../contracts/index.ts'
import { SourcePort } from './source-port.ts'
import { testHost } from './test/host.ts'

type Pairs = readonly (readonly [string, string])[]
interface ExpectedBook {
  readonly updates: number
  readonly bidLevels: number
  readonly askLevels: number
  readonly top10: { readonly bids: Pairs; readonly asks: Pairs }
  readonly fullBookSha256: string
}
interface ExpectedSet {
  readonly books: Readonly<Record<string, ExpectedBook>>
  readonly bookChecksums: { readonly verified: number; readonly mismatch: number }
}

const sets = [
  { venue: 'kraken', set: '20210417-book', make: krakenBooks },
  { venue: 'okx', set: '20220513', make: okxBooks },
] as const

/** A recording through the engine's own port: normalizer, report, trackers. */
class Reading {
  readonly host = testHost()
  readonly repairs: RepairRequest[] = []
  readonly events: MarketEvent[] = []
  /** State of every book as those see it to whom its events are handed. */
  readonly seen: { readonly kind: string; readonly state: string | undefined }[] = []
  readonly #factory: ChecksumVenue
  readonly #port: SourcePort

  constructor(factory: ChecksumVenue) {
    this.#factory = factory
    const source: Source = {
      capabilities: sourceCapabilities({ live: ['book'], repair: ['book'] }),
      normalizer: factory,
      attach: (_output: SourceOutput) => undefined,
      subscribe: () => Promise.resolve([]),
      unsubscribe: () => Promise.resolve(),
      repair: (request) => void this.repairs.push(request),
    }
    this.#port = new SourcePort(this.host, {
      id: 'sources.test',
      source,
      taps: [],
      createTrackers,
      publish: ({ events }) => {
        for (const event of events) {
          this.events.push(event)
          this.seen.push({ kind: event.kind, state: this.book(event.instrument.nativeSymbol)?.state })
        }
      },
      onConnection: () => undefined,
      onEnd: () => undefined,
    })
  }

  take(text: string, tsRecv: number): void {
    const { venue } = this.#factory
    this.#port.frame({ venue, channel: 'ws', payload: Buffer.from(text), tsRecv, connection: 'ws', epoch: 0, request: undefined })
  }

  define(symbols: readonly string[]): void {
    this.host.instruments.define(symbols.map((symbol) => this.#factory.inferInstrument?.(symbol) as never))
  }

  book(symbol: string): BookView | undefined {
    const instrument = this.host.instruments.native(this.#factory.venue, symbol) as Instrument
    return this.#port.trackers.book(instrument)
  }

  get gaps(): readonly Gap[] {
    return this.events.filter((event) => event.kind === 'gap')
  }
}

const plain = (value: number): string => (value < 1e-6 ? value.toFixed(12).replace(/\.?0+$/, '') : String(value))
const numbers = (pairs: Pairs): Levels => Float64Array.from(pairs.flatMap(([price, size]) => [Number(price), Number(size)]))

function sha256(book: BookView): string {
  const { bids, asks } = book.top(Number.POSITIVE_INFINITY)
  const lines = (side: string, levels: Levels): string =>
    Array.from({ length: levels.length / 2 }, (_, i) => `${side} ${plain(levels[2 * i] ?? 0)} ${plain(levels[2 * i + 1] ?? 0)}\n`).join('')
  return createHash('sha256')
    .update(lines('b', bids) + lines('a', asks))
    .digest('hex')
}

async function framesOf(path: string): Promise<readonly RecordedLine[]> {
  const lines: RecordedLine[] = []
  for await (const line of readRecording(path)) if (line.type === 'ws' && line.dir === 'in') lines.push(line)
  return lines
}

/** The recording with one digit of one size in one update changed, and the number of that frame. */
function corrupted(texts: readonly string[], symbol: string, nth: number): { texts: string[]; at: number } {
  const updates = texts.flatMap((text, i) => (text.includes(symbol) && /"c":|"action":"update"/.test(text) ? [i] : []))
  const at = updates[nth] as number
  const changed = (texts[at] as string).replace(/\["([\d.]+)","([\d.]+)"/, (_, price: string, size: string) => `["${price}","1${size}"`)
  return { texts: texts.with(at, changed), at }
}

describe.skipIf(sharedPath('fixtures') === undefined).each(sets)(
  'recorded books of $venue, which sends checksums,',
  ({ venue, set, make }) => {
    const path = (name: string): string => sharedPath('fixtures', 'ccxt', venue, name) ?? ''
    const read = async (): Promise<{ expected: ExpectedSet; lines: readonly RecordedLine[] }> => ({
      expected: (JSON.parse(readFileSync(path('expected.json'), 'utf8')) as { sets: Record<string, ExpectedSet> }).sets[set] as ExpectedSet,
      lines: await framesOf(path(`${set}.ws.jsonl.gz`)),
    })
    const texts = (lines: readonly RecordedLine[]): string[] => lines.map((line) => (line.type === 'ws' ? line.frame : ''))

    it('are proved by every checksum and end as computed from the file', async () => {
      const { expected, lines } = await read()
      const factory = make()
      const reading = new Reading(factory)
      reading.define(Object.keys(expected.books))
      for (const line of lines) if (line.type === 'ws') reading.take(line.frame, line.t ?? 0)
      expect(factory.checked).toEqual({ all: expected.bookChecksums.verified, equal: expected.bookChecksums.verified })
      expect([reading.gaps, reading.repairs]).toEqual([[], []])
      expect(new Set(reading.seen.map(({ state }) => state))).toEqual(new Set(['good']))
      for (const [symbol, want] of Object.entries(expected.books)) {
        const book = reading.book(symbol) as BookView
        expect([symbol, book.bidLevels, book.askLevels]).toEqual([symbol, want.bidLevels, want.askLevels])
        expect(book.top(10)).toEqual({ bids: numbers(want.top10.bids), asks: numbers(want.top10.asks) })
        expect(sha256(book)).toBe(want.fullBookSha256)
      }
    })

    it('are suspect on the very update that a corrupted level is in, and are asked for anew, each alone', async () => {
      const { expected, lines } = await read()
      const [symbol = '', other = ''] = Object.keys(expected.books)
      const { texts: spoiled, at } = corrupted(texts(lines), symbol, 12)
      const reading = new Reading(make())
      reading.define(Object.keys(expected.books))
      spoiled.slice(0, at).forEach((text, i) => reading.take(text, i))
      const before = reading.book(symbol)?.top(10)
      expect([reading.book(symbol)?.state, reading.repairs.length]).toEqual(['good', 0])
      reading.take(spoiled[at] as string, at)
      expect(reading.book(symbol)?.state).toBe('suspect')
      expect(reading.repairs).toMatchObject([{ instrument: { nativeSymbol: symbol }, kind: 'book', connection: 'ws', epoch: 0 }])
      expect(reading.gaps).toMatchObject([{ cause: 'checksum', state: 'healing', dataKind: 'book', tsRecv: at }])
      // What contradicts the checksum is not passed on.
      expect(reading.events.at(-1)?.kind).toBe('gap')
      expect(reading.book(symbol)?.top(10)).toEqual(before)
      spoiled.slice(at + 1).forEach((text, i) => reading.take(text, at + 1 + i))
      expect([reading.book(symbol)?.state, reading.book(other)?.state]).toEqual(['suspect', 'good'])
      expect(reading.gaps.length).toBe(1)
    })

    it('are good again with the next snapshot of the stream, unless that is wrong as well', async () => {
      const { expected, lines } = await read()
      const [symbol = ''] = Object.keys(expected.books)
      const all = texts(lines)
      const { texts: spoiled, at } = corrupted(all, symbol, 12)
      const reading = new Reading(make())
      reading.define([symbol])
      spoiled.slice(0, at + 1).forEach((text, i) => reading.take(text, i))
      // The venue sends what it sent from the beginning: a snapshot, and what followed.
      all.slice(0, 40 + at).forEach((text, i) => reading.take(text, 10_000 + i))
      expect(reading.book(symbol)?.state).toBe('good')
      expect(reading.gaps.map(({ state, healedBy }) => [state, healedBy])).toEqual([
        ['healing', undefined],
        ['healed', 'snapshot'],
      ])
      if (venue !== 'okx') return
      const snapshot = all.findIndex((text) => text.includes(symbol) && text.includes('"snapshot"'))
      const wrong = (all[snapshot] as string).replace(/"checksum":-?\d+/, '"checksum":1')
      const fresh = new Reading(make())
      fresh.define([symbol])
      fresh.take(wrong, 1)
      expect([fresh.book(symbol)?.state, fresh.repairs.length]).toEqual(['suspect', 1])
      fresh.take(all[snapshot] as string, 2)
      expect(fresh.book(symbol)?.state).toBe('good')
      expect(fresh.events.map(({ kind }) => kind)).toEqual(['gap', 'gap', 'book.snapshot'])
    })
  },
)
