import type { EpochMs } from '@feedloom/core'
import type { SettledPatternOptions } from '../structure/options.ts'
import type { SwingPoint } from '../structure/swing-points.ts'
import type { BarWindow } from './bar-window.ts'
import { type Line, flipped, flippedLine } from './geometry.ts'

export type PatternName =
  | 'double-top'
  | 'double-bottom'
  | 'head-and-shoulders'
  | 'inverse-head-and-shoulders'
  | 'ascending-triangle'
  | 'descending-triangle'
  | 'symmetrical-triangle'
  | 'rising-wedge'
  | 'falling-wedge'
  | 'bull-flag'
  | 'bear-flag'
  | 'bull-pennant'
  | 'bear-pennant'

/** What one bar gives to a pattern. */
export interface PatternPoint {
  readonly row: number
  readonly openTime: EpochMs
  /** The high or the low of the bar. */
  readonly price: number
}

/**
 * How well a pattern answers to its definition, part by part, from 0 to 1.
 *
 * - `precision`: 1 where points that should be equal (or on one line) are, 0 at the tolerance.
 * - `symmetry`: evenness in time, the shorter part by the longer one.
 * - `context`: what should come with it: the move into a reversal, the touches of a triangle, the steepness of a pole.
 * - `size`: 0.5 at the least height that is asked for, 1 at twice that.
 * - `volume`: whether volume fell while it formed and rose when it broke out; 0.5 where volume is unknown.
 */
export interface PatternScores {
  readonly precision: number
  readonly symmetry: number
  readonly context: number
  readonly size: number
  readonly volume: number
}

const weights: PatternScores = { precision: 0.3, symmetry: 0.2, context: 0.2, size: 0.1, volume: 0.2 }

/**
 * From 0 to 1: the weighted mean of the scores; precision counts 0.3, symmetry, context and volume 0.2 each, size 0.1. It
 * says how much a pattern looks like its definition, not how likely its target is.
 */
export function confidenceOf(scores: PatternScores): number {
  let sum = 0
  for (const name of Object.keys(weights) as (keyof PatternScores)[]) sum += weights[name] * scores[name]
  return sum
}

/** Geometry that fits a definition and waits for its breakout. Plain JSON. */
export interface Candidate {
  readonly name: PatternName
  /** At most one candidate per family and scale is alive. */
  readonly family: string
  readonly direction: 'bullish' | 'bearish' | 'neutral'
  readonly points: readonly PatternPoint[]
  /** A close above `upper` or below `lower` decides. */
  readonly upper: Line
  readonly lower: Line
  /** Distance from the breakout to the target; quote units. */
  readonly height: number
  /** The target, where it is a price of the pattern itself. */
  readonly goal?: number
  /** The last row in which it may break out. */
  readonly lastRow: number
  readonly scores: Omit<PatternScores, 'volume'>
}

/** What matchers look at: the latest turning points of one scale, oldest first, and what was around them. */
export interface Surroundings {
  readonly options: SettledPatternOptions
  readonly averageRange: number
  readonly bars: BarWindow
}

export type Matcher = (swings: readonly SwingPoint[], around: Surroundings) => Candidate | undefined

/** What a matcher finds in the upright form; `sign` -1 means that it was looked for upside down. */
export interface Upright extends Omit<Candidate, 'points' | 'direction'> {
  readonly points: readonly SwingPoint[]
  /** `with` the upright picture's upper line, or through its lower one. */
  readonly breaks: 'up' | 'down' | 'either'
}

/** Turns a finding back into the prices that it was found in. */
export function settled(found: Upright, sign: 1 | -1): Candidate {
  const { points, breaks, upper, lower, goal, ...rest } = found
  const isUp = (breaks === 'up') === (sign === 1)
  const lines = sign === 1 ? { upper, lower } : { upper: flippedLine(lower, -1), lower: flippedLine(upper, -1) }
  return {
    ...rest,
    ...lines,
    ...(goal === undefined ? {} : { goal: sign * goal }),
    direction: breaks === 'either' ? 'neutral' : isUp ? 'bullish' : 'bearish',
    points: points.map((point) => {
      const { row, openTime, price } = flipped(point, sign)
      return { row, openTime, price }
    }),
  }
}

/** The last `count` turning points, upside down when the last of them is not of the kind that the picture ends with. */
export function lastSwings(
  swings: readonly SwingPoint[],
  count: number,
  endsWith: SwingPoint['kind'],
): { readonly sign: 1 | -1; readonly points: readonly SwingPoint[] } | undefined {
  const last = swings.at(-1)
  if (last === undefined || swings.length < count) return undefined
  const sign = last.kind === endsWith ? 1 : -1
  return { sign, points: swings.slice(-count).map((swing) => flipped(swing, sign)) }
}

/** Whether the bars from the first point to the last are neither too few nor too many. */
export function hasLength(from: PatternPoint, to: PatternPoint, { minBars, maxBars }: SettledPatternOptions): boolean {
  const bars = to.row - from.row
  return bars >= minBars && bars <= maxBars
}
