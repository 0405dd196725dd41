import { describe, expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { swingPivots } from './swing-pivots.ts'

const unknown = Number.NaN

function highsOf(high: readonly number[], left: number, right: number): number[] {
  const [highs] = batchOf(swingPivots({ left, right }), {
    high: Float64Array.from(high),
    low: Float64Array.from(high, (value) => value - 1),
  })
  return Array.from(highs as Float64Array)
}

describe('swing pivots', () => {
  it('are told when the bars on the right have confirmed them', () => {
    expect(highsOf([5, 1, 2, 9, 3, 4], 3, 1)).toEqual([unknown, unknown, unknown, unknown, 9, unknown])
    expect(highsOf([1, 9, 3, 4, 2, 1], 1, 3)).toEqual([unknown, unknown, unknown, unknown, 9, unknown])
  })

  it('stand alone: an equal high on either side spoils them', () => {
    expect(highsOf([1, 9, 9, 1, 1], 1, 1).every(Number.isNaN)).toBe(true)
    expect(highsOf([9, 1, 9, 1, 1], 2, 1).every(Number.isNaN)).toBe(true)
  })
})
