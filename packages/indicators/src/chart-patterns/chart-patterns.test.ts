import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SwingPoints } from '../structure/swing-points.ts'
import { barAt, drawn, mirrored, onGrid, randomWalk, realBars, scaled, streamed, whiteNoise } from '../test/structure-series.ts'
import { type ChartPattern, ChartPatterns, chartPatterns } from './chart-patterns.ts'
import { type PatternName, confidenceOf } from './candidate.ts'

type Points = readonly (readonly [row: number, price: number])[]

/** Down first, so that the move into the pattern begins at a turning point. */
const start: Points = [
  [60, 100],
  [70, 92],
]

/** Each name with the series that a textbook draws, and its mirror image. */
const textbook: readonly (readonly [name: PatternName, mirror: PatternName, points: Points])[] = [
  ['double-top', 'double-bottom', [...start, [95, 115], [108, 106], [121, 115.3], [135, 104]]],
  [
    'head-and-shoulders',
    'inverse-head-and-shoulders',
    [...start, [95, 112], [105, 106], [118, 118], [131, 106.5], [141, 112.4], [155, 101]],
  ],
  [
    'ascending-triangle',
    'descending-triangle',
    [...start, [90, 112], [102, 102], [114, 112.2], [124, 105.5], [133, 112], [140, 108.5], [150, 117]],
  ],
  ['bull-flag', 'bear-flag', [...start, [78, 91.5], [84, 106], [87, 103.5], [90, 105.5], [93, 102.8], [99, 110]]],
  ['bull-pennant', 'bear-pennant', [...start, [78, 91.5], [84, 106], [88, 102], [91, 105], [94, 103], [99, 110]]],
  [
    'rising-wedge',
    'falling-wedge',
    [...start, [85, 104], [97, 95], [109, 110], [119, 104], [129, 114], [137, 110.5], [144, 116.5], [165, 104]],
  ],
]
const symmetrical: Points = [...start, [90, 114], [102, 102], [113, 112], [123, 104.5], [132, 110], [138, 106.5], [150, 114]]

const confirmed = (found: readonly ChartPattern[]): readonly ChartPattern[] => found.filter(({ state }) => state === 'confirmed')
const names = (found: readonly ChartPattern[]): readonly string[] => [...new Set(confirmed(found).map(({ name }) => name))]
const seeds = fc.integer({ min: 1, max: 1_000_000 })

describe('a textbook pattern', () => {
  for (const [name, mirror, points] of textbook) {
    it(`${name} is confirmed, and upside down ${mirror}`, () => {
      expect(names(chartPatterns(drawn(points)))).toEqual([name])
      expect(names(chartPatterns(mirrored(drawn(points), 100)))).toEqual([mirror])
    })

    it(`${name} is found under noise`, () => {
      const found = Array.from({ length: 40 }, (_, seed) => names(chartPatterns(drawn(points, 0.12, seed + 1))).includes(name))
      expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(34)
    })
  }

  it('symmetrical-triangle is neutral until it breaks out, either way', () => {
    const up = chartPatterns(drawn(symmetrical)).filter(({ name }) => name === 'symmetrical-triangle')
    expect(up[0]).toMatchObject({ state: 'forming', direction: 'neutral', level: undefined, target: undefined })
    expect(up.at(-1)).toMatchObject({ state: 'confirmed', direction: 'bullish' })
    const down = chartPatterns(drawn([...symmetrical.slice(0, -2), [138, 107.5], [150, 99]]))
    expect(down.at(-1)).toMatchObject({ name: 'symmetrical-triangle', state: 'confirmed', direction: 'bearish' })
  })

  it('names its points, the line to break and the target', () => {
    const [forming, done] = chartPatterns(drawn((textbook[0] as (typeof textbook)[number])[2]))
    expect(forming).toMatchObject({ name: 'double-top', direction: 'bearish', state: 'forming' })
    expect(forming?.points.map(({ row }) => row)).toEqual([95, 108, 121])
    expect(forming?.points.map(({ openTime }) => openTime)).toEqual([95, 108, 121].map((row) => row * 60_000))
    expect(forming?.level).toBeCloseTo(105.9)
    expect(forming?.target).toBeCloseTo(105.9 - (115.25 - 105.9))
    expect(forming?.invalidation).toBeCloseTo(115.4)
    expect(done).toMatchObject({ id: forming?.id, state: 'confirmed' })
    expect(done?.row).toBeGreaterThan(121)
    expect([Object.isFrozen(done), Object.isFrozen(done?.points), Object.isFrozen(done?.scores)]).toEqual([true, true, true])
  })

  it('fails when the price goes the other way, or nowhere', () => {
    const top = (textbook[0] as (typeof textbook)[number])[2].slice(0, -1)
    const away = chartPatterns(drawn([...top, [127, 110], [140, 122]]))
    expect(away.map(({ state }) => state)).toEqual(['forming', 'failed'])
    const nowhere = chartPatterns(drawn([...top, [127, 110], [180, 110.5]]))
    expect(nowhere.map(({ state }) => state)).toEqual(['forming', 'failed'])
  })

  it('is surer the closer it comes to its definition, and with the volume that belongs to it', () => {
    const top = (second: number): Points => [...start, [95, 115], [108, 106], [121, second], [135, 104]]
    const sure = (bars: ReturnType<typeof drawn>): number => confirmed(chartPatterns(bars, { minConfidence: 0 }))[0]?.confidence ?? 0
    expect(sure(drawn(top(115)))).toBeGreaterThan(sure(drawn(top(115.7))))
    const bars = drawn(top(115))
    const volume = bars.volume.map((_, row) => (row < 108 ? 150 : row < 121 ? 80 : 400))
    expect(sure({ ...bars, volume })).toBeGreaterThan(sure(bars))
    const unknown = bars.volume.map(() => Number.NaN)
    expect(confirmed(chartPatterns({ ...bars, volume: unknown }))[0]?.scores.volume).toBe(0.5)
  })
})

/** One rule of a definition broken at a time. */
const nearMisses: readonly (readonly [what: string, name: PatternName, points: Points])[] = [
  [
    'two tops without a rise before them',
    'double-top',
    [
      [60, 116],
      [72, 106.5],
      [95, 115],
      [108, 106],
      [121, 115.3],
      [135, 104],
    ],
  ],
  ['tops of which one is a fifth higher', 'double-top', [...start, [95, 115], [108, 106], [121, 117], [135, 104]]],
  ['halves of which one takes ten times as long', 'double-top', [...start, [95, 115], [101, 106], [165, 115.3], [175, 104]]],
  [
    'a head no higher than a shoulder',
    'head-and-shoulders',
    [...start, [95, 112], [105, 106], [118, 112.5], [131, 106.5], [141, 112.4], [155, 101]],
  ],
  ['a steep neckline', 'head-and-shoulders', [...start, [95, 112], [105, 104], [118, 118], [131, 108.5], [141, 114.5], [155, 98]]],
  [
    'a right shoulder that comes late',
    'head-and-shoulders',
    [...start, [95, 112], [100, 106], [106, 118], [140, 106.5], [152, 112.4], [166, 101]],
  ],
  [
    'shoulders at the neckline',
    'head-and-shoulders',
    [...start, [95, 109], [105, 106], [118, 118], [131, 106.5], [141, 109.4], [155, 101]],
  ],
  [
    'points far apart and then close together',
    'ascending-triangle',
    [...start, [90, 112], [140, 102], [152, 112.2], [158, 105.5], [164, 112], [168, 108.5], [178, 117]],
  ],
  ['a flag that rises with its pole', 'bull-flag', [...start, [78, 91.5], [84, 106], [87, 104.3], [90, 108.5], [93, 106.6], [99, 113]]],
  ['a flag that takes half of the pole back', 'bull-flag', [...start, [78, 91.5], [84, 106], [87, 98.5], [90, 105.5], [93, 98], [99, 110]]],
]

describe('a near miss', () => {
  for (const [what, name, points] of nearMisses) {
    it(`is not called ${name}: ${what}`, () => {
      expect(names(chartPatterns(drawn(points), { minConfidence: 0 }))).not.toContain(name)
    })
  }

  it('is not called a triangle when closes leave its lines', () => {
    const inside: Points = [...start, [90, 114], [102, 102], [113, 112], [123, 104.5], [132, 110], [138, 106.5], [150, 114]]
    const strict = { minConfidence: 0, converging: { tolerance: 0.06 } }
    expect(names(chartPatterns(drawn(inside), strict))).toContain('symmetrical-triangle')
    const outside: Points = [...inside.slice(0, 5), [122, 111.9], ...inside.slice(5)]
    expect(names(chartPatterns(drawn(outside), strict))).not.toContain('symmetrical-triangle')
  })
})

describe('confidence', () => {
  it('is the weighted mean of its scores', () => {
    const none = { precision: 0, symmetry: 0, context: 0, size: 0, volume: 0 }
    expect(confidenceOf(none)).toBe(0)
    expect(confidenceOf({ precision: 1, symmetry: 1, context: 1, size: 1, volume: 1 })).toBeCloseTo(1)
    expect(confidenceOf({ ...none, precision: 1 })).toBeCloseTo(0.3)
  })
})

describe('noise', () => {
  // Random walks do draw patterns; the rates are a baseline that a strategy has to beat.
  it('draws at most six confirmed patterns in a thousand bars of a random walk', () => {
    let count = 0
    for (let seed = 1; seed <= 10; seed++) count += confirmed(chartPatterns(randomWalk(3000, seed))).length
    expect(count / 30).toBeLessThan(6)
    expect(count / 30).toBeGreaterThan(1)
  })

  it('draws none where no bar remembers the one before, and none in a straight line', () => {
    let count = 0
    for (let seed = 1; seed <= 5; seed++) count += confirmed(chartPatterns(whiteNoise(2000, seed))).length
    expect(count / 10).toBeLessThanOrEqual(0.5)
    expect(
      chartPatterns(
        drawn(
          [
            [60, 100],
            [800, 300],
          ],
          0.05,
        ),
      ),
    ).toEqual([])
    expect(chartPatterns(drawn([[800, 100]]))).toEqual([])
  })
})

describe('chart patterns', () => {
  it('know nothing of later bars: the same one by one, over a break, and in batch', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(799), { maxLength: 4 }), (seed, cuts) => {
        const bars = randomWalk(800, seed)
        expect(streamed(() => new ChartPatterns(), bars, cuts)).toEqual(chartPatterns(bars))
      }),
      { numRuns: 15 },
    )
  })

  it('turn with the series and grow with its prices, whenever it was', () => {
    const opposite = { bullish: 'bearish', bearish: 'bullish', neutral: 'neutral' } as const
    fc.assert(
      fc.property(seeds, fc.integer({ min: -8, max: 8 }), fc.integer({ min: 0, max: 1e12 }), (seed, power, delay) => {
        const bars = onGrid(randomWalk(800, seed))
        const found = chartPatterns(bars)
        const turned = chartPatterns(mirrored(bars, 128))
        const facts = (list: readonly ChartPattern[], turn = false): unknown =>
          list.map(({ state, row, points, direction }) => [
            state,
            row,
            points.map((point) => point.row),
            turn ? opposite[direction] : direction,
          ])
        expect(facts(turned)).toEqual(facts(found, true))
        expect(facts(chartPatterns(scaled(bars, 2 ** power, delay)))).toEqual(facts(found))
      }),
      { numRuns: 15 },
    )
  })

  it('are confirmed by a close beyond the level, after all their points', () => {
    const bars = randomWalk(6000, 3)
    for (const { row, direction, level, points, openTime } of confirmed(chartPatterns(bars))) {
      const beyond = ((bars.close[row] as number) - (level as number)) * (direction === 'bullish' ? 1 : -1)
      expect(beyond).toBeGreaterThan(0)
      expect(openTime).toBe(bars.openTime[row])
      expect(points.every((point, i) => point.row > (points[i - 1]?.row ?? -1) && point.row < row)).toBe(true)
    }
  })

  it('are confirmed only by a close that is far enough beyond', () => {
    const bars = randomWalk(4000, 5)
    const swings = new SwingPoints()
    const ranges = Array.from(bars.close, (_, row) => {
      swings.update(barAt(bars, row))
      return swings.averageRange
    })
    const found = confirmed(chartPatterns(bars, { breakout: 1 }))
    expect(found.length).toBeGreaterThan(0)
    for (const { row, level } of found) {
      expect(Math.abs((bars.close[row] as number) - (level as number))).toBeGreaterThan(ranges[row] as number)
    }
  })

  it('are not found again with one point more, or on another scale', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const over = chartPatterns(randomWalk(4000, seed)).filter(({ state }) => state !== 'forming')
      over.forEach((one, i) => {
        const rows = new Set(one.points.map(({ row }) => row))
        const again = over
          .slice(i + 1)
          .filter(({ name, points }) => name === one.name && points.filter(({ row }) => rows.has(row)).length > 1)
        expect(again).toEqual([])
      })
    }
  })

  it('are each stated as forming at most until they are over', () => {
    const last = new Map<string, string>()
    for (const { id, state } of chartPatterns(randomWalk(6000, 4))) {
      expect(last.get(id) ?? 'forming').toBe('forming')
      last.set(id, state)
    }
  })

  it('keep what they remember within bounds', () => {
    const detector = new ChartPatterns()
    streamed(() => detector, randomWalk(1000, 9))
    const early = JSON.stringify(detector.save()).length
    streamed(() => detector, randomWalk(5000, 9))
    expect(JSON.stringify(detector.save()).length).toBeLessThan(early * 2)
  })

  const edge = realBars('edge')
  it.skipIf(edge === undefined)('are numbers whatever the bars: flat, without volume, with gaps and spikes', () => {
    for (const { level, target, invalidation, confidence, points, direction } of chartPatterns(edge as NonNullable<typeof edge>, {
      minConfidence: 0,
      atrPeriod: 5,
      reversals: [1, 2],
    })) {
      const known = direction === 'neutral' ? [] : [level, target, invalidation]
      expect([...known, confidence, ...points.map(({ price }) => price)].every(Number.isFinite)).toBe(true)
      expect(confidence >= 0 && confidence <= 1).toBe(true)
    }
  })

  const real = realBars('dev')
  it.skipIf(real === undefined)('of real bars are those that a look at the chart shows', () => {
    const found = confirmed(chartPatterns(real as NonNullable<typeof real>))
    expect(found.filter(({ name }) => name === 'head-and-shoulders').map(({ points }) => points[2]?.row)).toEqual([569, 998, 1049, 1749])
  })
})
