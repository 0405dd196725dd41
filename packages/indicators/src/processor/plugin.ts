import { type Plugin, type PluginReference, definePlugin } from '@feedloom/core'
import { indicatorsSchema } from './config.ts'
import { inputsOf } from './entries.ts'
import { IndicatorsProcessor } from './indicators-processor.ts'
import { planOf } from './plan.ts'

/** Computes indicators on bars: `indicators` in a config. */
export const indicators: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'indicators',
  summary: 'Indicators on bars, streaming',
  stability: 'beta',
  configSchema: indicatorsSchema,
  references: (config): readonly PluginReference[] =>
    config.compute.map((entry) => ({
      name: entry.name,
      inputs: inputsOf(entry),
      kind: 'indicator',
      type: entry.type,
      config: entry.parameters,
      path: ['compute', entry.name, entry.type],
    })),
  create(context, config) {
    const plan = planOf(config.compute, ({ type, parameters }) => context.create('indicator', type, parameters))
    return new IndicatorsProcessor(config, plan, context)
  },
})
