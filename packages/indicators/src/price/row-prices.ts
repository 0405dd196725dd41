import type { IndicatorInput } from '@feedloom/core'
import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type RowFormula, rowIndicator } from '../parts/row-formula.ts'

function rowPrice(type: string, alias: string, summary: string, inputs: readonly IndicatorInput[], formula: RowFormula): IndicatorMaker {
  return defineIndicator<object, Record<string, never>>({
    type,
    aliases: [alias],
    summary,
    source: `TA-Lib ${type.toUpperCase()}`,
    talib: { function: type.toUpperCase(), parameters: {} },
    display: { pane: 'price' },
    schema: z.strictObject({}),
    build: () => rowIndicator(inputs, 'price', formula),
  })
}

/** `(open + high + low + close) / 4`. TA-Lib `AVGPRICE`. */
export const avgprice: IndicatorMaker = rowPrice(
  'avgprice',
  'average-price',
  'Mean of open, high, low and close',
  ['open', 'high', 'low', 'close'],
  (open, high, low, close) => (high + low + close + open) / 4,
)

/** `(high + low) / 2`. TA-Lib `MEDPRICE`. */
export const medprice: IndicatorMaker = rowPrice(
  'medprice',
  'median-price',
  'Middle of high and low',
  ['high', 'low'],
  (high, low) => (high + low) / 2,
)

/** `(high + low + close) / 3`. TA-Lib `TYPPRICE`. */
export const typprice: IndicatorMaker = rowPrice(
  'typprice',
  'typical-price',
  'Mean of high, low and close',
  ['high', 'low', 'close'],
  (high, low, close) => (high + low + close) / 3,
)

/** `(high + low + 2 close) / 4`. TA-Lib `WCLPRICE`. */
export const wclprice: IndicatorMaker = rowPrice(
  'wclprice',
  'weighted-close-price',
  'Mean of high, low and twice the close',
  ['high', 'low', 'close'],
  (high, low, close) => (high + low + close * 2) / 4,
)
