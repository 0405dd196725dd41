import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawn, mirrored, onGrid, randomWalk, scaled, streamed } from '../test/structure-series.ts'
import { type SwingPoint, SwingPoints, swingPoints } from './swing-points.ts'

const seeds = fc.integer({ min: 1, max: 1_000_000 })
const places = (points: readonly SwingPoint[]): unknown => points.map(({ kind, row }) => [kind, row])

describe('swing points', () => {
  it('are the tops and bottoms that a series was drawn with', () => {
    const bars = drawn([
      [60, 100],
      [80, 110],
      [100, 102],
      [130, 118],
      [150, 105],
      [160, 112],
    ])
    expect(places(swingPoints(bars))).toEqual([
      ['high', 80],
      ['low', 100],
      ['high', 130],
      ['low', 150],
    ])
  })

  it('alternate, and each is the extreme between its neighbours', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const bars = randomWalk(800, seed)
        const points = swingPoints(bars, { reversal: 2 })
        points.forEach(({ kind, row, price, confirmedRow }, i) => {
          const [from, to] = [points[i - 1]?.row, points[i + 1]?.row]
          if (from === undefined || to === undefined) return
          expect(points[i - 1]?.kind).not.toBe(kind)
          const column = kind === 'high' ? bars.high : bars.low
          const between = [...column.subarray(from + 1, to)]
          expect(price).toBe(kind === 'high' ? Math.max(...between) : Math.min(...between))
          expect(confirmedRow).toBeGreaterThan(row)
        })
      }),
      { numRuns: 25, examples: [[300_170]] },
    )
  })

  it('are known only once the price has come back from them by the reversal', () => {
    const bars = randomWalk(600, 7)
    const points = swingPoints(bars)
    points.forEach(({ kind, price, confirmedRow, averageRange }, i) => {
      const [back, origin] = [
        (kind === 'high' ? bars.low : bars.high)[confirmedRow] as number,
        points[i - 1]?.price ?? (kind === 'high' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY),
      ]
      expect(i === 0 || Math.abs(price - back) >= 3 * averageRange || (kind === 'high' ? back < origin : back > origin)).toBe(true)
    })
  })

  it('are the same one by one, over a break, and in batch', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(399), { maxLength: 4 }), (seed, cuts) => {
        const bars = randomWalk(400, seed)
        expect(streamed(() => new SwingPoints(), bars, cuts)).toEqual(swingPoints(bars))
      }),
      { numRuns: 25 },
    )
  })

  it('turn with the series and grow with its prices', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -8, max: 8 }), (seed, power) => {
        const bars = onGrid(randomWalk(500, seed))
        const points = swingPoints(bars)
        expect(places(swingPoints(mirrored(bars, 128)))).toEqual(points.map(({ kind, row }) => [kind === 'high' ? 'low' : 'high', row]))
        const factor = 2 ** power
        expect(swingPoints(scaled(bars, factor))).toEqual(
          points.map((point) => ({ ...point, price: point.price * factor, averageRange: point.averageRange * factor })),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('refuse options that make no sense, and what another detector has saved', () => {
    expect(() => new SwingPoints({ reversal: -1 })).toThrow(expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_PARAMETERS' }))
    const saved = new SwingPoints({ reversal: 2 }).save()
    expect(() => new SwingPoints().restore(saved)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_STATE_INVALID' }))
    expect(() => new SwingPoints().restore(undefined)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_STATE_INVALID' }))
    expect(() => swingPoints({ ...drawn([[9, 1]]), close: new Float64Array(3) })).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_INPUT_MISSING' }),
    )
  })
})
