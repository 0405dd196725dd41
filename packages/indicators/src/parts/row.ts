import type { IndicatorInput } from '@feedloom/core'

/** A row that one caller fills again and again. */
export type MutableRow = { -readonly [K in IndicatorInput]: number }

export function emptyRow(): MutableRow {
  const unknown = Number.NaN
  return {
    openTime: unknown,
    open: unknown,
    high: unknown,
    low: unknown,
    close: unknown,
    volume: unknown,
    quoteVolume: unknown,
    price: unknown,
    second: unknown,
    period: unknown,
  }
}
