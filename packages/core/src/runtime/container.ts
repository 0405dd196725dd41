// The only file that knows the container library; the polyfill must be loaded before it.
import 'reflect-metadata'
import { container, type DependencyContainer, instanceCachingFactory } from 'tsyringe'
import { configError } from '../contracts/errors.ts'
import type { ServiceToken } from '../contracts/tokens.ts'

/**
 * Services by token: one scope per engine, below it one per pipeline and one per component. Used while things are
 * built, never per event. The container disposes nothing that a factory made, so the engine starts and stops itself.
 */
export class Scope {
  readonly #container: DependencyContainer

  private constructor(inner: DependencyContainer) {
    this.#container = inner
  }

  static root(): Scope {
    return new Scope(container.createChildContainer())
  }

  child(): Scope {
    return new Scope(this.#container.createChildContainer())
  }

  provide<T>(token: ServiceToken<T>, value: T): void {
    this.#container.register(token.key, { useValue: value })
  }

  /** Made when first asked for, once for this scope and those below it. */
  provideLater<T>(token: ServiceToken<T>, create: () => T): void {
    this.#container.register(token.key, { useFactory: instanceCachingFactory(create) })
  }

  has(token: ServiceToken<unknown>): boolean {
    return this.#container.isRegistered(token.key, true)
  }

  /** Throws `FEEDLOOM_SERVICE_MISSING`. */
  get<T>(token: ServiceToken<T>): T {
    if (!this.has(token)) {
      throw configError('FEEDLOOM_SERVICE_MISSING', `nobody provides the service \`${token.id}\``, {
        hint: token.id.startsWith('cache/')
          ? 'Declare the cache under `caches:` in the config.'
          : 'Pass it in the `services` of the engine options, or declare the store under `sinks:`.',
        details: { service: token.id },
      })
    }
    return this.#container.resolve<T>(token.key)
  }
}
