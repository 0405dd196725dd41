import type { AnyBatch, Bar, Plugin, Processor, Trade } from '@feedloom/core'
import { testContext } from '@feedloom/testkit'
import { type ConformanceSuite, pluginSuite, processorSuite } from '@feedloom/testkit/conformance'
import { chartPatternsProcessor, levelsProcessor, volumeProfileProcessor } from '../plugins.ts'
import { bar, batch, btc, minute } from './processing.ts'
import { type WholeColumns, barAt, drawn } from './structure-series.ts'

/** Checks the config as the loader does, and makes the processor. */
export function processorFor(plugin: Plugin<'processor'>, config: object, context: Parameters<typeof testContext>[0] = {}): Processor {
  const result = plugin.configSchema['~standard'].validate(config)
  if (result instanceof Promise || result.issues !== undefined) throw new TypeError(JSON.stringify(result))
  return plugin.create(testContext(context), result.value)
}

export function barsOf(columns: WholeColumns, over: Partial<Bar> = {}): Bar[] {
  return [...columns.close].map((close, row) => bar(row, close, { ...barAt(columns, row), open: close, ...over }))
}

export function trade(ts: number, price: number, size: number, over: Partial<Trade> = {}): Trade {
  const head = { kind: 'trade' as const, instrument: btc, ts, nanos: 0, tsRecv: ts + 1, revision: 0 }
  const unknown = { id: undefined, aggregate: undefined, conditions: undefined, printVenue: undefined, tape: undefined }
  return { ...head, price, size, side: 'buy', ...unknown, ...over }
}

export const trades = (...events: Trade[]): AnyBatch => ({ kind: 'trade', origin: 'sources.x', delivery: 'live', events })

/** Two tops at 115, with a level below and above. */
export const doubleTop: WholeColumns = drawn([
  [60, 100],
  [70, 92],
  [95, 115],
  [108, 106],
  [121, 115.3],
  [135, 104],
  [150, 112],
  [165, 95],
])

/** What the processors of structure are held to. */
export function structureSuites(packageFolder: string): readonly ConformanceSuite[] {
  const input = { interval: '1m' }
  const bars = barsOf(doubleTop)
  const halves = [batch(...bars.slice(0, 100)), batch(...bars.slice(100))]
  const ticks = Array.from({ length: 60 }, (_, i) => trade(i * minute, 100 + (i % 7), 1 + (i % 3)))
  return [
    pluginSuite({ plugin: levelsProcessor, packageFolder, config: { input } }),
    pluginSuite({ plugin: chartPatternsProcessor, packageFolder, config: { input } }),
    pluginSuite({ plugin: volumeProfileProcessor, packageFolder, config: {} }),
    processorSuite({ plugin: levelsProcessor, create: () => processorFor(levelsProcessor, { input }), batches: halves }),
    processorSuite({ plugin: chartPatternsProcessor, create: () => processorFor(chartPatternsProcessor, { input }), batches: halves }),
    processorSuite({
      plugin: volumeProfileProcessor,
      create: () => processorFor(volumeProfileProcessor, { every: '10m' }),
      batches: [trades(...ticks.slice(0, 25)), trades(...ticks.slice(25))],
      holdsAtEnd: true,
    }),
    processorSuite({
      plugin: volumeProfileProcessor,
      create: () => processorFor(volumeProfileProcessor, { input: { kind: 'bar', ...input }, every: '10m' }),
      batches: halves,
      holdsAtEnd: true,
    }),
  ]
}
