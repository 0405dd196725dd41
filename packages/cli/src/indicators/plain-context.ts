import { type Counter, type Gauge, type Histogram, type Logger, type PluginContext, configError } from '@feedloom/core'
import { resolve } from 'node:path'
import { noInstruments } from '../no-instruments.ts'
import type { IndicatorCatalogue } from './catalogue.ts'

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const uncounted: Counter & Gauge & Histogram = { add: () => undefined, set: () => undefined, record: () => undefined }

/** What an indicator gets that is made outside of an engine: nothing but other indicators. */
export function plainContext(type: string, catalogue: IndicatorCatalogue): PluginContext {
  const unavailable = (what: string): never => {
    throw configError('FEEDLOOM_PLUGIN_REFUSED', `\`${type}\` asks for ${what}, which is there in a pipeline only`)
  }
  const noTimers = () => unavailable('a timer')
  const context: PluginContext = {
    id: `indicators.${type}`,
    clock: { now: Date.now, monotonic: () => performance.now(), after: noTimers, every: noTimers, sleep: noTimers },
    random: Math.random,
    network: undefined,
    log: silent,
    metrics: { counter: () => uncounted, gauge: () => uncounted, histogram: () => uncounted },
    instruments: noInstruments,
    signal: new AbortController().signal,
    degraded: () => undefined,
    recovered: () => undefined,
    failed: () => undefined,
    resolvePath: (path) => resolve(path),
    shared: (_key, create) => create(),
    create: (kind, part, config) =>
      kind === 'indicator' ? (catalogue.plugin(part).create(context, config) as never) : unavailable(`a ${kind}`),
    get: ({ id }) => unavailable(`the service \`${id}\``),
  }
  return context
}
