import type { WrittenCondition } from './condition-schema.ts'
import { indicatorSeries, type Series, seriesOf } from './series.ts'

export type Level = number | Series
export type Direction = 'up' | 'down' | 'either'

/** A condition, made out. */
export type Condition =
  | {
      readonly is: 'beyond'
      readonly series: Series
      readonly side: 'above' | 'below'
      readonly level: Level
      readonly rearm: number | undefined
    }
  | { readonly is: 'crossing'; readonly series: Series; readonly direction: Direction; readonly level: Level }
  | { readonly is: 'change'; readonly series: Series; readonly direction: Direction; readonly percent: number; readonly withinMs: number }
  | {
      readonly is: 'pattern'
      readonly name: string
      readonly direction: 'bullish' | 'bearish' | undefined
      readonly state: 'forming' | 'confirmed' | 'failed'
    }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition }

/** Of a condition that the schema has passed. */
export function conditionOf(written: WrittenCondition): Condition {
  const { pattern, all, any, not, direction, state = 'confirmed' } = written
  if (pattern !== undefined) return { is: 'pattern', name: pattern, direction, state }
  if (all !== undefined) return { is: 'all', of: all.map(conditionOf) }
  if (any !== undefined) return { is: 'any', of: any.map(conditionOf) }
  if (not !== undefined) return { is: 'not', of: conditionOf(not) }
  return testOf(written, written.indicator === undefined ? seriesOf(written.price ?? '') : indicatorSeries(written.indicator))
}

function testOf(written: WrittenCondition, series: Series): Condition {
  const { above, below, crosses, crossesAbove, crossesBelow, changes, moves, within: withinMs = 0, rearm } = written
  if (above !== undefined) return { is: 'beyond', series, side: 'above', level: levelOf(above), rearm }
  if (below !== undefined) return { is: 'beyond', series, side: 'below', level: levelOf(below), rearm }
  if (crosses !== undefined) return { is: 'crossing', series, direction: 'either', level: levelOf(crosses) }
  if (crossesAbove !== undefined) return { is: 'crossing', series, direction: 'up', level: levelOf(crossesAbove) }
  if (crossesBelow !== undefined) return { is: 'crossing', series, direction: 'down', level: levelOf(crossesBelow) }
  const percent = Number.parseFloat(changes ?? moves ?? '')
  const direction = moves !== undefined ? 'either' : percent < 0 ? 'down' : 'up'
  return { is: 'change', series, direction, percent: Math.abs(percent), withinMs }
}

function levelOf(level: number | string): Level {
  return typeof level === 'number' ? level : seriesOf(level)
}

/** Every series of a condition, each label once. */
export function seriesIn(condition: Condition): readonly Series[] {
  const found = new Map<string, Series>()
  const note = (series: Level): void => {
    if (typeof series !== 'number') found.set(series.label, series)
  }
  const walk = (part: Condition): void => {
    if (part.is === 'all' || part.is === 'any') for (const inner of part.of) walk(inner)
    else if (part.is === 'not') walk(part.of)
    else if ('series' in part) {
      note(part.series)
      if ('level' in part) note(part.level)
    }
  }
  walk(condition)
  return [...found.values()]
}

/** The patterns of a condition, by their keys. */
export function patternsIn(condition: Condition): readonly string[] {
  if (condition.is === 'pattern') return [condition.name]
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(patternsIn)
  return condition.is === 'not' ? patternsIn(condition.of) : []
}

/**
 * Whether it is something that happens, and so may happen again at the next bar (a crossing, a pattern) or the next tick,
 * or something that lasts; undefined for that.
 */
export function pulseOf(condition: Condition): 'bar' | 'tick' | undefined {
  if (condition.is === 'pattern') return 'bar'
  if (condition.is === 'crossing') return isTick(condition.series) || isTick(condition.level) ? 'tick' : 'bar'
  if (condition.is !== 'all' && condition.is !== 'any') return undefined
  const pulses = condition.of.map(pulseOf)
  if (condition.is === 'all') return pulses.includes('tick') ? 'tick' : pulses.find((pulse) => pulse !== undefined)
  if (pulses.includes(undefined)) return undefined
  return pulses.includes('bar') ? 'bar' : 'tick'
}

function isTick(level: Level): boolean {
  return typeof level !== 'number' && level.of === 'tick'
}
