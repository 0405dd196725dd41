import type { CacheStore } from './cache.ts'
import type { Clock } from './clock.ts'
import type { EventStore, HistoryReader } from './columns.ts'
import type { EngineView } from './engine-view.ts'
import type { InstrumentRegistry } from './instrument.ts'

declare const service: unique symbol

/** A typed name for a service. The symbol is registered globally, so duplicate copies of core agree. */
export interface ServiceToken<T> {
  readonly id: string
  readonly key: symbol
  readonly [service]?: T
}

export function createToken<T>(id: string): ServiceToken<T> {
  return { id, key: Symbol.for(`feedloom.service.${id}`) }
}

/** Structured log. Never called per event. */
export interface Logger {
  debug(message: string, fields?: object): void
  info(message: string, fields?: object): void
  warn(message: string, fields?: object): void
  error(message: string, fields?: object): void
}

export interface Counter {
  add(n?: number): void
}
export interface Gauge {
  set(value: number): void
}
export interface Histogram {
  record(value: number): void
}
/** Same name and labels give the same instrument. Units belong into the name: `..._ms`, `..._total`. */
export interface Metrics {
  counter(name: string, labels?: Readonly<Record<string, string>>): Counter
  gauge(name: string, labels?: Readonly<Record<string, string>>): Gauge
  histogram(name: string, labels?: Readonly<Record<string, string>>): Histogram
}

/** Services the engine always provides. A host application may replace any of them. */
export const services: {
  readonly clock: ServiceToken<Clock>
  readonly log: ServiceToken<Logger>
  readonly metrics: ServiceToken<Metrics>
  readonly instruments: ServiceToken<InstrumentRegistry>
  readonly history: ServiceToken<HistoryReader>
  readonly engine: ServiceToken<EngineView>
} = {
  clock: createToken('clock'),
  log: createToken('log'),
  metrics: createToken('metrics'),
  instruments: createToken('instruments'),
  history: createToken('history'),
  engine: createToken('engine'),
}

/** A cache declared under `caches:` in the config, by its name there. */
export const cacheToken = (name: string): ServiceToken<CacheStore> => createToken(`cache/${name}`)

/** The reader of a sink declared under `sinks:` in the config, by its id there. */
export const storeToken = (id: string): ServiceToken<EventStore> => createToken(`store/${id}`)
