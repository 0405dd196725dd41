import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readRecordings, sharedPath, testInstruments, type RecordedFrame, type RecordedReply } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import type { BookView, Instrument, Levels } from '../contracts/index.ts'
import { batchOf, eventHeader, spotRules, usdmRules, watch, type Watched } from '../../test/tracking-fixture.ts'

type Pairs = readonly (readonly [string, string])[]
interface DepthFrame {
  readonly e: string
  readonly s: string
  readonly E: number
  readonly U: number
  readonly u: number
  readonly pu?: number
  readonly b: Pairs
  readonly a: Pairs
}
interface ExpectedBook {
  readonly symbol: string
  readonly applied: number
  readonly discarded: number
  readonly finalUpdateId: number
  readonly bidLevels: number
  readonly askLevels: number
  readonly fullBookSha256: string
  readonly top10: { readonly bids: Pairs; readonly asks: Pairs }
  readonly checkpoints: readonly {
    readonly updateId: number
    readonly afterApplied: number
    readonly bestBid: Pairs[0]
    readonly bestAsk: Pairs[0]
    readonly bidLevels: number
    readonly askLevels: number
  }[]
}
interface Expected {
  readonly sets: Readonly<Record<string, { readonly books: readonly ExpectedBook[] }>>
}
interface Fault {
  readonly dropLine: number
  readonly expectedGaps: number
  readonly expectedFinalUpdateId: number
  readonly bookUpdateIdBefore: number
  readonly firstEventAfterGap: { readonly U: number; readonly u: number; readonly pu?: number }
  readonly expectedTop10: { readonly bids: Pairs; readonly asks: Pairs }
}

const levels = (pairs: Pairs): Levels => Float64Array.from(pairs.flatMap(([price, size]) => [Number(price), Number(size)]))
const plain = (value: number): string => value.toFixed(10).replace(/\.?0+$/, '')

function sha256(book: BookView): string {
  const { bids, asks } = book.top(Number.POSITIVE_INFINITY)
  const lines = (side: string, of: Levels): string => {
    let text = ''
    for (let i = 0; i < of.length; i += 2) text += `${side} ${plain(of[i] as number)} ${plain(of[i + 1] as number)}\n`
    return text
  }
  return createHash('sha256')
    .update(lines('b', bids) + lines('a', asks))
    .digest('hex')
}

class Replay {
  readonly watched: Watched
  readonly instruments = testInstruments()
  readonly states = new Map<number, [bidLevels: number, askLevels: number, bestBid: number, bestAsk: number]>()
  readonly #venue: string

  constructor(venue: string) {
    this.#venue = venue
    this.watched = watch({ book: venue === 'binance-spot' ? spotRules : usdmRules })
  }

  instrument(symbol: string): Instrument {
    const venue = this.#venue
    this.instruments.define([{ venue, nativeSymbol: symbol, symbol, type: 'spot', base: symbol, quote: 'USDT' }])
    return this.instruments.native(venue, symbol) as Instrument
  }

  frame(line: RecordedFrame): void {
    const { data } = JSON.parse(line.frame) as { data: DepthFrame }
    if (data.e !== 'depthUpdate') return
    const instrument = this.instrument(data.s)
    const [bids, asks] = [levels(data.b), levels(data.a)]
    const sequences = { firstSequence: data.U, lastSequence: data.u, prevSequence: data.pu }
    const event = { ...eventHeader(instrument, data.E), kind: 'book.delta', tsRecv: line.t, bids, asks, ...sequences }
    this.watched.trackers.track(batchOf([event]), 'ws', 0)
    const book = this.watched.trackers.book(instrument) as BookView
    if (book.state === 'good') this.states.set(book.sequence as number, [book.bidLevels, book.askLevels, book.bestBid, book.bestAsk])
  }

  reply(line: RecordedReply): void {
    const url = new URL(line.url)
    if (!url.pathname.endsWith('/depth')) return
    const body = JSON.parse(line.body) as { lastUpdateId: number; bids: Pairs; asks: Pairs }
    const instrument = this.instrument(url.searchParams.get('symbol') as string)
    const facts = { bids: levels(body.bids), asks: levels(body.asks), depth: 1000, sequence: body.lastUpdateId }
    const event = { ...eventHeader(instrument, line.t as number), kind: 'book.snapshot', ...facts }
    this.watched.trackers.track(batchOf([event]), 'ws', 0)
  }
}

async function replay(venue: string, files: readonly string[], dropLine?: number): Promise<Replay> {
  const run = new Replay(venue)
  let number = 0
  for await (const line of readRecordings(files.map((file) => sharedPath('fixtures', venue, file) as string))) {
    if (line.type === 'rest') run.reply(line)
    else if (number++ !== dropLine && line.dir === 'in') run.frame(line)
  }
  return run
}

function read<T>(venue: string, file: string): T | undefined {
  const path = sharedPath('fixtures', venue, file)
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as T)
}

for (const venue of ['binance-spot', 'binance-usdm']) {
  const expected = read<Expected>(venue, 'expected.json')
  describe.skipIf(expected === undefined)(`recorded books of ${venue}`, () => {
    for (const [name, set] of Object.entries(expected?.sets ?? {})) {
      it(`end as ${name} says`, async () => {
        const run = await replay(venue, [`${name}.ws.jsonl.gz`, `${name}.rest-depth.jsonl.gz`])
        expect(run.watched.holes).toEqual([])
        for (const want of set.books) {
          const instrument = run.instrument(want.symbol)
          const book = run.watched.trackers.book(instrument) as BookView
          const passed = run.watched.events.filter((event) => event.kind === 'book.delta' && event.instrument === instrument)
          expect({ symbol: want.symbol, sequence: book.sequence, applied: passed.length }).toEqual({
            symbol: want.symbol,
            sequence: want.finalUpdateId,
            applied: want.applied,
          })
          expect(book.state).toBe('good')
          expect([book.bidLevels, book.askLevels]).toEqual([want.bidLevels, want.askLevels])
          expect(book.top(10)).toEqual({ bids: levels(want.top10.bids), asks: levels(want.top10.asks) })
          expect(sha256(book)).toBe(want.fullBookSha256)
          for (const point of want.checkpoints) {
            expect(run.states.get(point.updateId)).toEqual([
              point.bidLevels,
              point.askLevels,
              Number(point.bestBid[0]),
              Number(point.bestAsk[0]),
            ])
          }
        }
      })
    }

    it('come back after a lost diff, with exactly one gap', async () => {
      const name = 'btcusdt-20240808'
      const fault = read<Fault>(venue, `${name}.fault.json`) as Fault
      const files = [`${name}.ws.jsonl.gz`, `${name}.rest-depth.jsonl.gz`, `${name}.fault-resync.rest-depth.jsonl.gz`]
      const { watched, ...run } = await replay(venue, files, fault.dropLine).then((done) => ({
        watched: done.watched,
        book: done.watched.trackers.book(done.instrument('BTCUSDT')),
      }))
      expect(watched.holes.map((hole) => [hole.hole, hole.cause, hole.state])).toEqual([
        [1, 'sequence', 'healing'],
        [1, 'sequence', 'healed'],
      ])
      expect(watched.holes[0]).toMatchObject({
        fromId: String(fault.bookUpdateIdBefore + 1),
        toId: String(fault.firstEventAfterGap.pu ?? fault.firstEventAfterGap.U - 1),
      })
      expect(watched.repairs.length).toBe(2)
      expect(run.book?.state).toBe('good')
      expect(run.book?.sequence).toBe(fault.expectedFinalUpdateId)
      expect(run.book?.top(10)).toEqual({ bids: levels(fault.expectedTop10.bids), asks: levels(fault.expectedTop10.asks) })
    })
  })
}
