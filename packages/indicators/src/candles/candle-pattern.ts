import type { InputRow } from '@feedloom/core'
import { z } from 'zod'
import type { Batch } from '../parts/batch.ts'
import { type BuiltIndicator, type IndicatorMaker, type IndicatorRecipe, defineIndicator } from '../parts/define-indicator.ts'
import { RunningIndicator } from '../parts/indicator-state.ts'
import { type CandleColumns, Candles } from './candles.ts'

/** 0, or how strongly a pattern ends with the newest candle; negative for bearish ones. */
type PatternRule = (candles: Candles, penetration: number) => number

/** What a candlestick pattern is to a trader. */
export interface CandlePattern {
  /** As a config writes it: `cdl2crows`. */
  readonly type: string
  /** `Two crows` */
  readonly name: string
  /** Candles that make it. */
  readonly bars: number
  /** `either`: the sign of the value tells. `neutral`: the value is 100 whatever comes. */
  readonly direction: 'bullish' | 'bearish' | 'either' | 'neutral'
  /** What traders take it for. A `candle` says what the one candle is like, no more. */
  readonly role: 'reversal' | 'continuation' | 'candle'
}

/** A rule with the penetration that it is asked with; NaN where it knows of none. */
interface PatternReading {
  readonly rule: PatternRule
  readonly penetration: number
}

/** An indicator of one pattern. */
export interface PatternMaker<Written extends object = object> extends IndicatorMaker<Written> {
  readonly pattern: CandlePattern
  /** The pattern with its standard parameters. */
  readonly reading: PatternReading
}
/** An indicator of a pattern whose depth can be chosen. */
export type PenetrationMaker = PatternMaker<{ penetration?: number }>

interface PatternRecipe extends Pick<CandlePattern, 'bars' | 'direction' | 'role'> {
  /** TA-Lib's name. */
  readonly talib: string
  /** `two-crows` */
  readonly alias: string
  /** Rows before its first value, the candles of the means included. */
  readonly warmup: number
  readonly rule: PatternRule
}

/** A power of two, more rows than any pattern reads: its own, and 14 before it. */
const ringLength = 16

/** One or several patterns over the same candles. */
class RunningPatterns extends RunningIndicator {
  readonly #ring: CandleColumns
  readonly #candles: Candles
  readonly #readings: readonly PatternReading[]

  constructor(readings: readonly PatternReading[], warmup: number) {
    super({ warmup, convergence: warmup })
    const first = this.cells.claimSeries(4 * ringLength)
    const part = (k: number): Float64Array => this.cells.series.subarray(first + k * ringLength, first + (k + 1) * ringLength)
    this.#ring = { open: part(0), high: part(1), low: part(2), close: part(3) }
    this.#candles = new Candles(this.#ring, ringLength - 1)
    this.#readings = readings
  }

  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.open) && Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close)
  }

  protected override compute(row: InputRow, out: Float64Array, index: number): void {
    this.#candles.turnTo(index, row.open, row.high, row.low, row.close)
    for (let k = 0; k < this.#readings.length; k++) {
      const { rule, penetration } = this.#readings[k] as PatternReading
      out[k] = rule(this.#candles, penetration)
    }
    if (!this.cells.isTrial) this.#keep(row, index % ringLength)
  }

  #keep(row: InputRow, slot: number): void {
    this.#ring.open[slot] = row.open
    this.#ring.high[slot] = row.high
    this.#ring.low[slot] = row.low
    this.#ring.close[slot] = row.close
  }
}

/** Several patterns in one pass. */
export function patternsOver(readings: readonly PatternReading[], outputs: readonly string[], warmup: number): BuiltIndicator {
  return {
    inputs: ['open', 'high', 'low', 'close'],
    outputs,
    warmup,
    convergence: warmup,
    create: () => new RunningPatterns(readings, warmup),
    batch: batchOver(readings, warmup),
  }
}

function batchOver(readings: readonly PatternReading[], warmup: number): Batch {
  return (columns, outputs) => {
    const [open, high, low, close] = columns as [Float64Array, Float64Array, Float64Array, Float64Array]
    const candles = new Candles({ open, high, low, close }, -1)
    for (let row = warmup; row < close.length; row++) {
      candles.turnTo(row, open[row] as number, high[row] as number, low[row] as number, close[row] as number)
      for (let k = 0; k < readings.length; k++) {
        const { rule, penetration } = readings[k] as PatternReading
        ;(outputs[k] as Float64Array)[row] = rule(candles, penetration)
      }
    }
  }
}

export const noParameters: z.ZodType<Record<string, never>, object> = z.strictObject({})

export function candlePattern(recipe: PatternRecipe): PatternMaker {
  const reading = { rule: recipe.rule, penetration: Number.NaN }
  const maker = defineIndicator({
    ...patternTexts(recipe, {}),
    schema: noParameters,
    build: () => patternsOver([reading], ['pattern'], recipe.warmup),
  })
  return Object.assign(maker, { pattern: factsOf(recipe), reading })
}

/** A pattern whose last candle closes so far, as a share of its body, within the first one. */
export function penetrationPattern(standard: number, recipe: PatternRecipe): PenetrationMaker {
  const maker = defineIndicator({
    ...patternTexts(recipe, { optInPenetration: 'penetration' }),
    schema: z.strictObject({
      penetration: z.number().min(0).default(standard).describe('How far into the first body, as a share of it, the close must come'),
    }),
    build: ({ penetration }) => patternsOver([{ rule: recipe.rule, penetration }], ['pattern'], recipe.warmup),
  })
  return Object.assign(maker, { pattern: factsOf(recipe), reading: { rule: recipe.rule, penetration: standard } })
}

function factsOf({ talib, alias, bars, direction, role }: PatternRecipe): CandlePattern {
  return { type: talib.toLowerCase(), name: alias.charAt(0).toUpperCase() + alias.slice(1).replaceAll('-', ' '), bars, direction, role }
}

type Texts = Pick<IndicatorRecipe<object, Record<string, never>>, 'type' | 'aliases' | 'summary' | 'source' | 'talib' | 'display'>

function patternTexts(recipe: PatternRecipe, parameters: Readonly<Record<string, string>>): Texts {
  const { type, name, bars, direction, role } = factsOf(recipe)
  const side = direction === 'either' ? 'bullish or bearish' : direction
  return {
    type,
    aliases: [recipe.alias],
    summary: `${name}: ${side} ${role}${role === 'candle' ? '' : ` of ${bars} candles`}`,
    source: `TA-Lib ${recipe.talib}, with its standard settings of what is long, short, near and far`,
    talib: { function: recipe.talib, parameters },
    display: { pane: 'marks' },
  }
}
