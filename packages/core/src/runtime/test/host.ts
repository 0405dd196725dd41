import { seededRandom, VirtualClock } from '@feedloom/testkit'
import type { PluginSet } from '../../config/types.ts'
import type { FeedloomError } from '../../contracts/index.ts'
import { DeadLetters } from '../dead-letters.ts'
import { ErrorBook } from '../error-book.ts'
import type { Host } from '../host.ts'
import { Instruments } from '../instruments.ts'
import { Lifecycle } from '../lifecycle.ts'
import { silentLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { PluginRegistry } from '../registry.ts'
import { SharedPool } from '../shared.ts'
import { spot } from './fakes.ts'

export interface TestHost extends Host {
  readonly clock: VirtualClock
  readonly failures: { readonly component: string; readonly error: FeedloomError }[]
}

/** The shared parts of an engine, without the engine. Knows BTCUSDT and ETHUSDT of the venue `fake`. */
export function testHost(): TestHost {
  const clock = new VirtualClock()
  const failures: TestHost['failures'] = []
  const none: PluginSet = { get: () => undefined, all: () => [] }
  const instruments = new Instruments()
  instruments.define([spot('BTCUSDT'), spot('ETHUSDT'), spot('XRPUSDT')])
  let parts = 0
  return {
    runId: 'run',
    clock,
    random: seededRandom(1),
    network: undefined,
    log: silentLog,
    metrics: createMetrics(),
    instruments,
    lifecycle: new Lifecycle(() => clock.now()),
    deadLetters: new DeadLetters(),
    errors: new ErrorBook(silentLog),
    shared: new SharedPool(),
    plugins: new PluginRegistry(none),
    folder: '/',
    fail: (component, error) => failures.push({ component, error }),
    gapPrefix: () => `g${++parts}.`,
    failures,
  }
}
