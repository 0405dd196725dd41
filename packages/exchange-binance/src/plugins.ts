import type { Plugin } from '@feedloom/core'
import { exchangePlugins } from '@feedloom/exchange-kit'
import { spotSpec } from './spec-spot.ts'
import { usdmSpec } from './spec-usdm.ts'

const spot = exchangePlugins(spotSpec)
const usdm = exchangePlugins(usdmSpec)

/** Binance spot. */
export const binance: Plugin<'source'> = spot.source
/** Decodes Binance spot alone, e.g. for a replay. */
export const binanceNormalizer: Plugin<'normalizer'> = spot.normalizer
/** Binance USD-M futures. */
export const binanceUsdm: Plugin<'source'> = usdm.source
/** Decodes Binance USD-M futures alone. */
export const binanceUsdmNormalizer: Plugin<'normalizer'> = usdm.normalizer
