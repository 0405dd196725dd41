import type { OnFatal } from '../config/types.ts'
import type { FeedloomError } from '../contracts/errors.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { Assembly, SinkSlot, StageSlot } from './assembly.ts'
import { backoffMs, restartBackoff } from './backoff.ts'
import { pipelinesOf } from './graph.ts'
import type { Host } from './host.ts'
import { startSource } from './launch.ts'
import type { SourceRunner } from './source-runner.ts'
import type { Unit } from './unit.ts'

export interface SupervisorOptions {
  /** Ends the run because of this error. */
  readonly stop: (error: FeedloomError) => void
  /** Aborted when the engine stops: no more restarts then. */
  readonly signal: AbortSignal
}

type Failed =
  | { readonly runner: SourceRunner }
  | { readonly sink: SinkSlot }
  | { readonly stage: StageSlot }
  | { readonly cache: Unit<'cache'> }

/** Applies the pipelines' `onFatal` to components that cannot go on. The strictest policy of its pipelines counts. */
export class Supervisor {
  readonly #host: Host
  readonly #assembly: Assembly
  readonly #options: SupervisorOptions
  readonly #attempts = new Map<string, { readonly count: number; readonly at: EpochMs }>()
  readonly #restarting = new Set<string>()

  constructor(host: Host, assembly: Assembly, options: SupervisorOptions) {
    this.#host = host
    this.#assembly = assembly
    this.#options = options
  }

  fail(id: string, error: FeedloomError): void {
    const failed = this.#find(id)
    if (failed === undefined || this.#restarting.has(id)) return
    this.#host.lifecycle.move(id, 'failed', error.message)
    this.#silence(failed)
    if (this.#options.signal.aborted) return
    const policy = this.#policyOf(id)
    if (policy === 'stop') {
      this.#options.stop(error)
      this.#giveUp(failed)
    } else if (policy === 'restart') {
      void this.#restart(id, failed, error)
    } else {
      this.#giveUp(failed)
    }
  }

  #find(id: string): Failed | undefined {
    const { sources, sinks, pipelines, caches } = this.#assembly
    for (const runner of sources.values()) if (runner.id === id) return { runner }
    for (const sink of sinks.values()) if (sink.unit.id === id) return { sink }
    for (const { stages } of pipelines.values()) for (const stage of stages) if (stage.unit.id === id) return { stage }
    for (const cache of caches.values()) if (cache.id === id) return { cache }
    return undefined
  }

  #policyOf(id: string): OnFatal {
    const [section, ...rest] = id.split('.')
    const names = pipelinesOf(this.#assembly.graph, (section ?? '').slice(0, -1), rest.join('.'))
    const policies = names.map((name): OnFatal => this.#assembly.config.pipelines[name]?.onFatal ?? 'stop')
    if (policies.length === 0 || policies.includes('stop')) return 'stop'
    return policies.includes('restart') ? 'restart' : 'continue'
  }

  /** Nothing more goes in or out of it until it is restarted. */
  #silence(failed: Failed): void {
    if ('runner' in failed) failed.runner.port.close()
    else if ('sink' in failed) failed.sink.driver.suspend()
    else if ('stage' in failed) failed.stage.stage.deactivate()
  }

  #giveUp(failed: Failed): void {
    if ('sink' in failed) failed.sink.driver.close()
    if ('runner' in failed) failed.runner.endByFailure()
  }

  async #restart(id: string, failed: Failed, first: FeedloomError): Promise<void> {
    this.#restarting.add(id)
    const { clock, random, log } = this.#host
    const { signal } = this.#options
    let error = first
    while (!signal.aborted) {
      const attempt = this.#nextAttempt(id)
      const delayMs = backoffMs(restartBackoff, attempt, random, error.retryAfterMs)
      log.warn(`${id} failed and is restarted`, { component: id, attempt, delayMs: Math.round(delayMs), reason: error.message })
      try {
        await clock.sleep(delayMs, signal)
        await this.#begin(failed, signal)
        break
      } catch (thrown) {
        if (signal.aborted) break
        error = this.#host.errors.record(id, thrown, 'fatal', 'FEEDLOOM_COMPONENT_RESTART_FAILED')
        this.#host.lifecycle.move(id, 'failed', error.message)
      }
    }
    this.#restarting.delete(id)
  }

  /** Counts from 1 again after a component has run longer than the longest wait. */
  #nextAttempt(id: string): number {
    const at = this.#host.clock.now()
    const before = this.#attempts.get(id)
    const count = before === undefined || at - before.at > 2 * restartBackoff.maxMs ? 1 : before.count + 1
    this.#attempts.set(id, { count, at })
    return count
  }

  async #begin(failed: Failed, signal: AbortSignal): Promise<void> {
    if ('runner' in failed) {
      await failed.runner.unit.stop(signal)
      failed.runner.unit.renew()
      await failed.runner.renew()
      await startSource(this.#host, failed.runner)
    } else if ('sink' in failed) {
      await failed.sink.unit.stop(signal)
      const sink = failed.sink.unit.renew()
      await failed.sink.unit.start()
      failed.sink.driver.resume(sink)
    } else if ('stage' in failed) {
      await failed.stage.unit.stop(signal)
      const processor = failed.stage.unit.renew()
      await failed.stage.unit.start()
      failed.stage.stage.replace(processor)
    } else {
      await failed.cache.stop(signal)
      failed.cache.renew()
      await failed.cache.start()
    }
  }
}
