import { describe, expect, it } from 'vitest'
import { type GoldenColumns, batchOf, columnsOf } from '../test/golden.ts'
import { beta } from './beta.ts'

const columns = columnsOf('dev')
const scale = 10n ** 40n

/** Returns of prices in cents, times `scale`. */
function returns(prices: Float64Array, last: number, count: number): bigint[] {
  const cents = Array.from(prices.subarray(last - count, last + 1), (price) => BigInt(Math.round(price * 100)))
  return cents.slice(1).map((now, i) => ((now - (cents[i] as bigint)) * scale) / (cents[i] as bigint))
}

/** Slope in 40 digits. */
function exactBeta(market: readonly bigint[], asset: readonly bigint[]): number {
  const n = BigInt(market.length)
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)
  const products = (a: readonly bigint[], b: readonly bigint[]): bigint => sum(a.map((value, i) => value * (b[i] as bigint)))
  const up = n * products(market, asset) - sum(market) * sum(asset)
  const down = n * products(market, market) - sum(market) ** 2n
  return Number((up * 10n ** 18n) / down) / 1e18
}

describe.skipIf(columns === undefined)('beta over returns that hardly differ', () => {
  it('is that of exact arithmetic', () => {
    const { close, open } = columns as GoldenColumns
    const [values] = batchOf(beta({ period: 5 }), { close, second: open })
    for (const row of [246, 247, 248, 249]) {
      const exact = exactBeta(returns(close, row, 5), returns(open, row, 5))
      expect(Math.abs((values?.[row] as number) / exact - 1)).toBeLessThan(1e-7)
    }
  })
})
