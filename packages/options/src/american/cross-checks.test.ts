import { describe, expect, it } from 'vitest'
import { numberOf, optionOf, rowsOf, spreadOf, type Row } from '../test/american-rows.ts'
import { bjerksundStenslandPut } from './bjerksund-stensland.ts'
import { leisenReimerPut } from './leisen-reimer.ts'

const rows = rowsOf('american')

/** The table's option as a put, the way calls are priced. */
function priceBy(row: Row, method: typeof bjerksundStenslandPut): number {
  const { type, spot, strike, years, rate, dividendYield, volatility } = optionOf(row)
  return type === 'call'
    ? spot * method(strike / spot, years, dividendYield, rate, volatility)
    : strike * method(spot / strike, years, rate, dividendYield, volatility)
}

function errorOf(row: Row, column: string, method: typeof bjerksundStenslandPut): number {
  return (priceBy(row, method) - numberOf(row, column)) / Math.max(numberOf(row, 'S'), numberOf(row, 'K'))
}

describe.skipIf(rows.length === 0)('the cross-checks', () => {
  it('Leisen-Reimer is the tree of QuantLib to rounding', () => {
    const sample = rows.filter((row, index) => index % 20 === 0 && row['qlLr1001'] !== null)
    const tree: typeof bjerksundStenslandPut = (...option) => leisenReimerPut(...option, 1001)
    expect(spreadOf(sample.map((row) => Math.abs(errorOf(row, 'qlLr1001', tree)))).worst).toBeLessThan(1e-11)
  })

  it('Bjerksund-Stensland is a lower bound, near at the median', () => {
    const errors = rows.map((row) => errorOf(row, 'price', bjerksundStenslandPut))
    expect(Math.max(...errors)).toBeLessThan(1e-9)
    expect(spreadOf(errors.map(Math.abs)).median).toBeLessThan(1e-7)
    expect(spreadOf(errors.map(Math.abs)).worst).toBeLessThan(0.06)
  })
})
