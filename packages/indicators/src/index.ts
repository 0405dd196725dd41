/**
 * Technical indicators: streaming, in batch, and as a processor of a pipeline.
 *
 * @module
 */
export * from './averages/index.ts'
export * from './cycle/index.ts'
export * from './momentum/index.ts'
export * from './volatility/index.ts'
export { allIndicators, families } from './families.ts'
export { indicators } from './processor/plugin.ts'
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
