import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { period } from '../parts/parameters.ts'
import { closeLocation } from './accumulation.ts'
import { RunningVolumeMean } from './weighted-mean.ts'

/** Chaikin money flow: where in their ranges the last `period` bars closed, by volume, -1 to 1; 0 while there is no volume. */
export const cmf: IndicatorMaker<{ period?: number }> = defineIndicator({
  type: 'cmf',
  aliases: ['chaikin-money-flow'],
  summary: 'Where bars close in their ranges, by volume',
  source: 'M. Chaikin; a bar without range counts as closed in its middle',
  display: { pane: 'own', levels: [0], range: [-1, 1] },
  schema: z.strictObject({ period: period(20, 1, 'Rows looked back on') }),
  build({ period: length }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: ['high', 'low', 'close', 'volume'],
      outputs: ['cmf'],
      ...horizon,
      create: () => new RunningVolumeMean(length, ({ high, low, close }) => closeLocation(high, low, close), 0, horizon),
    }
  },
})
