import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { RunningParabolic, acceleration } from './parabolic.ts'

/** Rows after which two stops with different beginnings have, in practice, turned on the same row. */
export const parabolicSettles = 200

/** Parabolic stop and reverse. TA-Lib `SAR`. */
export const sar: IndicatorMaker<{ acceleration?: number; maximum?: number }> = defineIndicator({
  type: 'sar',
  aliases: ['parabolic-sar'],
  summary: 'Parabolic stop and reverse',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib SAR',
  talib: { function: 'SAR', parameters: { optInAcceleration: 'acceleration', optInMaximum: 'maximum' } },
  display: { pane: 'price', styles: { sar: 'dots' } },
  schema: z.strictObject({
    acceleration: z.number().min(0).default(0.02).describe('First share of the way to the extreme, and its step'),
    maximum: z.number().min(0).default(0.2).describe('The largest share'),
  }),
  build({ acceleration: step, maximum }) {
    const pace = acceleration(step, step, maximum)
    const options = { long: pace, short: pace, start: 0, offset: 0, isSigned: false }
    const horizon = { warmup: 1, convergence: 1 + parabolicSettles }
    return { inputs: ['high', 'low'], outputs: ['sar'], ...horizon, create: () => new RunningParabolic(options, horizon) }
  },
})
