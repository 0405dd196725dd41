import { type FeedloomError, toFeedloomError } from '../contracts/errors.ts'
import type { ErrorCategory, ErrorCode } from '../contracts/errors.ts'
import type { Logger } from '../contracts/tokens.ts'
import { isSample } from './log.ts'

type Listener = (error: FeedloomError) => void

/** Counts every error of a run by code, logs a sample, and tells whoever listens. */
export class ErrorBook {
  readonly #log: Logger
  readonly #byCode = new Map<string, number>()
  #listeners: readonly Listener[] = []
  #total = 0

  constructor(log: Logger) {
    this.#log = log
  }

  get total(): number {
    return this.#total
  }

  byCode(): ReadonlyMap<string, number> {
    return this.#byCode
  }

  /** Puts whatever was thrown into the taxonomy, names the component, counts it and returns it. */
  record(component: string, thrown: unknown, category: ErrorCategory, code: ErrorCode): FeedloomError {
    const error = toFeedloomError(thrown, category, code)
    error.component ??= component
    this.#total += 1
    const count = (this.#byCode.get(error.code) ?? 0) + 1
    this.#byCode.set(error.code, count)
    if (isSample(count)) {
      const fields = { component, code: error.code, category: error.category, count, hint: error.hint, ...error.details }
      if (error.category === 'fatal' || error.category === 'config') this.#log.error(error.message, fields)
      else this.#log.warn(error.message, fields)
    }
    for (const listener of this.#listeners) listener(error)
    return error
  }

  onError(listener: Listener): Disposable {
    this.#listeners = [...this.#listeners, listener]
    return {
      [Symbol.dispose]: () => {
        this.#listeners = this.#listeners.filter((other) => other !== listener)
      },
    }
  }
}
