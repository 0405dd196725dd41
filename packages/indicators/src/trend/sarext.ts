import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { RunningParabolic, acceleration } from './parabolic.ts'
import { parabolicSettles } from './sar.ts'

function share(standard: number, description: string): z.ZodDefault<z.ZodNumber> {
  return z.number().min(0).default(standard).describe(description)
}

/** Parabolic stop and reverse with a pace for each side; the stop of a short side is shown below 0. TA-Lib `SAREXT`. */
export const sarext: IndicatorMaker<{
  start?: number
  offset?: number
  firstLong?: number
  stepLong?: number
  maximumLong?: number
  firstShort?: number
  stepShort?: number
  maximumShort?: number
}> = defineIndicator({
  type: 'sarext',
  aliases: ['parabolic-sar-extended'],
  summary: 'Parabolic stop and reverse, each side at its own pace',
  source: 'J. W. Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib SAREXT: short stops are below 0',
  talib: {
    function: 'SAREXT',
    parameters: {
      optInStartValue: 'start',
      optInOffsetOnReverse: 'offset',
      optInAccelerationInitLong: 'firstLong',
      optInAccelerationLong: 'stepLong',
      optInAccelerationMaxLong: 'maximumLong',
      optInAccelerationInitShort: 'firstShort',
      optInAccelerationShort: 'stepShort',
      optInAccelerationMaxShort: 'maximumShort',
    },
  },
  display: { pane: 'own', styles: { sar: 'dots' } },
  schema: z.strictObject({
    start: z.number().default(0).describe('0: by the first two rows; above 0: long from this stop; below 0: short from it'),
    offset: share(0, 'Share that the stop is moved away by when the side changes'),
    firstLong: share(0.02, 'First share of the way to the extreme, long'),
    stepLong: share(0.02, 'Its step, long'),
    maximumLong: share(0.2, 'The largest share, long'),
    firstShort: share(0.02, 'First share of the way to the extreme, short'),
    stepShort: share(0.02, 'Its step, short'),
    maximumShort: share(0.2, 'The largest share, short'),
  }),
  build(parameters) {
    const options = {
      long: acceleration(parameters.firstLong, parameters.stepLong, parameters.maximumLong),
      short: acceleration(parameters.firstShort, parameters.stepShort, parameters.maximumShort),
      start: parameters.start,
      offset: parameters.offset,
      isSigned: true,
    }
    const horizon = { warmup: 1, convergence: 1 + parabolicSettles }
    return { inputs: ['high', 'low'], outputs: ['sar'], ...horizon, create: () => new RunningParabolic(options, horizon) }
  },
})
