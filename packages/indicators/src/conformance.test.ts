import { fileURLToPath } from 'node:url'
import type { Plugin, PluginContext } from '@feedloom/core'
import { indicatorSuite, pluginSuite, processorSuite, runSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import { atr, bbands, ema, macd, rsi, sma } from './index.ts'
import * as plugins from './plugins.ts'
import { bar, batch, indicatorPlugins, processorOf } from './test/processing.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const compute = { rsi5: { rsi: { period: 5 } }, mean: { sma: { period: 3 }, of: 'rsi5' } }

for (const [name, make] of Object.entries({ atr, bbands, ema, macd, rsi, sma })) {
  runSuite(indicatorSuite({ create: () => make() }), { describe, it }, name)
}

for (const plugin of indicatorPlugins) runSuite(pluginSuite({ plugin, packageFolder }), { describe, it }, `indicator ${plugin.type}`)

const withParts = (base: PluginContext): PluginContext => {
  const create = (_kind: string, type: string, config: unknown): unknown =>
    indicatorPlugins.find((plugin: Plugin) => plugin.type === type)?.create(base, config)
  return { ...base, create } as PluginContext
}

runSuite(
  pluginSuite({ plugin: plugins.indicators, packageFolder, config: { input: { interval: '1m' }, compute }, context: withParts }),
  { describe, it },
  'processor indicators',
)

const bars = Array.from({ length: 40 }, (_, row) => bar(row, 100 + (row % 7)))
runSuite(
  processorSuite({ create: () => processorOf({ compute }), batches: [batch(...bars.slice(0, 15)), batch(...bars.slice(15))] }),
  { describe, it },
  'processor indicators on bars',
)
