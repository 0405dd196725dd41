import { type Bar, isInterval } from '@feedloom/core'
import { decimal, integer, invalid, text, timeOf } from './fields.ts'

/** The venue writes price 0 where a side of the book is empty. */
export function emptySide(price: number): number {
  return price === 0 ? Number.NaN : price
}

type BarFields = Omit<Bar, 'kind' | 'instrument' | 'ts' | 'nanos' | 'tsRecv' | 'revision'>

/**
 * A bar from a row in the order of `GET /klines`: open time, open, high, low, close, volume, close time, quote volume,
 * trades, taker buy base volume.
 */
export function barOf(row: readonly unknown[], interval: unknown, final: boolean): BarFields {
  const name = text(interval, 'interval')
  if (!isInterval(name)) throw invalid('interval', interval)
  return {
    interval: name,
    openTime: timeOf(row[0], 'openTime'),
    // In microseconds the venue ends a bar at ....999999; ours end with the last whole millisecond.
    closeTime: Math.floor(timeOf(row[6], 'closeTime')),
    open: decimal(row[1], 'open'),
    high: decimal(row[2], 'high'),
    low: decimal(row[3], 'low'),
    close: decimal(row[4], 'close'),
    volume: decimal(row[5], 'volume'),
    quoteVolume: decimal(row[7], 'quoteVolume'),
    trades: integer(row[8], 'trades'),
    takerBuyVolume: decimal(row[9], 'takerBuyVolume'),
    vwap: undefined,
    final,
    origin: 'venue',
  }
}
