import { type FeedloomError, retryable, toFeedloomError } from '../contracts/errors.ts'
import type { AnyBatch, MarketEvent } from '../contracts/events.ts'
import type { PartialFailure, Sink, SinkWrite } from '../contracts/sink.ts'
import { backoffMs, retryBackoff } from './backoff.ts'
import type { Host } from './host.ts'

/** Brings one write to its end: retries under the same id, then dead letters. */
export class SinkWriter {
  readonly #host: Host
  readonly #id: string
  #retries = 0
  #failed = 0

  constructor(host: Host, id: string) {
    this.#host = host
    this.#id = id
  }

  get retries(): number {
    return this.#retries
  }

  /** Events that were given up. */
  get failed(): number {
    return this.#failed
  }

  /** Resolves with the number of events that were given up; never rejects. */
  async send(sink: Sink, write: SinkWrite, signal: AbortSignal): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        const outcome = await sink.write(write, signal)
        if (attempt > 1) this.#recovered()
        return outcome === undefined ? 0 : this.#partial(write, outcome)
      } catch (thrown) {
        const error = toFeedloomError(thrown, 'data', 'FEEDLOOM_SINK_WRITE_FAILED')
        if (error.category !== 'retryable' || signal.aborted) return this.#rejected(write, error)
        if (!(await this.#wait(error, attempt, signal))) return this.#rejected(write, expired(this.#id))
      }
    }
  }

  /** Counts events that will never be written, with `subject` as the sample. */
  giveUp(count: number, error: FeedloomError, subject: unknown): number {
    if (count === 0) return 0
    this.#failed += count
    const known = this.#host.errors.record(this.#id, error, 'data', 'FEEDLOOM_SINK_WRITE_FAILED')
    this.#host.deadLetters.add(this.#id, known, subject, this.#host.clock.now(), count)
    return count
  }

  #rejected(write: SinkWrite, error: FeedloomError): number {
    this.giveUp(write.count, error, { write: write.id, first: write.runs[0]?.events[0] })
    if (error.category === 'fatal' || error.category === 'config') this.#host.fail(this.#id, error)
    return write.count
  }

  #partial(write: SinkWrite, outcome: PartialFailure): number {
    for (const { index, error } of outcome.failed) {
      this.giveUp(1, toFeedloomError(error, 'data', 'FEEDLOOM_SINK_EVENT_REJECTED'), eventAt(write.runs, index))
    }
    return outcome.failed.length
  }

  async #wait(error: FeedloomError, attempt: number, signal: AbortSignal): Promise<boolean> {
    this.#retries += 1
    this.#host.errors.record(this.#id, error, 'retryable', 'FEEDLOOM_SINK_WRITE_FAILED')
    this.#host.lifecycle.move(this.#id, 'degraded', error.message)
    try {
      await this.#host.clock.sleep(backoffMs(retryBackoff, attempt, this.#host.random, error.retryAfterMs), signal)
      return true
    } catch {
      return false
    }
  }

  #recovered(): void {
    if (this.#host.lifecycle.get(this.#id)?.state === 'degraded') this.#host.lifecycle.move(this.#id, 'running')
  }
}

/** What was not written when the time to drain was over. */
export function expired(id: string): FeedloomError {
  return retryable('FEEDLOOM_SINK_DRAIN_EXPIRED', `${id} did not take everything before the shutdown deadline`, {
    hint: 'Give it more time with `engine.shutdown`, or a larger `batching.maxEvents`.',
  })
}

function eventAt(runs: readonly AnyBatch[], index: number): MarketEvent | undefined {
  let before = 0
  for (const { events } of runs) {
    if (index < before + events.length) return events[index - before]
    before += events.length
  }
  return undefined
}
