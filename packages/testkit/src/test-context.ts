import type { Clock, InstrumentRegistry, Logger, Metrics, Network, PluginContext, PluginKinds, ServiceToken } from '@feedloom/core'
import { fatal } from '@feedloom/core'
import { FakeNetwork } from './fake-network.ts'
import { seededRandom } from './seeded-random.ts'
import { testInstruments } from './test-instruments.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface TestContextOptions {
  readonly id?: string
  readonly clock?: Clock
  readonly random?: () => number
  /** Default: a `FakeNetwork` without replies. */
  readonly network?: Network
  readonly instruments?: InstrumentRegistry
  readonly signal?: AbortSignal
  /** Services by token; others throw. */
  readonly services?: readonly (readonly [token: ServiceToken<unknown>, service: unknown])[]
  /** Parts that a component's config names. */
  readonly create?: <K extends 'normalizer' | 'indicator'>(kind: K, type: string, config: unknown) => PluginKinds[K]
}

/** A `PluginContext` without an engine, that keeps what the plugin reports. */
export interface TestContext extends PluginContext {
  /** Calls of `degraded`, `recovered` and `failed`, in order. */
  readonly reports: readonly string[]
  readonly logged: readonly string[]
}

/** What a plugin's `create` needs, for tests: virtual clock, seeded random, fake network, no engine. */
export function testContext(options: TestContextOptions = {}): TestContext {
  const reports: string[] = []
  const logged: string[] = []
  const shared = new Map<string, unknown>()
  const services = new Map((options.services ?? []).map(([token, service]) => [token.key, service]))
  return {
    id: options.id ?? 'tests.plugin',
    clock: options.clock ?? new VirtualClock(),
    random: options.random ?? seededRandom(1),
    network: options.network ?? new FakeNetwork(),
    log: loggerInto(logged),
    metrics: noMetrics,
    instruments: options.instruments ?? testInstruments(),
    signal: options.signal ?? new AbortController().signal,
    degraded: (error) => reports.push(`degraded: ${error.message}`),
    recovered: () => reports.push('recovered'),
    failed: (error) => reports.push(`failed: ${error.message}`),
    resolvePath: (path) => path,
    shared<T extends Partial<Disposable & AsyncDisposable>>(key: string, create: () => T): T {
      if (!shared.has(key)) shared.set(key, create())
      return shared.get(key) as T
    },
    create(kind, type, config) {
      if (options.create !== undefined) return options.create(kind, type, config)
      throw fatal('FEEDLOOM_TESTKIT_NO_PART', `the test context makes no ${kind} \`${type}\``)
    },
    get<T>(token: ServiceToken<T>): T {
      if (services.has(token.key)) return services.get(token.key) as T
      throw fatal('FEEDLOOM_TESTKIT_NO_SERVICE', `the test context has no service \`${token.id}\``)
    },
    reports,
    logged,
  }
}

function loggerInto(lines: string[]): Logger {
  const at =
    (level: string) =>
    (message: string): void => {
      lines.push(`${level}: ${message}`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

const noMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ record: () => undefined }),
}
