import type { FlowStats } from '../contracts/engine-view.ts'
import type { AnyBatch, Delivery } from '../contracts/events.ts'
import type { Processor } from '../contracts/processor.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { Host } from './host.ts'
import { RunWriter } from './writer.ts'

const nothing: readonly AnyBatch[] = Object.freeze([])

/** One processor at work in its pipeline. What it wrote before it threw is taken back. */
export class Stage {
  readonly id: string
  readonly #host: Host
  readonly #writer = new RunWriter()
  #processor: Processor
  /** By kind; undefined = every kind. */
  #kinds: ReadonlySet<string> | undefined
  #active = true
  /** What a tick writes is delivered as what came before it; fetched data in between change nothing. */
  #delivery: Delivery = 'live'
  #consumed = 0
  #produced = 0
  #failed = 0
  #dropped = 0

  constructor(host: Host, id: string, processor: Processor) {
    this.#host = host
    this.id = id
    this.#processor = processor
    this.#kinds = kindsOf(processor)
  }

  get processor(): Processor {
    return this.#processor
  }

  consumes(kind: string): boolean {
    return this.#kinds === undefined || this.#kinds.has(kind)
  }

  /** Whether what it consumes also goes on. */
  get forwards(): boolean {
    return this.#processor.forwards
  }

  /** A failed processor produces nothing more; what it forwards still passes. */
  deactivate(): void {
    this.#active = false
  }

  /** A restarted one takes its place. */
  replace(processor: Processor): void {
    this.#processor = processor
    this.#kinds = kindsOf(processor)
    this.#active = true
  }

  process(batch: AnyBatch): readonly AnyBatch[] {
    const count = batch.events.length
    this.#consumed += count
    if (!this.#active) {
      this.#dropped += count
      return nothing
    }
    if (batch.delivery !== 'backfill') this.#delivery = batch.delivery
    this.#writer.begin(batch.events[0]?.tsRecv ?? 0, this.id, batch.delivery)
    try {
      this.#processor.process(batch, this.#writer)
    } catch (thrown) {
      return this.#threw(thrown, batch)
    }
    return this.#finish()
  }

  tick(now: EpochMs): readonly AnyBatch[] {
    if (!this.#active) return nothing
    this.#writer.begin(now, this.id, this.#delivery)
    try {
      this.#processor.tick?.(now, this.#writer)
    } catch (thrown) {
      return this.#threw(thrown, undefined)
    }
    return this.#finish()
  }

  end(now: EpochMs): readonly AnyBatch[] {
    if (!this.#active) return nothing
    this.#writer.begin(now, this.id, this.#delivery)
    try {
      this.#processor.end?.(this.#writer)
    } catch (thrown) {
      return this.#threw(thrown, undefined)
    }
    return this.#finish()
  }

  stats(): FlowStats {
    const { id: component } = this
    const [consumed, produced, failed, dropped] = [this.#consumed, this.#produced, this.#failed, this.#dropped]
    return { component, consumed, produced, failed, dropped, queued: 0, queueLimit: 0, retries: 0 }
  }

  #finish(): readonly AnyBatch[] {
    const runs = this.#writer.finish()
    for (let i = 0; i < runs.length; i++) this.#produced += (runs[i] as AnyBatch).events.length
    return runs
  }

  #threw(thrown: unknown, batch: AnyBatch | undefined): readonly AnyBatch[] {
    this.#writer.rollback()
    this.#failed += batch?.events.length ?? 1
    const error = this.#host.errors.record(this.id, thrown, 'data', 'FEEDLOOM_PROCESSOR_FAILED')
    this.#host.deadLetters.add(this.id, error, batch?.events[0], this.#host.clock.now(), batch?.events.length ?? 1)
    if (error.category === 'fatal' || error.category === 'config') this.#host.fail(this.id, error)
    return nothing
  }
}

function kindsOf({ consumes }: Processor): ReadonlySet<string> | undefined {
  return consumes === '*' ? undefined : new Set(consumes)
}
