import { expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { chop } from './chop.ts'

it('choppiness counts the plain range of the first bar when told to', () => {
  const columns = { high: Float64Array.of(3, 4, 5, 5), low: Float64Array.of(1, 2, 3, 3), close: Float64Array.of(2, 3, 4, 4) }
  const [without] = batchOf(chop({ period: 2 }), columns) as [Float64Array]
  const [counted] = batchOf(chop({ period: 2, firstBar: true }), columns) as [Float64Array]
  expect(without[1]).toBeNaN()
  // Two ranges of 2 over the way from 1 to 4.
  expect(counted[1]).toBeCloseTo(100 * Math.log2(4 / 3), 12)
  expect(counted.slice(2)).toEqual(without.slice(2))
})
