import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { buildTurningPoints } from './turning-points.ts'

/** Swing pivots: highs and lows that stand out from the bars on both sides, told `right` bars later. */
export const swingPivots: IndicatorMaker<{ left?: number; right?: number }> = defineIndicator({
  type: 'swing-pivots',
  aliases: ['pivot-highs-lows'],
  summary: 'Highs and lows that stand out',
  source: 'Pivot highs and lows in the strict form: an equal neighbour spoils them; at the bar that confirms them, NaN at others',
  schema: z.strictObject({ left: period(5, 1, 'Bars before'), right: period(5, 1, 'Bars after, until it is known') }),
  build: (sides) => buildTurningPoints(sides, ['high', 'low']),
})
