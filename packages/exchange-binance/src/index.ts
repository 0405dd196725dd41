/**
 * Binance spot and USD-M futures.
 *
 * @module
 */
export { binance, binanceNormalizer, binanceUsdm, binanceUsdmNormalizer } from './plugins.ts'
export { parsingOnly, spotNormalizer, usdmNormalizer } from './normalizer.ts'
export { type SpotConfig, spotConfig, spotSpec } from './spec-spot.ts'
export { type UsdmConfig, usdmConfig, usdmSpec } from './spec-usdm.ts'
export { spotBook, usdmBook } from './book-rules.ts'
