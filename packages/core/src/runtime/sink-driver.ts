import { fatal, type FeedloomError, retryable } from '../contracts/errors.ts'
import type { FlowStats } from '../contracts/engine-view.ts'
import type { AnyBatch } from '../contracts/events.ts'
import type { BatchPolicy, Sink, SinkWrite } from '../contracts/sink.ts'
import { BlockValve } from './block-valve.ts'
import type { Host } from './host.ts'
import { type Portion, SinkQueue } from './sink-queue.ts'
import { expired, SinkWriter } from './sink-writer.ts'

export interface SinkDriverOptions {
  readonly id: string
  readonly policy: BatchPolicy
  /** Asks the sources that feed this sink to wait, or to go on. */
  readonly onBlock: (blocked: boolean) => void
  /** True while every source that feeds this sink can wait as long as needed. */
  readonly canWait: () => boolean
}

/**
 * From the synchronous world to one sink: a bounded queue, writes by size or age. There is a promise per write, none
 * per event.
 */
export class SinkDriver {
  readonly id: string
  readonly #host: Host
  readonly #policy: BatchPolicy
  readonly #canWait: () => boolean
  readonly #maxEvents: number
  readonly #queue: SinkQueue
  readonly #valve: BlockValve | undefined
  readonly #writer: SinkWriter
  readonly #abort = new AbortController()
  #sink: Sink
  #state: 'open' | 'suspended' | 'closed' = 'open'
  /** Nothing more is expected: what waits need not wait for company. */
  #hurried = false
  #timer: Disposable | undefined
  #due = false
  #writes = 0
  #writeId = 0
  #consumed = 0
  #acknowledged = 0
  #reportedDrops = 0
  #onIdle: (() => void) | undefined

  constructor(host: Host, sink: Sink, options: SinkDriverOptions) {
    const { id, policy, onBlock, canWait } = options
    const { queueEvents: limit, maxEvents, maxBlockMs, overflow } = policy
    this.id = id
    this.#host = host
    this.#sink = sink
    this.#policy = policy
    this.#canWait = canWait
    this.#writer = new SinkWriter(host, id)
    // A write that took the whole queue would leave `conflate` nothing to keep the latest of.
    this.#maxEvents = Math.max(1, Math.min(maxEvents, overflow === 'conflate' ? limit >> 1 : limit))
    const prefix = host.gapPrefix('sink')
    let gaps = 0
    this.#queue = new SinkQueue({ component: id, limit, policy: overflow, gaps: takesGaps(sink), nextGapId: () => `${prefix}${++gaps}` })
    if (overflow === 'block') this.#valve = new BlockValve({ clock: host.clock, limit, maxBlockMs, onBlock, canWait })
  }

  /** Takes a batch in; returns at once. */
  offer(batch: AnyBatch): void {
    this.#consumed += batch.events.length
    if (this.#state === 'closed') {
      this.#queue.refuse(batch)
      return
    }
    if (this.#valve === undefined) {
      this.#queue.offer(batch)
    } else {
      if (this.#canWait()) this.#queue.force(batch)
      else this.#queue.offer(batch)
      this.#valve.filled(this.#queue.held)
    }
    this.#pump()
  }

  stats(): FlowStats {
    return {
      component: this.id,
      consumed: this.#consumed,
      produced: this.#acknowledged,
      failed: this.#writer.failed,
      dropped: this.#queue.dropped,
      queued: this.#queue.heldOffered,
      queueLimit: this.#policy.queueEvents,
      retries: this.#writer.retries,
    }
  }

  /** Writes nothing until `resume` brings a sink; what comes meanwhile waits within the bound. */
  suspend(): void {
    if (this.#state === 'open') this.#state = 'suspended'
  }

  resume(sink: Sink): void {
    this.#sink = sink
    if (this.#state === 'suspended') this.#state = 'open'
    this.#pump()
  }

  /** Takes nothing more and gives up what waits: the sink is gone. */
  close(): void {
    this.#end(fatal('FEEDLOOM_SINK_GONE', `${this.id} is gone; what waited for it is lost`))
  }

  /** Writes everything that waits, without closing: after the end of all sources, when there is no hurry. */
  async settle(signal: AbortSignal): Promise<void> {
    this.#hurried = true
    this.#pump()
    await this.#idle(signal)
  }

  /** Writes everything that waits, then makes it durable. What is left when `signal` aborts is given up. */
  async drain(signal: AbortSignal): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'suspended') {
      this.close()
      return
    }
    this.#valve?.close()
    await this.settle(signal)
    if (signal.aborted) this.#abort.abort(signal.reason)
    else await this.#flush(signal)
    this.#end(expired(this.id))
  }

  async #flush(signal: AbortSignal): Promise<void> {
    try {
      await this.#sink.flush?.(signal)
    } catch (thrown) {
      this.#host.errors.record(this.id, thrown, 'data', 'FEEDLOOM_SINK_FLUSH_FAILED')
    }
  }

  #end(reason: FeedloomError): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#writer.giveUp(this.#queue.clear(), reason, undefined)
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    this.#valve?.close()
    this.#onIdle?.()
  }

  #idle(signal: AbortSignal): Promise<void> {
    if (this.#isIdle() || this.#state === 'closed' || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #isIdle(): boolean {
    return this.#writes === 0 && this.#queue.waiting === 0 && this.#queue.pendingGaps === 0
  }

  #pump(): void {
    if (this.#state === 'suspended' || this.#state === 'closed') return
    while (this.#writes < this.#policy.maxInFlight && this.#isDue()) {
      this.#due = false
      this.#timer?.[Symbol.dispose]()
      this.#timer = undefined
      void this.#write(this.#queue.take(this.#maxEvents))
    }
    if (this.#timer === undefined && !this.#due && this.#queue.waiting + this.#queue.pendingGaps > 0) {
      this.#timer = this.#host.clock.after(this.#policy.maxDelayMs, this.#onTimer)
    }
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    this.#due = true
    this.#pump()
  }

  #isDue(): boolean {
    const { waiting, pendingGaps } = this.#queue
    if (waiting >= this.#maxEvents) return true
    return (this.#due || this.#hurried) && waiting + pendingGaps > 0
  }

  /** Never rejects. */
  async #write(portion: Portion): Promise<void> {
    const { runs, count, own } = portion
    const write: SinkWrite = { run: this.#host.runId, id: ++this.#writeId, runs, count }
    this.#writes += 1
    const lost = await this.#writer.send(this.#sink, write, this.#abort.signal)
    this.#writes -= 1
    this.#acknowledged += Math.max(0, count - own - lost)
    this.#queue.settle(portion)
    this.#valve?.emptied(this.#queue.held)
    this.#reportDrops()
    this.#pump()
    if (this.#isIdle()) this.#onIdle?.()
  }

  /** Once per write at most, so that an overflow of a million events is not a million errors. */
  #reportDrops(): void {
    const { dropped } = this.#queue
    if (dropped === this.#reportedDrops) return
    const error = retryable('FEEDLOOM_SINK_OVERFLOW', `${this.id} is too slow: ${dropped - this.#reportedDrops} events dropped`, {
      hint: 'Choose another `batching.overflow`, a longer `queueEvents`, or a faster sink.',
    })
    this.#reportedDrops = dropped
    this.#host.errors.record(this.id, error, 'retryable', 'FEEDLOOM_SINK_OVERFLOW')
  }
}

function takesGaps(sink: Sink): boolean {
  return sink.consumes === '*' || sink.consumes.includes('gap')
}
