import * as averages from './averages/index.ts'
import * as candles from './candles/index.ts'
import * as cycle from './cycle/index.ts'
import * as levels from './levels/index.ts'
import * as math from './math/index.ts'
import * as momentum from './momentum/index.ts'
import type { IndicatorMaker } from './parts/define-indicator.ts'
import * as price from './price/index.ts'
import * as statistics from './statistics/index.ts'
import * as trend from './trend/index.ts'
import * as volatility from './volatility/index.ts'
import * as volume from './volume/index.ts'

/** All indicators, by family and export name. */
export const families: Readonly<Record<string, Readonly<Record<string, IndicatorMaker>>>> = {
  averages,
  candles,
  cycle,
  levels,
  math,
  momentum,
  price,
  statistics,
  trend,
  volatility,
  volume,
}

/** All indicators. */
export const allIndicators: readonly IndicatorMaker[] = Object.values(families).flatMap((family) => Object.values(family))
