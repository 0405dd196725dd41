import { fileURLToPath } from 'node:url'
import type { Indicator, Plugin, PluginContext } from '@feedloom/core'
import { type ConformanceSuite, indicatorSuite, pluginSuite, processorSuite, type ReferenceValues } from '@feedloom/testkit/conformance'
import { atr, bbands, bollinger, ema, macd, rsi, sma } from '../index.ts'
import * as plugins from '../plugins.ts'
import { columnsOf, golden } from './golden.ts'
import { bar, batch, indicatorPlugins, processorOf } from './processing.ts'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const compute = { rsi5: { rsi: { period: 5 } }, mean: { sma: { period: 3 }, of: 'rsi5' } }

/** Each type with the parameters of TA-Lib's function, whose values it is held against. */
const makers: readonly (readonly [plugin: Plugin, talib: string, create: () => Indicator])[] = [
  [plugins.atrIndicator, 'ATR', () => atr({ period: 14 })],
  [plugins.bbandsIndicator, 'BBANDS', () => bbands({ period: 5, up: 2, down: 2 })],
  [plugins.bollingerIndicator, 'BBANDS', () => bollinger({ period: 5, up: 2, down: 2 })],
  [plugins.emaIndicator, 'EMA', () => ema({ period: 30 })],
  [plugins.macdIndicator, 'MACD', () => macd({ fast: 12, slow: 26, signal: 9 })],
  [plugins.rsiIndicator, 'RSI', () => rsi({ period: 14 })],
  [plugins.smaIndicator, 'SMA', () => sma({ period: 30 })],
]

/** Undefined where the shared folder is missing. */
function referenceOf(talib: string): ReferenceValues | undefined {
  const inputs = columnsOf('dev')
  const entry = golden('dev', 'golden-precise')?.[talib] ?? golden('dev', 'golden')?.[talib]
  if (inputs === undefined || entry === undefined) return undefined
  const numberOf = (value: number | string | null): number => (typeof value === 'number' ? value : Number.NaN)
  return { inputs, outputs: Object.values(entry.outputs).map((values) => values.map(numberOf)) }
}

const withParts = (base: PluginContext): PluginContext => {
  const create = (_kind: string, type: string, config: unknown): unknown =>
    indicatorPlugins.find((plugin: Plugin) => plugin.type === type)?.create(base, config)
  return { ...base, create } as PluginContext
}

const bars = Array.from({ length: 40 }, (_, row) => bar(row, 100 + (row % 7)))

/** What the plugins of this package are held to: each by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  ...indicatorPlugins.map((plugin) => pluginSuite({ plugin, packageFolder })),
  ...makers.map(([plugin, talib, create]) => {
    const reference = referenceOf(talib)
    return indicatorSuite({ plugin, create, ...(reference === undefined ? {} : { reference }) })
  }),
  pluginSuite({ plugin: plugins.indicators, packageFolder, config: { input: { interval: '1m' }, compute }, context: withParts }),
  processorSuite({
    plugin: plugins.indicators,
    create: () => processorOf({ compute }),
    batches: [batch(...bars.slice(0, 15)), batch(...bars.slice(15))],
  }),
]
