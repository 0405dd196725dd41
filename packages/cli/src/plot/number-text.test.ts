import { describe, expect, it } from 'vitest'
import { amountText, axisText, decimalsOf, fixedText, valueText } from './number-text.ts'

describe('numbers of a chart', () => {
  it('group thousands and keep the decimals that were asked for', () => {
    expect([fixedText(46_377.5, 2), fixedText(-0.25, 1), fixedText(-0.001, 2), fixedText(Number.NaN, 2)]).toEqual([
      '46,377.50',
      '−0.3',
      '0.00',
      '–',
    ])
  })

  it('shorten large amounts', () => {
    expect([999, 1_830_000, 20_000_000, 507_000, 0.5].map(amountText)).toEqual(['999', '1.83M', '20.0M', '507K', '0.5000'])
    expect([20_000_000, 500_000, 0].map((value) => axisText(value, 1e6))).toEqual(['20M', '500K', '0'])
  })

  it('show as many digits as tell values apart', () => {
    expect([valueText(57.583, 60), valueText(0.000_123_4, 0.001), valueText(12_345_678, 1e7)]).toEqual(['57.58', '0.000123', '12.3M'])
    expect([axisText(70, 100), axisText(0.5, 1)]).toEqual(['70', '0.5'])
  })

  it('take the decimals of prices from the prices', () => {
    expect([decimalsOf([1, 2.5, 3.25]), decimalsOf([46_000]), decimalsOf([0.000_000_01]), decimalsOf([Number.NaN])]).toEqual([2, 0, 8, 0])
  })
})
