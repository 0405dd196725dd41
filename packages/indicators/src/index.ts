/**
 * Technical indicators: streaming, in batch, and as a processor of a pipeline.
 *
 * @module
 */
export { ema } from './averages/ema.ts'
export { sma } from './averages/sma.ts'
export { macd } from './momentum/macd.ts'
export { rsi } from './momentum/rsi.ts'
export { atr } from './volatility/atr.ts'
export { bbands, bollinger } from './volatility/bbands.ts'
export { indicators } from './processor/plugin.ts'
export type { IndicatorsConfig } from './processor/config.ts'
export { type IndicatorMaker, type IndicatorRecipe, defineIndicator } from './parts/define-indicator.ts'
