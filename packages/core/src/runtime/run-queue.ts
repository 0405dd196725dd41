import type { AnyBatch, Delivery, EventBatch, EventKind, MarketEvent } from '../contracts/events.ts'

interface Segment {
  readonly kind: EventKind
  readonly origin: string
  readonly delivery: Delivery
  readonly events: MarketEvent[]
  /** Events before it have left. */
  start: number
  /** False for the array of a batch that others hold too: it must not grow. */
  readonly owned: boolean
}

/** A run that is at least this long is kept as it is; shorter neighbours of one kind are joined. */
const longRun = 64
/** A joined run ends here, so that taking from it stays cheap. */
const joinLimit = 4096

/** First in, first out, counted in events. Neighbouring runs of one kind and origin become one run. */
export class RunQueue {
  readonly #keepsRuns: boolean
  #segments: (Segment | undefined)[] = []
  #head = 0
  #size = 0

  /** `keepsRuns`: what came as a run leaves as one, for those to whom the cut means something. */
  constructor(keepsRuns: boolean = false) {
    this.#keepsRuns = keepsRuns
  }

  /** Events in the queue. */
  get size(): number {
    return this.#size
  }

  push(batch: AnyBatch): void {
    const { events } = batch
    this.#size += events.length
    const tail = this.#keepsRuns ? undefined : this.#segments.at(-1)
    if (tail !== undefined && tail.owned && joins(tail, batch) && tail.events.length + events.length <= joinLimit) {
      for (let i = 0; i < events.length; i++) tail.events.push(events[i] as MarketEvent)
      return
    }
    const owned = events.length < longRun
    const own = owned ? events.slice() : events
    this.#segments.push({ kind: batch.kind, origin: batch.origin, delivery: batch.delivery, events: own as MarketEvent[], start: 0, owned })
  }

  /** The events of one kind, oldest first. */
  *events(kind: EventKind): Iterable<MarketEvent> {
    for (let at = this.#head; at < this.#segments.length; at++) {
      const segment = this.#segments[at]
      if (segment?.kind === kind) for (let i = segment.start; i < segment.events.length; i++) yield segment.events[i] as MarketEvent
    }
  }

  /** Removes the oldest events, at most `max` of them. */
  take(max: number): AnyBatch[] {
    const runs: AnyBatch[] = []
    let left = max
    while (left > 0) {
      const segment = this.#segments[this.#head]
      if (segment === undefined) break
      const available = segment.events.length - segment.start
      const count = Math.min(available, left)
      const whole = segment.start === 0 && count === available
      const events = whole ? segment.events : segment.events.slice(segment.start, segment.start + count)
      const run: EventBatch = { kind: segment.kind, origin: segment.origin, delivery: segment.delivery, events }
      runs.push(run as AnyBatch)
      left -= count
      this.#leave(segment, count)
    }
    return runs
  }

  /** Removes the oldest event. */
  shift(): MarketEvent | undefined {
    const segment = this.#segments[this.#head]
    if (segment === undefined) return undefined
    const event = segment.events[segment.start]
    this.#leave(segment, 1)
    return event
  }

  /** Keeps the events that pass, asking from the newest to the oldest; hands the others to `drop`, oldest first. */
  retain(keeps: (event: MarketEvent) => boolean, drop: (event: MarketEvent) => void): void {
    const segments = this.#segments.slice(this.#head) as Segment[]
    const kept = new Uint8Array(this.#size)
    let at = this.#size
    for (let s = segments.length - 1; s >= 0; s--) {
      const { events, start } = segments[s] as Segment
      for (let i = events.length - 1; i >= start; i--) kept[--at] = keeps(events[i] as MarketEvent) ? 1 : 0
    }
    this.#segments = []
    this.#head = 0
    this.#size = 0
    at = 0
    for (const { kind, origin, delivery, events, start } of segments) {
      const rest: MarketEvent[] = []
      for (let i = start; i < events.length; i++) {
        const event = events[i] as MarketEvent
        if (kept[at++] === 1) rest.push(event)
        else drop(event)
      }
      if (rest.length > 0) this.push({ kind, origin, delivery, events: rest } as EventBatch as AnyBatch)
    }
  }

  #leave(segment: Segment, count: number): void {
    segment.start += count
    this.#size -= count
    if (segment.start < segment.events.length) return
    this.#segments[this.#head++] = undefined
    if (this.#head === this.#segments.length) {
      this.#segments = []
      this.#head = 0
    } else if (this.#head >= 1024 && this.#head * 2 >= this.#segments.length) {
      this.#segments = this.#segments.slice(this.#head)
      this.#head = 0
    }
  }
}

function joins(segment: Segment, batch: AnyBatch): boolean {
  return segment.kind === batch.kind && segment.origin === batch.origin && segment.delivery === batch.delivery
}
