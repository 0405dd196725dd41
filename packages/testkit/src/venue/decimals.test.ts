import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalText, ExactSum, plainText, unitsOf } from './decimals.ts'

describe('decimals', () => {
  it('writes units as the venue does', () => {
    expect(decimalText(150, 2, 8)).toBe('1.50000000')
    expect(decimalText(5, 8)).toBe('0.00000005')
    expect(decimalText(7, 0)).toBe('7')
    expect(decimalText(-150, 2)).toBe('-1.50')
    expect(plainText(1_500n, 3)).toBe('1.5')
    expect(plainText(2_000n, 3)).toBe('2')
  })

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 12 }), (units, decimals) => {
        expect(unitsOf(decimalText(units, decimals), decimals)).toBe(units)
      }),
    )
  })

  it('adds integers without rounding', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), { maxLength: 200 }), (values) => {
        const sum = new ExactSum()
        for (const value of values) sum.add(value)
        expect(sum.value).toBe(values.reduce((total, value) => total + BigInt(value), 0n))
      }),
    )
  })
})
