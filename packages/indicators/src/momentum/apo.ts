import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type OscillatorParameters, buildOscillator, oscillatorNames, oscillatorSchema } from './price-oscillator.ts'

/** Absolute price oscillator: a fast mean less a slow one, in the unit of the price. TA-Lib `APO`. */
export const apo: IndicatorMaker<OscillatorParameters> = defineIndicator({
  type: 'apo',
  aliases: ['absolute-price-oscillator'],
  summary: 'Absolute price oscillator',
  source: 'TA-Lib APO; exponential means by default since 0.8.1, plain ones before',
  talib: { function: 'APO', parameters: oscillatorNames },
  display: { pane: 'own' },
  schema: oscillatorSchema,
  build: (parameters) => buildOscillator('apo', parameters, (fast, slow) => fast - slow),
})
