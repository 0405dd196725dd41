import { dataError, type InstrumentFields } from '@feedloom/core'
import { readRecordings, type RecordedFrame, type RecordedReply } from '../recording.ts'
import type { FrameFacts } from './channel.ts'
import { unitsOf } from './decimals.ts'
import type { VenueName } from './market-spec.ts'
import { parseTopic } from './topics.ts'

/** Sums over recordings count in units of 10^-8, in prices and in sizes. */
export const recordedDecimals = 8

interface RecordedData {
  readonly type: 'frame'
  readonly t: number
  readonly venue: VenueName
  /** Symbol and kind, whatever the speed: who asks for `@depth@100ms` gets a recorded `@depth@0ms`. */
  readonly key: string
  /** The data, out of its envelope. */
  readonly text: string
  readonly facts: FrameFacts
  /** Left out on purpose (`dropLines`). */
  readonly dropped: boolean
}

export interface RecordedSnapshot {
  readonly type: 'snapshot'
  readonly t: number
  readonly venue: VenueName
  readonly symbol: string
  readonly body: string
}

interface RecordedRest {
  readonly venue: VenueName
  /** Below the version: `/klines`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly status: number
  readonly body: string
}

/** A recording in memory, in the order of its receive times. */
export interface RecordedTape {
  readonly entries: readonly (RecordedData | RecordedSnapshot)[]
  readonly replies: readonly RecordedRest[]
  readonly venues: readonly VenueName[]
  /** Native symbols by venue. */
  readonly symbols: ReadonlyMap<VenueName, ReadonlySet<string>>
  /** What the recorder knew of instruments. */
  readonly definitions: readonly InstrumentFields[]
}

/** Reads recordings. Frames that carry no data (acknowledgements) are left out. */
export async function loadTape(
  paths: readonly string[],
  venue: VenueName | undefined,
  dropLines: ReadonlySet<number>,
): Promise<RecordedTape> {
  const entries: (RecordedData | RecordedSnapshot)[] = []
  const replies: RecordedRest[] = []
  const symbols = new Map<VenueName, Set<string>>()
  const definitions: InstrumentFields[] = []
  let t = 0
  let line = 0
  for await (const recorded of readRecordings(paths)) {
    t = recorded.t ?? t
    if (recorded.type === 'ws') definitions.push(...(recorded.instruments ?? []))
    const of =
      venue ?? venueNames.find((name) => name === recorded.venue) ?? venueOf(recorded.type === 'rest' ? recorded.url : recorded.conn)
    const found = recorded.type === 'rest' ? readReply(recorded, of, t, replies) : readFrame(recorded, of, t, dropLines.has(line++))
    if (found === undefined) continue
    entries.push(found.entry)
    if (!symbols.has(of)) symbols.set(of, new Set())
    symbols.get(of)?.add(found.symbol)
  }
  if (entries.length === 0) {
    throw dataError('FEEDLOOM_SIM_RECORDING_EMPTY', `no market data in ${paths.join(', ')}`)
  }
  return { entries, replies, venues: [...symbols.keys()], symbols, definitions }
}

export const keyOf = (venue: VenueName, symbol: string | undefined, kind: string, detail: string | number | undefined): string =>
  `${venue} ${symbol ?? '!'} ${kind} ${detail ?? ''}`

const venueNames: readonly VenueName[] = ['binance', 'binance-usdm']

const venueOf = (address: string): VenueName => (/fstream|fapi/.test(address) ? 'binance-usdm' : 'binance')

interface Found<T> {
  readonly entry: T
  readonly symbol: string
}

function readReply(reply: RecordedReply, venue: VenueName, t: number, replies: RecordedRest[]): Found<RecordedSnapshot> | undefined {
  const url = new URL(reply.url)
  const path = url.protocol === 'rest:' ? pathOf(url.pathname) : url.pathname.replace(/^\/(api|fapi)\/v\d/, '')
  const symbol = url.searchParams.get('symbol')
  if (path !== '/depth' || symbol === null || reply.status !== 200) {
    replies.push({ venue, path, query: url.searchParams, status: reply.status, body: reply.body })
    return undefined
  }
  return { entry: { type: 'snapshot', t, venue, symbol, body: reply.body }, symbol }
}

/** Where a request of the recorder's channel went. */
function pathOf(channel: string): string {
  const tickers: Readonly<Record<string, string>> = { ticker: '/ticker/24hr', bookTicker: '/ticker/bookTicker' }
  return tickers[channel] ?? `/${channel}`
}

interface Message {
  readonly e?: string
  readonly s?: string
  readonly [field: string]: unknown
}

function readFrame(frame: RecordedFrame, venue: VenueName, t: number, dropped: boolean): Found<RecordedData> | undefined {
  if (frame.dir !== 'in') return undefined
  const enveloped = /^\{"stream":"([^"]+)","data":/.exec(frame.frame)
  const text = enveloped === null ? frame.frame : frame.frame.slice(enveloped[0].length, -1)
  const message = JSON.parse(text) as Message
  const topic = parseTopic(venue, enveloped?.[1] ?? streamOf(message))
  if (topic === undefined) return undefined
  const key = keyOf(venue, topic.symbol, topic.kind, topic.interval ?? topic.depth)
  return { entry: { type: 'frame', t, venue, key, text, facts: factsOf(message), dropped }, symbol: topic.symbol ?? '' }
}

/** The stream of a frame without an envelope. */
function streamOf(message: Message): string {
  const symbol = (message.s ?? '').toLowerCase()
  switch (message.e) {
    case 'trade':
    case 'aggTrade':
    case 'forceOrder':
      return `${symbol}@${message.e}`
    case 'depthUpdate':
      return `${symbol}@depth`
    case '24hrTicker':
      return `${symbol}@ticker`
    case '24hrMiniTicker':
      return `${symbol}@miniTicker`
    case 'markPriceUpdate':
      return `${symbol}@markPrice`
    case 'kline':
      return `${symbol}@kline_${(message['k'] as { readonly i: string }).i}`
    default:
      return message['u'] === undefined ? '' : `${symbol}@bookTicker`
  }
}

function factsOf(message: Message): FrameFacts {
  if (message.e === 'trade' || message.e === 'aggTrade') {
    const price = unitsOf(String(message['p']), recordedDecimals)
    const size = unitsOf(String(message['q']), recordedDecimals)
    return { id: Number(message.e === 'trade' ? message['t'] : message['a']), size, quote: price * size }
  }
  if (message.e === 'kline') {
    const candle = message['k'] as { readonly t: number; readonly x: boolean }
    return { id: candle.t, closed: candle.x }
  }
  return { id: Number(message['u'] ?? message['E'] ?? message['lastUpdateId'] ?? 0) }
}
