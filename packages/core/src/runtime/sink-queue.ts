import type { AnyBatch, MarketEvent } from '../contracts/events.ts'
import type { OverflowPolicy } from '../contracts/sink.ts'
import { Losses } from './losses.ts'
import { LatestOnly } from './latest-only.ts'
import { RunQueue } from './run-queue.ts'
import { RunWriter } from './writer.ts'

export interface SinkQueueOptions {
  /** Component id of the sink, the origin of its gaps. */
  readonly component: string
  /** Events held at most, those under way included. */
  readonly limit: number
  readonly policy: OverflowPolicy
  /** False where the sink takes no gaps: losses are then only counted. */
  readonly gaps: boolean
  readonly nextGapId: () => string
}

/** What a sink's write will carry. `own` of the `count` events are gaps of this queue, which nobody offered. */
export interface Portion {
  readonly runs: readonly AnyBatch[]
  readonly count: number
  readonly own: number
}

/**
 * The bounded queue of one sink. What its policy drops is remembered and leaves one gap per instrument and kind: in
 * front of what is left where old events were lost, behind it where new ones were.
 */
export class SinkQueue {
  readonly #options: SinkQueueOptions
  readonly #queue = new RunQueue()
  readonly #losses = new Losses()
  readonly #writer = new RunWriter()
  readonly #lossAtTail: boolean
  #inFlight = 0
  #queuedGaps = 0
  #dropped = 0

  constructor(options: SinkQueueOptions) {
    this.#options = options
    this.#lossAtTail = options.policy === 'drop-newest'
  }

  /** Events that wait; those under way are not among them. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Waiting and under way: never above the limit, unless `force` put more in. */
  get held(): number {
    return this.#queue.size + this.#inFlight
  }

  /** Of those held, the events that were offered: without the gaps of this queue. */
  get heldOffered(): number {
    return this.held - this.#queuedGaps
  }

  /** Offered events that were dropped. */
  get dropped(): number {
    return this.#dropped
  }

  /** Gaps that wait to be written. */
  get pendingGaps(): number {
    return this.#losses.gaps
  }

  /** Takes the batch, or as much of it as the policy lets in. */
  offer(batch: AnyBatch): void {
    const { limit } = this.#options
    if (this.#inFlight + this.#queue.size + batch.events.length <= limit && !(this.#lossAtTail && this.#losses.gaps > 0)) {
      this.#queue.push(batch)
    } else {
      this.#overflow(batch)
    }
  }

  /** Takes the batch whatever the limit says (`block` with sources that can wait). */
  force(batch: AnyBatch): void {
    this.#queue.push(batch)
  }

  /** Counts a batch that is not taken at all. */
  refuse(batch: AnyBatch): void {
    this.#dropped += batch.events.length
  }

  /** The oldest events, at most `max`, and the gaps that belong before or after them. `settle` must follow. */
  take(max: number): Portion {
    if (this.#losses.gaps === 0) return this.#portion(this.#takeQueued(max))
    if (!this.#lossAtTail) {
      const own = this.#writeGaps(max)
      const gaps = this.#writer.finish()
      return this.#portion([...gaps, ...(own < max ? this.#takeQueued(max - own) : [])])
    }
    const room = max - this.#queue.size
    const runs = this.#takeQueued(max)
    // The gaps stand behind everything that waited; once nothing waits they may go.
    if (room > 0) this.#writeGaps(room)
    return this.#portion([...runs, ...this.#writer.finish()])
  }

  /** A portion was acknowledged or given up: its events no longer count as held. */
  settle(portion: Portion): void {
    this.#inFlight -= portion.count - portion.own
  }

  /** Gives up everything that waits. Returns how many offered events that were. */
  clear(): number {
    const { count, own } = this.#counted(this.#takeQueued(this.#queue.size))
    return count - own
  }

  #takeQueued(max: number): AnyBatch[] {
    const runs = this.#queue.take(max)
    if (this.#queuedGaps > 0) this.#queuedGaps -= this.#counted(runs).own
    return runs
  }

  #portion(runs: readonly AnyBatch[]): Portion {
    const portion = this.#counted(runs)
    this.#inFlight += portion.count - portion.own
    return portion
  }

  #counted(runs: readonly AnyBatch[]): Portion {
    let count = 0
    let own = 0
    for (const { kind, origin, events } of runs) {
      count += events.length
      if (kind === 'gap' && origin === this.#options.component) own += events.length
    }
    return { runs, count, own }
  }

  #writeGaps(max: number): number {
    this.#writer.begin(0, this.#options.component, 'live')
    return this.#losses.write(this.#writer, this.#options.component, this.#options.nextGapId, max)
  }

  #overflow(batch: AnyBatch): void {
    if (this.#lossAtTail) this.#dropNewest(batch)
    else if (this.#options.policy === 'conflate') this.#conflate(batch)
    else this.#dropOldest(batch)
  }

  #dropOldest(batch: AnyBatch): void {
    this.#queue.push(batch)
    this.#shrink(Math.max(0, this.#options.limit - this.#inFlight))
  }

  /** Room is asked for the pending gaps too, so that they cannot pile up between the events. */
  #dropNewest(batch: AnyBatch): void {
    const { events } = batch
    const gaps = this.#options.gaps ? this.#losses.gaps : 0
    const room = this.#options.limit - this.#inFlight - this.#queue.size - gaps
    const taken = room > 0 ? Math.min(room, events.length) : 0
    if (taken > 0) {
      this.#queueGaps()
      this.#queue.push(taken === events.length ? batch : ({ ...batch, events: events.slice(0, taken) } as AnyBatch))
    }
    for (let i = taken; i < events.length; i++) this.#lose(events[i] as MarketEvent)
  }

  #conflate(batch: AnyBatch): void {
    this.#queue.push(batch)
    const room = Math.max(0, this.#options.limit - this.#inFlight)
    if (this.#queue.size <= room) return
    const latest = new LatestOnly()
    this.#queue.retain(
      (event) => latest.claim(event),
      (event) => this.#lose(event),
    )
    // With as many series as places every event would start a pass; an eighth stays free for the next ones.
    if (this.#queue.size > room - (room >> 3)) this.#shrink(room - Math.max(1, room >> 3))
  }

  #shrink(size: number): void {
    while (this.#queue.size > Math.max(0, size)) this.#lose(this.#queue.shift() as MarketEvent)
  }

  #lose(event: MarketEvent): void {
    this.#dropped += 1
    if (this.#options.gaps) this.#losses.add(event)
  }

  /** Puts the pending gaps where the loss was: behind what waits, before what comes. */
  #queueGaps(): void {
    this.#queuedGaps += this.#writeGaps(Number.POSITIVE_INFINITY)
    for (const run of this.#writer.finish()) this.#queue.push(run)
  }
}
