import type { HistoryRequest, Instrument } from '@feedloom/core'
import { type HistoryPager, type RestCall, jsonOf } from '@feedloom/exchange-kit'
import { idText, recordOf, rowsOf, timeOf } from './fields.ts'
import type { WireId } from './messages.ts'
import { type RestProfile, call, pageSize } from './rest.ts'
import { unsupported } from './topics.ts'

const hourMs = 3_600_000

/** Closed and forming bars by open time. */
export function klinesPager(profile: RestProfile, request: HistoryRequest, instrument: Instrument): HistoryPager {
  const endTime = Math.ceil(request.to) - 1
  const page = (startTime: number, left: number | undefined): RestCall =>
    call(
      '/klines',
      'rest.klines',
      profile.weights.klines,
      { symbol: instrument.nativeSymbol, interval: request.interval, startTime, endTime, limit: Math.min(pageSize, left ?? pageSize) },
      { left },
    )
  return {
    first: page(Math.ceil(request.from), request.limit),
    next(previous, payload): RestCall | undefined {
      const rows = rowsIn(payload, profile, previous)
      const left = remaining(previous, rows.length)
      const last = rows.at(-1)
      if (last === undefined || left === 0 || rows.length < Number(previous.query['limit'])) return undefined
      const startTime = Math.floor(timeOf(rowsOf(last, 'klines[]')[0], 'openTime')) + 1
      return startTime > endTime ? undefined : page(startTime, left)
    },
  }
}

/** Funding rates that were paid; USD-M only. Metered apart from the weights: 500 calls per 5 minutes. */
export function fundingPager(profile: RestProfile, request: HistoryRequest, instrument: Instrument): HistoryPager {
  const endTime = Math.ceil(request.to) - 1
  const page = (startTime: number): RestCall =>
    call('/fundingRate', 'rest.fundingRate', 1, { symbol: instrument.nativeSymbol, startTime, endTime, limit: pageSize })
  return {
    first: page(Math.ceil(request.from)),
    next(previous, payload): RestCall | undefined {
      const rows = rowsIn(payload, profile, previous)
      const last = rows.at(-1)
      if (last === undefined || rows.length < pageSize) return undefined
      return page(timeOf(recordOf(last, 'fundingRate[]')['fundingTime'], 'fundingTime') + 1)
    },
  }
}

/**
 * Aggregate trades of a span: the first page by time, which may reach over an hour at most, the rest by id, so that
 * trades of the same millisecond are neither lost nor repeated. The decoder drops what lies behind the span.
 */
function aggTradesPager(profile: RestProfile, request: HistoryRequest, instrument: Instrument): HistoryPager {
  const symbol = instrument.nativeSymbol
  const endTime = Math.ceil(request.to) - 1
  const hints = { startTime: Math.ceil(request.from), endTime }
  const window = (startTime: number): RestCall => {
    const query = { symbol, startTime, endTime: Math.min(endTime, startTime + hourMs - 1), limit: pageSize }
    return call('/aggTrades', 'rest.aggTrades', profile.weights.aggTrades, query, hints)
  }
  return {
    first: window(hints.startTime),
    next(previous, payload): RestCall | undefined {
      const last = rowsIn(payload, profile, previous).at(-1)
      if (last === undefined) {
        const windowEnd = previous.query['endTime']
        return typeof windowEnd !== 'number' || windowEnd >= endTime ? undefined : window(windowEnd + 1)
      }
      const row = recordOf(last, 'aggTrades[]')
      if (timeOf(row['T'], 'T') > endTime) return undefined
      const fromId = nextId(row['a'])
      return call('/aggTrades', 'rest.aggTrades', profile.weights.aggTrades, { symbol, fromId, limit: pageSize }, hints)
    },
  }
}

/**
 * Raw trades of a span. They are addressed by id only: the first aggregate trade of the span tells where to begin,
 * on a channel that writes no events.
 */
function rawTradesPager(profile: RestProfile, request: HistoryRequest, instrument: Instrument): HistoryPager {
  const symbol = instrument.nativeSymbol
  const endTime = Math.ceil(request.to) - 1
  const hints = { startTime: Math.ceil(request.from), endTime }
  const seek = (startTime: number): RestCall => {
    const query = { symbol, startTime, endTime: Math.min(endTime, startTime + hourMs - 1), limit: 1 }
    return call('/aggTrades', 'rest.seek', profile.weights.aggTrades, query)
  }
  const page = (fromId: string): RestCall =>
    call('/historicalTrades', 'rest.trades', profile.weights.historicalTrades, { symbol, fromId, limit: pageSize }, hints)
  return {
    first: seek(hints.startTime),
    next(previous, payload): RestCall | undefined {
      const last = rowsIn(payload, profile, previous).at(-1)
      if (previous.channel === 'rest.seek') {
        const windowEnd = Number(previous.query['endTime'])
        if (last !== undefined) return page(idText(recordOf(last, 'aggTrades[]')['f'] as WireId, 'f'))
        return windowEnd >= endTime ? undefined : seek(windowEnd + 1)
      }
      if (last === undefined) return undefined
      const row = recordOf(last, 'trades[]')
      return timeOf(row['time'], 'time') > endTime ? undefined : page(nextId(row['id']))
    },
  }
}

/** Trades from id to id, both inclusive. Raw ones need a key; without one the last 1,000 trades may still hold them. */
export function tradesByIdPager(
  profile: RestProfile,
  instrument: Instrument,
  range: { readonly fromId: string; readonly toId: string | undefined },
  variant: 'raw' | 'aggregate',
  hasKey: boolean,
): HistoryPager {
  const symbol = instrument.nativeSymbol
  const { weights } = profile
  const { toId } = range
  const hints = { toId }
  if (variant === 'raw' && !hasKey) {
    return {
      first: call('/trades', 'rest.trades', weights.trades, { symbol, limit: pageSize }, { ...range }),
      next(previous, payload): undefined {
        // One page is all there is; what is no page is told.
        rowsIn(payload, profile, previous)
      },
    }
  }
  const page = (fromId: string): RestCall => {
    const missing = toId === undefined ? pageSize : Number(BigInt(toId) - BigInt(fromId) + 1n)
    const limit = Math.min(missing, pageSize)
    return variant === 'raw'
      ? call('/historicalTrades', 'rest.trades', weights.historicalTrades, { symbol, fromId, limit }, hints)
      : call('/aggTrades', 'rest.aggTrades', weights.aggTrades, { symbol, fromId, limit }, hints)
  }
  return {
    first: page(range.fromId),
    next(previous, payload): RestCall | undefined {
      const rows = rowsIn(payload, profile, previous)
      const last = rows.at(-1)
      if (last === undefined || (toId === undefined && rows.length < pageSize)) return undefined
      const fromId = nextId(recordOf(last, 'trades[]')[variant === 'raw' ? 'id' : 'a'])
      return toId !== undefined && BigInt(fromId) > BigInt(toId) ? undefined : page(fromId)
    },
  }
}

/** Raw trades by id need a key (`historicalTrades`), aggregate ones do not. */
export function tradesPager(
  profile: RestProfile,
  request: HistoryRequest,
  instrument: Instrument,
  standard: 'raw' | 'aggregate',
  hasKey: boolean,
): HistoryPager {
  if ((request.variant ?? standard) !== 'raw') return aggTradesPager(profile, request, instrument)
  if (hasKey) return rawTradesPager(profile, request, instrument)
  throw unsupported(request, 'raw trades of the past need an API key', 'Set `apiKey`, or use `variant: aggregate`.')
}

function rowsIn(payload: Uint8Array, profile: RestProfile, from: RestCall): readonly unknown[] {
  return rowsOf(jsonOf(payload, { venue: profile.venue, channel: from.channel }), from.channel)
}

function nextId(id: unknown): string {
  return String(BigInt(idText(id as WireId, 'id')) + 1n)
}

/** Rows still wanted after a page; undefined without a limit. */
function remaining(previous: RestCall, rows: number): number | undefined {
  const left = previous.request['left']
  return left === undefined ? undefined : Math.max(0, Number(left) - rows)
}
