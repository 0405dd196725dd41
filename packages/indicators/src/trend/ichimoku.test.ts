import { describe, expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { ichimoku } from './ichimoku.ts'

const close = Float64Array.from({ length: 120 }, (_, row) => 100 + 10 * Math.sin(row))
const columns = { close, high: close.map((value) => value + 1), low: close.map((value) => value - 1) }

describe('Ichimoku', () => {
  it.each([
    ['classic', 26],
    ['tradingview', 25],
  ] as const)('of the %s flavour has the cloud that was made %i bars ago', (flavour, rows) => {
    const indicator = ichimoku({ flavour })
    const [, , senkouA, senkouB, leadA, leadB] = batchOf(indicator, columns)
    expect(senkouA?.slice(rows)).toEqual(leadA?.slice(0, -rows))
    expect(senkouB?.slice(rows)).toEqual(leadB?.slice(0, -rows))
    expect(indicator.display?.shifts).toEqual({ leadA: rows, leadB: rows, chikou: -rows })
  })
})
