import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import * as bottoms from './bottoms.ts'
import { type CandlePattern, type PatternMaker, noParameters, patternsOver } from './candle-pattern.ts'
import * as crows from './crows.ts'
import * as dojis from './dojis.ts'
import * as engulfings from './engulfings.ts'
import * as gaps from './gaps.ts'
import * as hammers from './hammers.ts'
import * as hikkakes from './hikkakes.ts'
import * as methods from './methods.ts'
import * as piercings from './piercings.ts'
import * as singleCandles from './single-candles.ts'
import * as soldiers from './soldiers.ts'
import * as stars from './stars.ts'

const relatives = [singleCandles, dojis, hammers, engulfings, piercings, stars, crows, soldiers, gaps, methods, bottoms, hikkakes]
const makers = relatives
  .flatMap((file): PatternMaker[] => Object.values(file))
  .toSorted((a, b) => (a.pattern.type < b.pattern.type ? -1 : 1))

/** All candlestick patterns, by type: what they are called, how many candles make them and what they are taken for. */
export const candleCatalogue: readonly CandlePattern[] = makers.map(({ pattern }) => pattern)

/** The longest warm-up of them. */
const warmup = 14

/** All candlestick patterns in one pass, each an output under its type, with the standard penetrations. */
export const candlePatterns: IndicatorMaker = defineIndicator({
  type: 'candle-patterns',
  aliases: ['candlestick-patterns'],
  summary: 'All candlestick patterns at once, an output each',
  source: 'The candlestick patterns of TA-Lib (CDL…), each with its standard parameters',
  display: { pane: 'marks' },
  schema: noParameters,
  build: () =>
    patternsOver(
      makers.map(({ reading }) => reading),
      candleCatalogue.map(({ type }) => type),
      warmup,
    ),
})

/** A pattern that ends with a candle. */
export interface SeenCandlePattern {
  readonly pattern: CandlePattern
  /** As its indicator says: 80, 100 or 200, negative when bearish. */
  readonly value: number
}

/** Those patterns that one row of `candlePatterns` has seen, by type. */
export function seenCandlePatterns(row: ArrayLike<number>): SeenCandlePattern[] {
  return candleCatalogue
    .map((pattern, k) => ({ pattern, value: row[k] as number }))
    .filter(({ value }) => value !== 0 && !Number.isNaN(value))
}
