import type { Plugin } from '@feedloom/core'
import { ema } from './averages/ema.ts'
import { sma } from './averages/sma.ts'
import { macd } from './momentum/macd.ts'
import { rsi } from './momentum/rsi.ts'
import { atr } from './volatility/atr.ts'
import { bbands, bollinger } from './volatility/bbands.ts'

export { indicators } from './processor/plugin.ts'

export const atrIndicator: Plugin<'indicator'> = atr.plugin
export const bbandsIndicator: Plugin<'indicator'> = bbands.plugin
export const bollingerIndicator: Plugin<'indicator'> = bollinger.plugin
export const emaIndicator: Plugin<'indicator'> = ema.plugin
export const macdIndicator: Plugin<'indicator'> = macd.plugin
export const rsiIndicator: Plugin<'indicator'> = rsi.plugin
export const smaIndicator: Plugin<'indicator'> = sma.plugin
