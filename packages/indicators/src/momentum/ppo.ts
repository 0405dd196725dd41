import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type OscillatorParameters, buildOscillator, oscillatorNames, oscillatorSchema } from './price-oscillator.ts'

/** Percentage price oscillator: how far a fast mean is from a slow one, in percent of the slow one; 0 where that is 0. TA-Lib `PPO`. */
export const ppo: IndicatorMaker<OscillatorParameters> = defineIndicator({
  type: 'ppo',
  aliases: ['percentage-price-oscillator'],
  summary: 'Percentage price oscillator',
  source: 'TA-Lib PPO; exponential means by default since 0.8.1, plain ones before',
  talib: { function: 'PPO', parameters: oscillatorNames },
  display: { pane: 'own' },
  schema: oscillatorSchema,
  build: (parameters) => buildOscillator('ppo', parameters, (fast, slow) => (slow === 0 ? 0 : ((fast - slow) / slow) * 100)),
})
