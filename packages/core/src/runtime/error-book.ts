import { type FeedloomError, toFeedloomError } from '../contracts/errors.ts'
import type { ErrorCategory, ErrorCode } from '../contracts/errors.ts'
import type { Logger } from '../contracts/tokens.ts'
import { isSample } from './log.ts'

type Listener = (error: FeedloomError) => void

const maxLikenesses = 200

/** Counts every error of a run by code, logs a sample, and tells whoever listens. */
export class ErrorBook {
  readonly #log: Logger
  readonly #byCode = new Map<string, number>()
  readonly #likenesses = new Set<string>()
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

  /**
   * Puts whatever was thrown into the taxonomy, names the component, counts it and returns it. With a `likeness`, the
   * first of each is logged, whatever else has this code.
   */
  record(component: string, thrown: unknown, category: ErrorCategory, code: ErrorCode, likeness?: string): FeedloomError {
    const error = toFeedloomError(thrown, category, code)
    error.component ??= component
    this.#total += 1
    const count = (this.#byCode.get(error.code) ?? 0) + 1
    this.#byCode.set(error.code, count)
    if (likeness === undefined ? isSample(count) : this.#isNew(`${component} ${likeness}`, count)) {
      const fields = { component, code: error.code, category: error.category, count, hint: error.hint, ...error.details }
      if (error.category === 'fatal' || error.category === 'config') this.#log.error(error.message, fields)
      else this.#log.warn(error.message, fields)
    }
    for (const listener of this.#listeners) listener(error)
    return error
  }

  /** Where there are too many of them, a sample of all must do. */
  #isNew(likeness: string, count: number): boolean {
    if (this.#likenesses.has(likeness)) return false
    if (this.#likenesses.size >= maxLikenesses) return isSample(count)
    this.#likenesses.add(likeness)
    return true
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
