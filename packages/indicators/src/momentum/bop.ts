import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { rowIndicator } from '../parts/row-formula.ts'

/** Balance of power: how much of its range a bar moved from open to close, -1 to 1; 0 without range. TA-Lib `BOP`. */
export const bop: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'bop',
  aliases: ['balance-of-power'],
  summary: 'Move from open to close as a share of the range',
  source: 'I. Livshin, 2001; TA-Lib BOP',
  talib: { function: 'BOP', parameters: {} },
  display: { pane: 'own', range: [-1, 1] },
  schema: z.strictObject({}),
  build: () =>
    rowIndicator(['open', 'high', 'low', 'close'], 'bop', (open, high, low, close) => (high - low > 0 ? (close - open) / (high - low) : 0)),
})
