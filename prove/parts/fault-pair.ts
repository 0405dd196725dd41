import { readFileSync } from 'node:fs'
import type { BookState, Gap, NormalizerFactory, Plugin, RawFrame, RepairRequest, Source, SourceOutput } from '@feedloom/core'
import { definePlugin, sourceCapabilities } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import { spotNormalizer, usdmNormalizer } from '@feedloom/exchange-binance'
import { readRecordings, sharedPath, type RecordedLine } from '@feedloom/testkit'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import type { Pairs } from './expected.ts'

/** A recorded book with one update left out. */
export interface FaultPair {
  readonly name: string
  readonly venue: 'binance' | 'binance-usdm'
  readonly files: Readonly<Record<'stream' | 'snapshot' | 'resync', string>>
  readonly dropLine: number
  readonly bookUpdateIdBefore: number
  readonly firstEventAfterGap: { readonly U: number; readonly u: number; readonly pu?: number }
  readonly expectedFinalUpdateId: number
  readonly expectedTop10: { readonly bids: Pairs; readonly asks: Pairs }
}

/** What the outside saw of the book of one run. */
export interface BookRun {
  /** The last update that was passed on before the gap, and the state when the gap was handed out. */
  readonly noticed: { readonly after: number | undefined; readonly state: BookState | undefined; readonly toId: string | undefined }[]
  readonly gaps: readonly Gap[]
  /** Updates at which the book called itself good; the levels of each are held against the truth by the test. */
  readonly good: ReadonlyMap<number, string>
  readonly final: { readonly state: BookState | undefined; readonly sequence: number | undefined; readonly top10: string }
  readonly requests: number
}

const folders = { binance: 'binance-spot', 'binance-usdm': 'binance-usdm' } as const

/** The fault pairs of both markets, or none where the shared fixtures are missing. */
export function faultPairs(): readonly FaultPair[] {
  return (['binance', 'binance-usdm'] as const).flatMap((venue) => {
    const path = sharedPath('fixtures', folders[venue])
    if (path === undefined) return []
    const base = `${path}/btcusdt-20240808`
    const facts = JSON.parse(readFileSync(`${base}.fault.json`, 'utf8')) as Omit<FaultPair, 'name' | 'venue' | 'files'>
    const files = {
      stream: `${base}.ws.jsonl.gz`,
      snapshot: `${base}.rest-depth.jsonl.gz`,
      resync: `${base}.fault-resync.rest-depth.jsonl.gz`,
    }
    return [{ ...facts, name: `${venue} btcusdt-20240808`, venue, files }]
  })
}

/** The whole recording without the fault: every state that the book truly had, by update id. */
export async function truthOf(pair: FaultPair): Promise<ReadonlyMap<number, string>> {
  const { good } = await replayed({ ...pair, dropLine: -1 })
  return good
}

/** The recording with the line left out, through an engine; the source serves the second snapshot when it is asked. */
export async function replayed(pair: FaultPair): Promise<BookRun> {
  const lines: RecordedLine[] = []
  for await (const line of readRecordings([pair.files.stream, pair.files.snapshot])) lines.push(line)
  let resync: RecordedLine | undefined
  for await (const line of readRecordings([pair.files.resync])) resync = line
  const plugin = repairingReplay(pair, lines, resync)
  await using engine = await Engine.from({ plugins: [plugin], sources: { 'repairing-replay': {} } })
  const seen = watchBook(engine, () => 0)
  await engine.run({ handleSignals: false })
  return seen()
}

/** The recording with the line left out, served over sockets and followed by the live source. */
export async function followed(pair: FaultPair): Promise<BookRun> {
  const files = Object.values(pair.files)
  await using venue = await startSimulatedVenue({ recording: files, speed: 'max', dropLines: [pair.dropLine] })
  const symbols = ['BTCUSDT']
  const subscribe = [
    { kind: 'trade', symbols, variant: 'raw' },
    { kind: 'quote', symbols },
    { kind: 'book', symbols },
  ] as const
  await using engine = await Engine.from({
    plugins: [binance],
    sources: { [pair.venue]: { endpoints: venue.endpoints[pair.venue], subscribe: [...subscribe] } },
  })
  const seen = watchBook(engine, () => venue.requests.filter(({ path }) => path.includes('/depth')).length)
  const ended = new AbortController()
  void venue.ended.then(() => setTimeout(() => ended.abort(), 300))
  await engine.run({ signal: ended.signal, handleSignals: false })
  return seen()
}

const topOf = (levels: Float64Array): string => levels.join()

/** Notes the book as a handler finds it, each time that something of it is handed out. */
function watchBook(engine: Engine, requests: () => number): () => BookRun {
  const noticed: BookRun['noticed'] = []
  const gaps: Gap[] = []
  const good = new Map<number, string>()
  let last: number | undefined
  const book = (): ReturnType<typeof engine.view.book> => engine.view.book('BTCUSDT')
  const top = (n: number): string => {
    const { bids, asks } = book()?.top(n) ?? { bids: new Float64Array(), asks: new Float64Array() }
    return `${topOf(bids)} | ${topOf(asks)}`
  }
  const note = (): void => {
    const now = book()
    if (now?.state === 'good' && now.sequence !== undefined) good.set(now.sequence, top(50))
  }
  engine.bus.on('book.delta', ({ events }) => {
    last = events.at(-1)?.lastSequence
    note()
  })
  engine.bus.on('book.snapshot', note)
  engine.bus.on('gap', ({ events }) => {
    for (const gap of events) {
      gaps.push(gap)
      if (gap.dataKind === 'book' && gap.state !== 'healed') noticed.push({ after: last, state: book()?.state, toId: gap.toId })
    }
  })
  return () => ({
    noticed,
    gaps,
    good,
    final: { state: book()?.state, sequence: book()?.sequence, top10: top(10) },
    requests: requests(),
  })
}

/** Plays lines into the engine; what a repair asks for comes when the stream has passed the snapshot's place in time. */
function repairingReplay(pair: FaultPair, lines: readonly RecordedLine[], resync: RecordedLine | undefined): Plugin<'source'> {
  const factory: NormalizerFactory<Uint8Array> = pair.venue === 'binance' ? spotNormalizer : usdmNormalizer
  const head = { venue: factory.venue, connection: 'public#0', epoch: 0 }
  const frameOf = (line: RecordedLine): RawFrame | undefined => {
    const tsRecv = line.t ?? 0
    if (line.type === 'ws')
      return line.dir === 'in' ? { ...head, channel: 'ws', payload: Buffer.from(line.frame), tsRecv, request: undefined } : undefined
    const route = factory.route?.(new URL(line.url))
    return route === undefined ? undefined : { ...head, ...route, payload: Buffer.from(line.body), tsRecv }
  }
  return definePlugin({
    apiVersion: 1,
    kind: 'source',
    type: 'repairing-replay',
    summary: 'A recording whose source can fetch one snapshot',
    stability: 'experimental',
    configSchema: { '~standard': { version: 1, vendor: 'prove', validate: (value) => ({ value }), types: undefined } },
    create(context): Source {
      let output: SourceOutput | undefined
      let asked = false
      return {
        capabilities: sourceCapabilities({ flow: 'pausable', finite: true, repair: ['book'] }),
        normalizer: factory,
        emits: ['trade', 'quote', 'book.snapshot', 'book.delta', 'gap'],
        attach: (given) => void (output = given),
        subscribe: () => Promise.resolve([]),
        unsubscribe: () => Promise.resolve(),
        repair: ({ kind }: RepairRequest) => void (asked ||= kind === 'book'),
        start: () => {
          const fields = factory.inferInstrument?.('BTCUSDT')
          if (fields !== undefined) context.instruments.define([fields])
          let index = 0
          let served = false
          asked = false
          for (const line of lines) {
            if (line.type === 'ws' && index++ === pair.dropLine) {
              asked = false
              continue
            }
            const frame = frameOf(line)
            if (frame !== undefined) output?.frame(frame)
            const answer = asked && !served && index > pair.dropLine && pair.dropLine >= 0 ? resync : undefined
            if (answer === undefined || (line.t ?? 0) < (answer.t ?? 0)) continue
            served = true
            const reply = frameOf(answer)
            if (reply !== undefined) output?.frame(reply)
          }
          output?.end()
          return Promise.resolve()
        },
      }
    },
  })
}
