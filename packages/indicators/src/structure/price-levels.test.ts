import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawn, onGrid, randomWalk, realBars, scaled, streamed } from '../test/structure-series.ts'
import { PriceLevels, levelHistory, priceLevels, strengthOf } from './price-levels.ts'

const seeds = fc.integer({ min: 1, max: 1_000_000 })
/** Turns down at 110 three times and up at 100, then goes through and comes back to 110 from above. */
const range = drawn([
  [60, 100],
  [75, 110],
  [90, 100],
  [105, 110],
  [120, 100],
  [135, 110],
  [150, 104],
  [170, 122],
  [190, 110.2],
  [200, 116],
])

describe('levels', () => {
  it('form at the second touch and count the third', () => {
    const history = levelHistory(range).filter(({ price }) => price > 108)
    expect(history.map(({ state, side, touches }) => [state, side, touches])).toEqual([
      ['formed', 'resistance', 2],
      ['touched', 'resistance', 3],
      ['broken', 'support', 3],
      ['touched', 'support', 4],
    ])
    expect(new Set(history.map(({ id }) => id)).size).toBe(1)
    const [formed, , broken, last] = history
    expect(formed?.row).toBeGreaterThan(105)
    expect(formed?.row).toBeLessThan(120)
    expect(last).toMatchObject({ firstTouch: 75 * 60_000, lastTouch: 190 * 60_000, breaks: 1 })
    expect(last?.price).toBeCloseTo(110.1, 0)
    // A break halves what came before; a touch from the other side makes it stronger again.
    expect(broken?.strength).toBeLessThan(history[1]?.strength as number)
    expect(last?.strength).toBeGreaterThan(broken?.strength as number)
  })

  it('stand after the last bar lowest first, with what was last said of each', () => {
    const levels = priceLevels(range)
    expect(levels.map(({ side, state, touches }) => [side, state, touches])).toEqual([
      ['support', 'formed', 2],
      ['support', 'touched', 4],
    ])
    for (const { low, price, high, strength } of levels) {
      expect(low).toBeLessThan(price)
      expect(high).toBeGreaterThan(price)
      expect(strength).toBeGreaterThan(0)
      expect(strength).toBeLessThan(1)
    }
  })

  it('lose half of their weight at a break', () => {
    const [, second, broken] = levelHistory(range, { halfLife: 100_000 }).filter(({ price }) => price > 108)
    const weightOf = (strength = 0): number => -2 * Math.log2(1 - strength)
    expect(weightOf(second?.strength)).toBeCloseTo(3, 1)
    expect(weightOf(broken?.strength)).toBeCloseTo(1.5, 1)
  })

  /** Turns down at 110, at 111 and at a third price. */
  const tops = (third: number) =>
    drawn([
      [60, 100],
      [75, 110],
      [90, 99],
      [105, 111],
      [120, 101.5],
      [135, third],
      [150, 103],
    ])

  it('take a touch in at the nearest one', () => {
    const [level] = levelHistory(tops(110.3), { tolerance: 0.9 }).filter(({ price }) => price > 108)
    expect(level).toMatchObject({ state: 'formed', touches: 2, firstTouch: 75 * 60_000, lastTouch: 135 * 60_000 })
  })

  it('grow together when a touch brings them close', () => {
    const levels = levelHistory(tops(110.45), { tolerance: 1 }).filter(({ price }) => price > 108)
    expect(levels).toMatchObject([{ state: 'formed', touches: 3, firstTouch: 75 * 60_000, lastTouch: 135 * 60_000 }])
    // The first touch counts a quarter: a close went through it on the way up, and on the way down.
    expect(levels[0]?.price).toBeCloseTo((110.1 / 4 + 111.1 + 110.55) / 2.25, 1)
  })

  it('are forgotten without a touch', () => {
    const quiet = drawn([...Array.from({ length: 5 }, (_, i) => [60 + 15 * i, i % 2 === 0 ? 100 : 110] as const), [900, 110], [920, 105]])
    const states = levelHistory(quiet, { maxAge: 200 }).map(({ state }) => state)
    expect(states.filter((state) => state === 'expired').length).toBeGreaterThan(0)
    expect(priceLevels(quiet, { maxAge: 200 }).every(({ lastTouch }) => lastTouch > 700 * 60_000)).toBe(true)
  })

  it('are kept within bounds', () => {
    const detector = new PriceLevels({ maxLevels: 8, tolerance: 0 })
    const bars = randomWalk(3000, 5)
    streamed(() => detector, bars)
    expect(JSON.stringify(detector.save()).length).toBeLessThan(4000)
  })

  it('have a strength that two fresh touches halve the way of', () => {
    expect([0, 2, 4].map(strengthOf)).toEqual([0, 0.5, 0.75])
  })

  it('are the same one by one, over a break, and in batch', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(599), { maxLength: 4 }), (seed, cuts) => {
        const bars = randomWalk(600, seed)
        expect(streamed(() => new PriceLevels(), bars, cuts)).toEqual(levelHistory(bars))
      }),
      { numRuns: 20 },
    )
  })

  it('grow with the prices', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -8, max: 8 }), (seed, power) => {
        const bars = onGrid(randomWalk(600, seed))
        const factor = 2 ** power
        expect(levelHistory(scaled(bars, factor))).toEqual(
          levelHistory(bars).map((level) => ({
            ...level,
            price: level.price * factor,
            low: level.low * factor,
            high: level.high * factor,
          })),
        )
      }),
      { numRuns: 20 },
    )
  })

  const edge = realBars('edge')
  it.skipIf(edge === undefined)('are numbers whatever the bars: flat, without volume, with gaps and spikes', () => {
    const history = levelHistory(edge as NonNullable<typeof edge>, { atrPeriod: 5, reversal: 1 })
    expect(history.length).toBeGreaterThan(0)
    expect(history.every(({ price, low, high, strength }) => [price, low, high, strength].every(Number.isFinite))).toBe(true)
  })

  const real = realBars('dev')
  it.skipIf(real === undefined)('of real bars are touched by what they count', () => {
    for (const level of levelHistory(real as NonNullable<typeof real>)) {
      expect(level.touches).toBeGreaterThanOrEqual(2)
      expect(level.firstTouch).toBeLessThan(level.lastTouch)
      expect(level.lastTouch).toBeLessThanOrEqual(level.openTime)
    }
  })
})
