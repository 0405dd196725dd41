const brand = Symbol.for('feedloom.error.v1')

/**
 * What the engine does with an error:
 * `config` stops before anything starts; `retryable` backs off and tries again;
 * `data` counts, samples a log line, keeps the frame as a dead letter and goes on;
 * `fatal` fails the component and applies the pipeline's `onFatal` policy.
 */
export type ErrorCategory = 'config' | 'retryable' | 'data' | 'fatal'

export type ErrorCode = `FEEDLOOM_${string}`

export interface FeedloomErrorOptions {
  readonly cause?: unknown
  /** Wait at least this long before retrying (rate limits, `Retry-After`). */
  readonly retryAfterMs?: number
  /** Where in the config file, e.g. `sources.binance.subscribe[0].symbols[1]`. */
  readonly path?: string
  /** What the reader can do about it, one sentence. */
  readonly hint?: string
  /** Venue, symbol, stream, HTTP status, ... Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** The only error type that crosses a border between packages. Codes are stable and listed in `errorCodes`. */
export class FeedloomError extends Error {
  readonly code: ErrorCode
  readonly category: ErrorCategory
  readonly retryAfterMs: number | undefined
  readonly path: string | undefined
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** Filled in by the engine when the error crosses a component border. */
  component: string | undefined

  constructor(category: ErrorCategory, code: ErrorCode, message: string, options: FeedloomErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    Object.defineProperty(this, brand, { value: true })
    this.name = 'FeedloomError'
    this.code = code
    this.category = category
    this.retryAfterMs = options.retryAfterMs
    this.path = options.path
    this.hint = options.hint
    this.details = options.details
  }

  /** Works across duplicate copies of this package, where `instanceof` does not. */
  static is(value: unknown): value is FeedloomError {
    return typeof value === 'object' && value !== null && brand in value
  }
}

type ErrorFactory = (code: ErrorCode, message: string, options?: FeedloomErrorOptions) => FeedloomError

export const configError: ErrorFactory = (code, message, options) => new FeedloomError('config', code, message, options)
export const retryable: ErrorFactory = (code, message, options) => new FeedloomError('retryable', code, message, options)
export const dataError: ErrorFactory = (code, message, options) => new FeedloomError('data', code, message, options)
export const fatal: ErrorFactory = (code, message, options) => new FeedloomError('fatal', code, message, options)

/** Wraps whatever was thrown, so that everything downstream meets the taxonomy only. */
export function toFeedloomError(thrown: unknown, category: ErrorCategory, code: ErrorCode): FeedloomError {
  if (FeedloomError.is(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new FeedloomError(category, code, message, { cause: thrown })
}
