import type { MarketEvent, NormalizerFactory, RawFrame } from '@feedloom/core'
import { CollectingWriter, type RecordedLine, readRecordings, sharedPath, testInstruments } from '@feedloom/testkit'

/** What `expected.json` says of one recorded set. */
export interface ExpectedTrade {
  readonly id: number
  readonly price: string
  readonly qty: string
  readonly time: number
  readonly takerSide: string
}
export interface ExpectedQuote {
  readonly u: number
  readonly bid: string
  readonly bidQty: string
  readonly ask: string
  readonly askQty: string
}
export interface ExpectedKline {
  readonly openTime: number
  readonly closeTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly quoteVolume: string
  readonly trades: number
  readonly isClosed: boolean
  readonly eventTime: number
}
export interface ExpectedSet {
  readonly byStream: Readonly<Record<string, number>>
  readonly trades: readonly {
    readonly symbol: string
    readonly type: 'trade' | 'aggTrade'
    readonly count: number
    readonly first: ExpectedTrade
    readonly last: ExpectedTrade
    readonly sumQty: string
    readonly sumQuote: string
    readonly minPrice: string
    readonly maxPrice: string
    readonly buyerIsMakerCount: number
  }[]
  readonly klines: readonly {
    readonly symbol: string
    readonly interval: string
    readonly updates: number
    readonly closed: readonly ExpectedKline[]
    readonly last: ExpectedKline
  }[]
  readonly bookTicker: readonly {
    readonly symbol: string
    readonly count: number
    readonly first: ExpectedQuote
    readonly last: ExpectedQuote
  }[]
  readonly books: readonly {
    readonly symbol: string
    readonly diffs: number
    readonly firstU: number
    readonly lastu: number
    readonly discarded: number
    readonly applied: number
    readonly gapsWhileApplying: number
    readonly finalUpdateId: number
    readonly bidLevels: number
    readonly askLevels: number
    readonly firstApplicable: { readonly U: number; readonly u: number }
    readonly top10: { readonly bids: readonly [string, string][]; readonly asks: readonly [string, string][] }
    readonly fullBookSha256: string
  }[]
}

export interface Replay {
  readonly events: readonly MarketEvent[]
  readonly frames: Readonly<Record<string, number>>
}

/** Every recorded line, frames and replies merged by time, through one normalizer. */
export async function replay(folder: string, name: string, factory: NormalizerFactory<Uint8Array>, drop?: number): Promise<Replay> {
  const path = (suffix: string): string => sharedPath('fixtures', folder, `${name}.${suffix}`) as string
  const suffixes = ['ws.jsonl.gz', 'rest-depth.jsonl.gz', ...(drop === undefined ? [] : ['fault-resync.rest-depth.jsonl.gz'])]
  const instruments = testInstruments()
  const decoder = factory.create({ venue: factory.venue, instruments, report: () => undefined })
  const out = new CollectingWriter()
  const frames: Record<string, number> = {}
  let index = -1
  for await (const line of readRecordings(suffixes.map(path))) {
    if (line.type === 'ws' && ++index === drop) continue
    const frame = frameOf(line, factory)
    if (frame === undefined) continue
    const symbol = /"s":"([^"]+)"/.exec(Buffer.from(frame.payload).toString())?.[1] ?? frame.request?.['symbol']
    const fields = symbol === undefined ? undefined : factory.inferInstrument?.(symbol)
    if (fields !== undefined && instruments.native(factory.venue, fields.nativeSymbol) === undefined) instruments.define([fields])
    if (line.type === 'ws') {
      const stream = /^\{"stream":"([^"]+)"/.exec(line.frame)?.[1] as string
      frames[stream] = (frames[stream] ?? 0) + 1
    }
    out.tsRecv = frame.tsRecv
    decoder.normalize(frame, out)
  }
  return { events: out.events, frames }
}

function frameOf(line: RecordedLine, factory: NormalizerFactory<Uint8Array>): RawFrame<Uint8Array> | undefined {
  const header = { venue: factory.venue, tsRecv: line.t ?? 0, connection: 'public#0', epoch: 0 }
  if (line.type === 'ws') {
    return line.dir === 'in' ? { ...header, channel: 'ws', payload: Buffer.from(line.frame), request: undefined } : undefined
  }
  const route = factory.route?.(new URL(line.url))
  return route === undefined ? undefined : { ...header, ...route, payload: Buffer.from(line.body) }
}
