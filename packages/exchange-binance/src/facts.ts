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
  const openTime = timeOf(row[0], 'openTime')
  // In microseconds the venue ends a bar at ....999999; ours end with the last whole millisecond.
  const closeTime = Math.floor(timeOf(row[6], 'closeTime'))
  if (closeTime <= openTime) throw invalid('closeTime', row[6])
  const [high, low] = [decimal(row[2], 'high'), decimal(row[3], 'low')]
  if (high < low) throw invalid('high', row[2])
  return {
    interval: name,
    openTime,
    closeTime,
    open: decimal(row[1], 'open'),
    high,
    low,
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
