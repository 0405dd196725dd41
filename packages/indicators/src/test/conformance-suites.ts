import { fileURLToPath } from 'node:url'
import type { Indicator, Plugin, PluginContext } from '@feedloom/core'
import { type ConformanceSuite, indicatorSuite, pluginSuite, processorSuite, type ReferenceValues } from '@feedloom/testkit/conformance'
import { allIndicators } from '../families.ts'
import type { IndicatorMaker } from '../parts/define-indicator.ts'
import * as plugins from '../plugins.ts'
import { columnsOf } from './golden.ts'
import { bar, batch, processorOf } from './processing.ts'
import { structureSuites } from './structure-suites.ts'
import { exceptions } from './talib-exceptions.ts'
import { callsOf, indicatorFor, inputsFor } from './talib.ts'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const compute = { rsi5: { rsi: { period: 5 } }, mean: { sma: { period: 3 }, of: 'rsi5' } }

/** TA-Lib's values with its default parameters. Undefined for others, and where the shared folder is missing. */
function referenceOf(maker: IndicatorMaker): { readonly create: () => Indicator; readonly reference: ReferenceValues } | undefined {
  const name = maker.about.talib?.function ?? ''
  const all = name.startsWith('CDL') ? ['cdl'] : ['dev', 'fx']
  const series = all.find((one) => !exceptions.some((exception) => exception.series === one && exception.call === name)) ?? ''
  const columns = columnsOf(series)
  const [call] = callsOf(series, name)
  const indicator = call === undefined ? undefined : indicatorFor(maker, call[1])
  if (columns === undefined || call === undefined || indicator === undefined) return undefined
  const numberOf = (value: number | string | null): number => (typeof value === 'number' ? value : Number.NaN)
  const outputs = Object.values(call[1].outputs).map((values) => values.map(numberOf))
  return { create: () => indicator, reference: { inputs: inputsFor(indicator, call[1], columns), outputs } }
}

/** Of numbers from -1 to 1. */
const narrow = new Set(['acos', 'asin'])

/** Marks of turning points, and levels that come with the second session. */
const sparse = new Set(['fractal', 'swing-pivots', 'pivots'])

const withParts = (base: PluginContext): PluginContext => {
  const create = (_kind: string, type: string, config: unknown): unknown =>
    plugins.indicatorPlugins.find((plugin: Plugin) => plugin.type === type)?.create(base, config)
  return { ...base, create } as PluginContext
}

const bars = Array.from({ length: 40 }, (_, row) => bar(row, 100 + (row % 7)))

/** What the plugins of this package are held to: each by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  ...plugins.indicatorPlugins.map((plugin) => pluginSuite({ plugin, packageFolder })),
  ...allIndicators.map((maker) =>
    indicatorSuite({
      plugin: maker.plugin,
      create: () => maker(),
      scale: narrow.has(maker.about.type) ? 0.001 : 1,
      isSparse: sparse.has(maker.about.type),
      ...referenceOf(maker),
    }),
  ),
  pluginSuite({ plugin: plugins.indicators, packageFolder, config: { input: { interval: '1m' }, compute }, context: withParts }),
  processorSuite({
    plugin: plugins.indicators,
    create: () => processorOf({ compute }),
    batches: [batch(...bars.slice(0, 15)), batch(...bars.slice(15))],
  }),
  ...structureSuites(packageFolder),
]
