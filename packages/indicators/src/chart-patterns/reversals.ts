import type { SwingPoint } from '../structure/swing-points.ts'
import { type Candidate, type Surroundings, hasLength, lastSwings, settled } from './candidate.ts'
import { level, priceAt, ratio, share, through } from './geometry.ts'

/**
 * Double top and bottom: two extremes at one price after a move towards them; the turning point between them is the line
 * to break. T. N. Bulkowski, "Encyclopedia of Chart Patterns" (Double Tops, Double Bottoms: confirmed by a close beyond the
 * point between; the target is the height from there); A. Lo, H. Mamaysky, J. Wang, "Foundations of Technical Analysis",
 * Journal of Finance 55 (2000), definition of DTOP and DBOT. They allow 1.5 % between the extremes, we a fraction of the
 * height, which means the same on any market.
 */
export function doubleExtreme(swings: readonly SwingPoint[], { options, averageRange }: Surroundings): Candidate | undefined {
  const last = lastSwings(swings, 4, 'high')
  if (last === undefined) return undefined
  const [begin, first, middle, second] = last.points as [SwingPoint, SwingPoint, SwingPoint, SwingPoint]
  const { tolerance, trend, symmetry: even } = options.double
  const height = (first.price + second.price) / 2 - middle.price
  const unequal = Math.abs(first.price - second.price) / height
  const rise = (first.price - begin.price) / height
  if (height < options.minHeight * averageRange || unequal > tolerance || rise < trend) return undefined
  const symmetry = ratio(middle.row - first.row, second.row - middle.row)
  if (symmetry < even || !hasLength(first, second, options)) return undefined
  return settled(
    {
      name: last.sign === 1 ? 'double-top' : 'double-bottom',
      family: last.sign === 1 ? 'double-top' : 'double-bottom',
      breaks: 'down',
      points: [first, middle, second],
      upper: level(first.price > second.price ? first : second),
      lower: level(middle),
      height,
      lastRow: second.row + Math.ceil((second.row - first.row) * options.wait),
      scores: {
        precision: share(1 - unequal / tolerance),
        symmetry,
        context: share(rise / (2 * Math.max(trend, 0.5))),
        size: share(height / (2 * options.minHeight * averageRange)),
      },
    },
    last.sign,
  )
}

/**
 * Head and shoulders, upright and inverse: three extremes of which the middle one stands out; the line through the two
 * turning points between them is the neckline. Lo, Mamaysky, Wang 2000, definition of HS and IHS (shoulders equal, neckline
 * points equal); Bulkowski: confirmed by a close through the neckline, the target is the height of the head above it.
 */
export function headAndShoulders(swings: readonly SwingPoint[], { options, averageRange }: Surroundings): Candidate | undefined {
  const last = lastSwings(swings, 6, 'high')
  if (last === undefined) return undefined
  const [begin, left, leftNeck, head, rightNeck, right] = last.points as [
    SwingPoint,
    SwingPoint,
    SwingPoint,
    SwingPoint,
    SwingPoint,
    SwingPoint,
  ]
  const rules = options.headAndShoulders
  const neckline = through(leftNeck, rightNeck)
  const above = (point: SwingPoint): number => point.price - priceAt(neckline, point.row)
  const height = above(head)
  if (height < options.minHeight * averageRange || !hasLength(left, right, options)) return undefined
  const unequal = Math.abs(left.price - right.price) / height
  const slope = Math.abs(rightNeck.price - leftNeck.price) / height
  const isHead = head.price - Math.max(left.price, right.price) >= rules.head * height
  const hasShoulders = Math.min(above(left), above(right)) >= rules.shoulder * height
  const symmetry = ratio(head.row - left.row, right.row - head.row)
  const rise = (left.price - begin.price) / height
  if (!isHead || !hasShoulders || unequal > rules.tolerance || slope > rules.slope) return undefined
  if (symmetry < rules.symmetry || rise < rules.trend) return undefined
  return settled(
    {
      name: last.sign === 1 ? 'head-and-shoulders' : 'inverse-head-and-shoulders',
      family: last.sign === 1 ? 'head-and-shoulders' : 'inverse-head-and-shoulders',
      breaks: 'down',
      points: [left, leftNeck, head, rightNeck, right],
      upper: level(right),
      lower: neckline,
      height,
      lastRow: right.row + Math.ceil(((right.row - left.row) * options.wait) / 2),
      scores: {
        precision: share(1 - (unequal / rules.tolerance + slope / rules.slope) / 2),
        symmetry,
        context: share(rise / (2 * Math.max(rules.trend, 0.5))),
        size: share(height / (2 * options.minHeight * averageRange)),
      },
    },
    last.sign,
  )
}
