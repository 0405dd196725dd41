import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { buildTurningPoints } from './turning-points.ts'

/** Fractals: highs (`up`) and lows (`down`) that stand out from `wings` bars on both sides, told so many bars later. */
export const fractal: IndicatorMaker<{ wings?: number }> = defineIndicator({
  type: 'fractal',
  aliases: ['williams-fractal'],
  summary: 'Highs and lows of five bars',
  source:
    'B. Williams, "Trading Chaos", 1995, in the strict form: an equal neighbour spoils it; at the bar that confirms it, NaN at others',
  schema: z.strictObject({ wings: period(2, 1, 'Bars on each side') }),
  build: ({ wings }) => buildTurningPoints({ left: wings, right: wings }, ['up', 'down']),
})
