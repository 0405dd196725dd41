import { isInterval } from '@feedloom/core'
import type { Interval } from '@feedloom/core'
import { spotIntervals, usdmIntervals } from './candles.ts'
import type { VenueName } from './market-spec.ts'

export type StreamKind =
  | 'trade'
  | 'aggTrade'
  | 'bookTicker'
  | 'depth'
  | 'partial'
  | 'kline'
  | 'ticker'
  | 'miniTicker'
  | 'markPrice'
  | 'forceOrder'
  | 'contractInfo'

/** A stream name, taken apart. */
export interface StreamTopic {
  readonly name: string
  /** Upper case; undefined for the streams of all symbols (`!ticker@arr`). */
  readonly symbol: string | undefined
  readonly kind: StreamKind
  readonly interval: Interval | undefined
  readonly depth: number | undefined
  /** Period of what is sent by period; 0 as it happens. */
  readonly periodMs: number
}

/** The USD-M groups: `/public` has books and trades, `/market` the rest. Spot has one group. */
export type StreamGroup = 'public' | 'market'

const plain: Readonly<Record<string, StreamKind>> = {
  trade: 'trade',
  aggTrade: 'aggTrade',
  bookTicker: 'bookTicker',
  forceOrder: 'forceOrder',
}
const usdmOnly: readonly StreamKind[] = ['markPrice', 'forceOrder']
const publicKinds: readonly StreamKind[] = ['trade', 'bookTicker', 'depth', 'partial']

export function groupOf(venue: VenueName, kind: StreamKind): StreamGroup {
  return venue === 'binance' || publicKinds.includes(kind) ? 'public' : 'market'
}

/** Undefined for a name that the venue would call an invalid stream. */
export function parseTopic(venue: VenueName, name: string): StreamTopic | undefined {
  const [head = '', ...rest] = name.split('@')
  if (head.startsWith('!')) return allSymbols(venue, name, head.slice(1), rest)
  if (!/^[a-z0-9_]+$/.test(head)) return undefined
  const [what = '', speed] = rest
  const found = rest.length <= 2 ? parseKind(venue, what, speed) : undefined
  if (found === undefined || (venue === 'binance' && usdmOnly.includes(found.kind))) return undefined
  return { name, symbol: head.toUpperCase(), interval: undefined, depth: undefined, ...found }
}

type Found = Pick<StreamTopic, 'kind' | 'periodMs'> & Partial<Pick<StreamTopic, 'interval' | 'depth'>>

function parseKind(venue: VenueName, what: string, speed: string | undefined): Found | undefined {
  const kind = plain[what]
  if (kind !== undefined) return speed === undefined ? { kind, periodMs: 0 } : undefined
  if (what === 'ticker' || what === 'miniTicker') return speed === undefined ? { kind: what, periodMs: tickerPeriod(venue) } : undefined
  if (what === 'markPrice')
    return speed === undefined || speed === '1s' ? { kind: what, periodMs: speed === undefined ? 3000 : 1000 } : undefined
  if (what.startsWith('kline_')) return parseKline(venue, what.slice(6))
  const depth = /^depth(5|10|20)?$/.exec(what)
  const periodMs = depth === null ? undefined : depthPeriod(venue, speed)
  if (depth === null || periodMs === undefined) return undefined
  return depth[1] === undefined ? { kind: 'depth', periodMs } : { kind: 'partial', periodMs, depth: Number(depth[1]) }
}

function parseKline(venue: VenueName, text: string): Found | undefined {
  const intervals = venue === 'binance' ? spotIntervals : usdmIntervals
  if (!isInterval(text) || !intervals.includes(text)) return undefined
  const periodMs = venue === 'binance' ? (text === '1s' ? 1000 : 2000) : 250
  return { kind: 'kline', periodMs, interval: text }
}

function depthPeriod(venue: VenueName, speed: string | undefined): number | undefined {
  if (speed === undefined) return venue === 'binance' ? 1000 : 250
  const allowed = venue === 'binance' ? ['100ms', '1000ms'] : ['0ms', '100ms', '250ms', '500ms']
  return allowed.includes(speed) ? Number.parseInt(speed, 10) : undefined
}

const tickerPeriod = (venue: VenueName): number => (venue === 'binance' ? 1000 : 2000)

function allSymbols(venue: VenueName, name: string, what: string, rest: readonly string[]): StreamTopic | undefined {
  const [arr, speed] = rest
  const base = { name, symbol: undefined, interval: undefined, depth: undefined }
  if (what === 'miniTicker' && arr === 'arr') return { ...base, kind: what, periodMs: 1000 }
  // Spot's `!ticker@arr` was retired on 2026-03-26, its `!bookTicker` before.
  if (venue === 'binance') return undefined
  if (what === 'bookTicker' && arr === undefined) return { ...base, kind: what, periodMs: 0 }
  // Sent when a listing changes, which the simulated market never does: acknowledged, silent.
  if (what === 'contractInfo' && arr === undefined) return { ...base, kind: what, periodMs: 0 }
  if (arr !== 'arr') return undefined
  if (what === 'ticker' && speed === undefined) return { ...base, kind: what, periodMs: 1000 }
  if (what === 'forceOrder' && speed === undefined) return { ...base, kind: what, periodMs: 0 }
  if (what === 'markPrice') return { ...base, kind: what, periodMs: speed === '1s' ? 1000 : 3000 }
  return undefined
}
