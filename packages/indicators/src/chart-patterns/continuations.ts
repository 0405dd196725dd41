import type { SwingPoint } from '../structure/swing-points.ts'
import { type Candidate, type PatternName, type Surroundings, type Upright, hasLength, lastSwings, settled } from './candidate.ts'
import { type Line, fit, largestGap, priceAt, ratio, share, through } from './geometry.ts'

const mostTouches = 7

/**
 * Triangles and wedges: highs and lows on two lines that run together, touched at least five times, of wedges six times. Lo,
 * Mamaysky, Wang 2000, definition of TTOP and TBOT (five alternating extremes); Bulkowski: a side that is level makes the
 * triangle ascending or descending, lines that slope the same way a wedge, lines that slope towards each other a
 * symmetrical triangle, whose breakout may go either way. Target: the height at the begin, of a wedge the price where it
 * began. The longest run of turning points that fits is taken.
 */
export function converging(swings: readonly SwingPoint[], around: Surroundings): Candidate | undefined {
  const { triangleTouches, wedgeTouches } = around.options.converging
  for (let count = mostTouches; count >= Math.min(triangleTouches, wedgeTouches); count--) {
    if (swings.length < count) continue
    const found = convergingOf(swings.slice(-count), around)
    if (found !== undefined) return settled(found, 1)
  }
  return undefined
}

function convergingOf(points: readonly SwingPoint[], { options, averageRange, bars }: Surroundings): Upright | undefined {
  const rules = options.converging
  const [first, last] = [points[0] as SwingPoint, points.at(-1) as SwingPoint]
  if (!hasLength(first, last, options)) return undefined
  const highs = points.filter(({ kind }) => kind === 'high')
  const lows = points.filter(({ kind }) => kind === 'low')
  const [upper, lower] = [fit(highs), fit(lows)]
  const height = priceAt(upper, first.row) - priceAt(lower, first.row)
  const end = priceAt(upper, last.row) - priceAt(lower, last.row)
  if (height < options.minHeight * averageRange || end < rules.narrowest * height || end > rules.widest * height) return undefined
  const slack = (rules.tolerance * (height + end)) / 2
  const symmetry = evenness(points)
  if (symmetry < rules.evenness) return undefined
  const off = Math.max(largestGap(upper, highs), largestGap(lower, lows))
  if (off > slack || !bars.keepsBetween(lower, upper, first.row, last.row, slack)) return undefined
  const span = last.row - first.row
  const shape = shapeOf((upper.slope * span) / height, (lower.slope * span) / height, rules.flat)
  if (shape === undefined) return undefined
  const { name, breaks, isWedge } = shape
  const least = isWedge ? rules.wedgeTouches : rules.triangleTouches
  if (points.length < least) return undefined
  if (isWedge ? leastLeg(points, 2) < rules.legs ** 2 : leastLeg(points, 1) < rules.legs) return undefined
  const apex = first.row + height / (lower.slope - upper.slope)
  return {
    name,
    breaks,
    ...(isWedge ? { goal: breaks === 'down' ? Math.min(...lows.map(priceOf)) : Math.max(...highs.map(priceOf)) } : {}),
    family: 'converging',
    points,
    upper,
    lower,
    height,
    lastRow: Math.floor(Math.min(apex, last.row + span * options.wait)),
    scores: {
      precision: share(1 - off / slack),
      symmetry,
      context: (points.length - least + 1) / (mostTouches - least + 1),
      size: share(height / (2 * options.minHeight * averageRange)),
    },
  }
}

const priceOf = ({ price }: SwingPoint): number => price

interface Shape {
  readonly name: PatternName
  readonly breaks: Upright['breaks']
  readonly isWedge: boolean
}

/** By the rise of both lines over the pattern, as fractions of its height. */
function shapeOf(upper: number, lower: number, flat: number): Shape | undefined {
  const [up, down] = [Math.abs(upper) <= flat ? 0 : Math.sign(upper), Math.abs(lower) <= flat ? 0 : Math.sign(lower)]
  if (up === 0 && down === 1) return { name: 'ascending-triangle', breaks: 'up', isWedge: false }
  if (up === -1 && down === 0) return { name: 'descending-triangle', breaks: 'down', isWedge: false }
  if (up === -1 && down === 1) return { name: 'symmetrical-triangle', breaks: 'either', isWedge: false }
  if (up === 1 && down === 1) return { name: 'rising-wedge', breaks: 'down', isWedge: true }
  return up === -1 && down === -1 ? { name: 'falling-wedge', breaks: 'up', isWedge: true } : undefined
}

/** Mean distance in time between the points by the longest one. */
function evenness(points: readonly SwingPoint[]): number {
  let longest = 0
  for (let i = 1; i < points.length; i++) longest = Math.max(longest, (points[i] as SwingPoint).row - (points[i - 1] as SwingPoint).row)
  return ((points.at(-1) as SwingPoint).row - (points[0] as SwingPoint).row) / (points.length - 1) / longest
}

/** Legs should shrink: the least leg by the one `before` it; 0 when one grows by more than a tenth. */
function leastLeg(points: readonly SwingPoint[], before: number): number {
  const legs = points.slice(1).map(({ price }, i) => Math.abs(price - (points[i] as SwingPoint).price))
  const changes = legs.slice(before).map((leg, i) => leg / (legs[i] as number))
  return Math.max(...changes) > 1.1 ? 0 : Math.min(...changes)
}

/**
 * Flags and pennants: a steep move (the pole), then a short rest that takes back little of it, between two lines that run
 * level or against the pole. Bulkowski, chapters Flags and Pennants (High and Tight aside): confirmed by a close through
 * the line on the pole's side; the target is the pole once more.
 */
export function flag(swings: readonly SwingPoint[], { options, averageRange, bars }: Surroundings): Candidate | undefined {
  const last = lastSwings(swings, 5, 'low')
  if (last === undefined) return undefined
  const [foot, top, firstLow, secondTop, secondLow] = last.points as [SwingPoint, SwingPoint, SwingPoint, SwingPoint, SwingPoint]
  const rules = options.flag
  const [pole, poleBars] = [top.price - foot.price, top.row - foot.row]
  const flagBars = secondLow.row - top.row
  if (pole < rules.pole * averageRange || poleBars > rules.poleBars) return undefined
  if (flagBars > Math.max(10, rules.length * poleBars) || !hasLength(foot, secondLow, options)) return undefined
  const taken = (top.price - Math.min(firstLow.price, secondLow.price)) / pole
  const [upper, lower] = [through(top, secondTop), through(firstLow, secondLow)]
  const [begin, end] = [width(upper, lower, top.row), width(upper, lower, secondLow.row)]
  if (taken > rules.retrace || !leansBack(upper, begin, flagBars) || end <= 0 || begin <= 0 || end > begin / rules.parallel)
    return undefined
  const slack = 0.1 * pole
  const [up, down] = last.sign === 1 ? [upper, lower] : [mirrored(lower), mirrored(upper)]
  if (!bars.keepsBetween(down, up, top.row, secondLow.row, slack)) return undefined
  const isFlag = end >= rules.parallel * begin
  return settled(
    {
      name: `${last.sign === 1 ? 'bull' : 'bear'}-${isFlag ? 'flag' : 'pennant'}`,
      family: last.sign === 1 ? 'bull-flag' : 'bear-flag',
      breaks: 'up',
      points: last.points,
      upper,
      lower,
      height: pole,
      lastRow: secondLow.row + Math.max(5, Math.ceil(flagBars * options.wait)),
      scores: {
        precision: share(isFlag ? ratio(begin, end) : 1 - end / begin),
        symmetry: ratio(secondTop.row - top.row, secondLow.row - firstLow.row),
        context: share(1 - taken),
        size: share(pole / (2 * rules.pole * averageRange)),
      },
    },
    last.sign,
  )
}

const width = (upper: Line, lower: Line, row: number): number => priceAt(upper, row) - priceAt(lower, row)
const mirrored = ({ row, price, slope }: Line): Line => ({ row, price: -price, slope: -slope })

/** The line on the pole's side does not rise by more than a fifth of the flag's height. */
function leansBack(upper: Line, height: number, bars: number): boolean {
  return upper.slope * bars <= 0.2 * height
}
