import type {
  BatchPolicy,
  EventKind,
  MarketEvent,
  PartialFailure,
  PluginContext,
  Sink,
  SinkWrite,
  SourceTap,
} from '../../contracts/index.ts'

const everyEvent: BatchPolicy = {
  maxEvents: 1000,
  maxDelayMs: 0,
  maxInFlight: 1,
  queueEvents: 10_000,
  overflow: 'block',
  maxBlockMs: 1000,
}

/** A sink that keeps what it got. `gate` holds writes back; `answers` are used up one per write call. */
export class FakeSink implements Sink {
  readonly consumes: readonly EventKind[] | '*'
  readonly batching: BatchPolicy
  readonly delivery = 'at-least-once'
  readonly calls: string[] = []
  readonly writes: SinkWrite[] = []
  readonly written: MarketEvent[] = []
  readonly answers: (Error | PartialFailure | 'hang')[] = []
  tap?: SourceTap
  context: PluginContext | undefined
  #gate: Promise<void> | undefined
  #open: (() => void) | undefined

  constructor(batching: Partial<BatchPolicy> = {}, consumes: readonly EventKind[] | '*' = '*') {
    this.batching = { ...everyEvent, ...batching }
    this.consumes = consumes
  }

  start(): Promise<void> {
    this.calls.push('start')
    return Promise.resolve()
  }

  async write(write: SinkWrite, signal: AbortSignal): Promise<void | PartialFailure> {
    this.writes.push(write)
    const answer = this.answers.shift()
    if (answer === 'hang')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
    await this.#gate
    if (answer instanceof Error) throw answer
    for (const run of write.runs) this.written.push(...run.events)
    return answer === 'hang' ? undefined : answer
  }

  flush(): Promise<void> {
    this.calls.push('flush')
    return Promise.resolve()
  }

  stop(): Promise<void> {
    this.calls.push('stop')
    return Promise.resolve()
  }

  /** Writes wait from now on. */
  close(): void {
    this.#gate ??= new Promise((resolve) => (this.#open = resolve))
  }

  /** Writes go on. */
  open(): void {
    this.#open?.()
    this.#gate = undefined
  }
}
