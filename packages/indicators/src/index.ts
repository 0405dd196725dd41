/**
 * Technical indicators, support and resistance, chart patterns and volume profiles: streaming, in batch, and as processors of a
 * pipeline.
 *
 * @module
 */
export * from './averages/index.ts'
export * from './candles/index.ts'
export * from './cycle/index.ts'
export * from './levels/index.ts'
export * from './math/index.ts'
export * from './momentum/index.ts'
export * from './price/index.ts'
export * from './statistics/index.ts'
export * from './trend/index.ts'
export * from './volatility/index.ts'
export * from './volume/index.ts'
export type { CandlePattern, PatternMaker, PenetrationMaker } from './candles/candle-pattern.ts'
export { type SeenCandlePattern, candleCatalogue, seenCandlePatterns } from './candles/candle-patterns.ts'
export { allIndicators, families } from './families.ts'
export { indicators } from './processor/plugin.ts'
export type { StructureBar, StructureColumns, StructureDetector } from './structure/bars.ts'
export type { LevelOptions, PatternOptions, SwingOptions } from './structure/options.ts'
export { type SwingPoint, SwingPoints, swingPoints } from './structure/swing-points.ts'
export { type LevelStatement, PriceLevels, levelHistory, priceLevels } from './structure/price-levels.ts'
export { levelsProcessor } from './structure/levels-plugin.ts'
export { type PatternName, type PatternPoint, type PatternScores, confidenceOf } from './chart-patterns/candidate.ts'
export { type ChartPattern, ChartPatterns, chartPatterns } from './chart-patterns/chart-patterns.ts'
export { chartPatternsProcessor } from './chart-patterns/chart-patterns-plugin.ts'
export { type ValueArea, valueArea } from './volume-profile/value-area.ts'
export {
  type Profile,
  type ProfileBars,
  type ProfileOptions,
  type ProfileTrades,
  volumeProfileOfBars,
  volumeProfileOfTrades,
} from './volume-profile/volume-profile.ts'
export { type ProfileWindow, type WindowProfile, WindowedProfile } from './volume-profile/windowed-profile.ts'
export { volumeProfileProcessor } from './volume-profile/volume-profile-plugin.ts'
export type { IndicatorsConfig } from './processor/config.ts'
export {
  type BuiltIndicator,
  type IndicatorAbout,
  type IndicatorMaker,
  type IndicatorRecipe,
  type TalibNames,
  defineIndicator,
} from './parts/define-indicator.ts'
export type { Batch } from './parts/batch.ts'
export type { SingleInput } from './parts/indicator-state.ts'
