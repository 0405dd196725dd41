import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'

const draw = (seed: number | string, n: number): readonly number[] => Array.from({ length: n }, seededRandom(seed))

describe('seededRandom', () => {
  it('repeats for the same seed and differs for others', () => {
    expect(draw(7, 50)).toEqual(draw(7, 50))
    expect(draw(7, 5)).not.toEqual(draw(8, 5))
    expect(draw('a', 5)).not.toEqual(draw('b', 5))
    expect(draw(1, 5)).not.toEqual(draw(1 + 2 ** 32, 5))
  })

  it('is uniform over [0, 1)', () => {
    const values = draw(42, 20_000)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    expect(values.reduce((sum, x) => sum + x, 0) / values.length).toBeCloseTo(0.5, 2)
  })
})
