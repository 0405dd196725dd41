import type { ComponentConfig } from '../config/types.ts'
import { type FeedloomError, toFeedloomError } from '../contracts/errors.ts'
import { createToken, type ServiceToken } from '../contracts/tokens.ts'
import type { PluginKinds } from '../contracts/plugin.ts'
import type { Scope } from './container.ts'
import { createContext } from './context.ts'
import type { Host } from './host.ts'
import { checkRequires, checkVersion } from './registry.ts'

export type UnitKind = 'source' | 'processor' | 'sink' | 'cache'

/** `sources.binance`: the section of the config and the key in it. */
function componentId(kind: UnitKind, key: string): string {
  return `${kind}s.${key}`
}

/** One component of the config: made from its plugin, started and stopped by the table of the lifecycle. */
export class Unit<K extends UnitKind = UnitKind> {
  readonly id: string
  readonly kind: K
  readonly config: ComponentConfig<K>
  readonly #host: Host
  readonly #parent: Scope
  #abort = new AbortController()
  #instance: PluginKinds[K]
  #stopping: Promise<void> | undefined

  /** Makes the component. Throws `config` errors, with the path of the component. */
  constructor(host: Host, parent: Scope, kind: K, config: ComponentConfig<K>) {
    this.#host = host
    this.#parent = parent
    this.kind = kind
    this.config = config
    this.id = componentId(kind, config.id)
    host.lifecycle.add(this.id, kind, config.type)
    this.#instance = this.#create()
  }

  get instance(): PluginKinds[K] {
    return this.#instance
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Makes a new instance in place of one that has stopped. */
  renew(): PluginKinds[K] {
    this.#host.lifecycle.add(this.id, this.kind, this.config.type)
    this.#abort = new AbortController()
    this.#stopping = undefined
    this.#instance = this.#create()
    return this.#instance
  }

  /** Does nothing when it was started before. Rejects with the error of the component, which then is `failed`. */
  async start(): Promise<void> {
    if (!this.#host.lifecycle.move(this.id, 'starting')) return
    try {
      await this.#instance.start?.(this.#abort.signal)
    } catch (thrown) {
      throw this.fail(thrown)
    }
    if (this.#host.lifecycle.get(this.id)?.state === 'starting') this.#host.lifecycle.move(this.id, 'running')
  }

  /**
   * It could not start. Once it was told to stop, that is how its start ends and no failure; what it had trouble with
   * until then is counted all the same.
   */
  fail(thrown: unknown): FeedloomError {
    const error = toFeedloomError(thrown, 'fatal', 'FEEDLOOM_COMPONENT_START_FAILED')
    const state = this.#host.lifecycle.get(this.id)?.state
    const isStopped = state === 'stopping' || state === 'stopped'
    if (isStopped && error.category !== 'retryable') return error
    this.#host.errors.record(this.id, error, 'fatal', 'FEEDLOOM_COMPONENT_START_FAILED')
    if (!isStopped) this.#host.lifecycle.move(this.id, 'failed', error.message)
    return error
  }

  /** Stops it, also after a failed start; at once when `signal` aborts. Never rejects; a second call joins the first. */
  stop(signal: AbortSignal): Promise<void> {
    this.#stopping ??= this.#stop(signal)
    return this.#stopping
  }

  /** The component must let go at once. */
  abort(reason: unknown): void {
    this.#abort.abort(reason)
  }

  async #stop(signal: AbortSignal): Promise<void> {
    const before = this.#host.lifecycle.get(this.id)
    if (!this.#host.lifecycle.move(this.id, 'stopping')) return
    const abort = (): void => this.#abort.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await untilAborted(this.#instance.stop?.(signal), signal)
      await this.#host.shared.release(this.id)
    } catch (thrown) {
      this.#host.errors.record(this.id, thrown, 'data', 'FEEDLOOM_COMPONENT_STOP_FAILED')
    }
    signal.removeEventListener('abort', abort)
    this.#abort.abort()
    // What failed stays known as failed, and why.
    if (before?.state === 'failed') this.#host.lifecycle.move(this.id, 'failed', before.reason)
    else this.#host.lifecycle.move(this.id, 'stopped')
  }

  #create(): PluginKinds[K] {
    const { plugin, config } = this.config
    checkVersion(plugin)
    const scope = this.#parent.child()
    checkRequires(plugin, (token) => scope.has(token))
    const context = createContext(this.#host, this.id, scope, this.#abort.signal)
    const token: ServiceToken<PluginKinds[K]> = createToken(`component/${this.id}`)
    scope.provideLater(token, () => plugin.create(context, config))
    try {
      return scope.get(token)
    } catch (thrown) {
      const error = toFeedloomError(thrown, 'config', 'FEEDLOOM_PLUGIN_REFUSED')
      error.component ??= this.id
      throw error
    }
  }
}

/** Resolves with `work`, or once the signal aborts: a component that does not come back must not hold up the rest. */
async function untilAborted(work: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  if (work === undefined) return
  if (signal.aborted) {
    work.catch(() => undefined)
    return
  }
  let abort: (() => void) | undefined
  const aborted = new Promise<void>((resolve) => {
    abort = resolve
    signal.addEventListener('abort', abort, { once: true })
  })
  await Promise.race([work, aborted])
  if (abort !== undefined) signal.removeEventListener('abort', abort)
}
