import { fromColumns } from '../columns/from-columns.ts'
import {
  eventKindsOf,
  fatal,
  sourceCapabilities,
  storeToken,
  toFeedloomError,
  type AnyBatch,
  type BarSpec,
  type DataKind,
  type EpochMs,
  type EventBatch,
  type EventKind,
  type EventStore,
  type MarketEvent,
  type PluginContext,
  type Source,
  type SourceCapabilities,
  type SourceOutput,
  type Subscription,
  type SubscriptionOutcome,
} from '../contracts/index.ts'
import { symbolMatch } from './symbol-match.ts'

export interface ReaderOptions {
  readonly store: string
  readonly kinds: readonly DataKind[]
  readonly symbols?: readonly string[] | undefined
  readonly venue?: string | undefined
  readonly intervals?: readonly BarSpec[] | undefined
  readonly from: EpochMs | undefined
  readonly to: EpochMs | undefined
  readonly speed: 'max' | number
}

/** One kind (of bars: and width) under way; `at` is the next event of the page in hand. */
interface Strand {
  readonly pages: AsyncIterator<EventBatch>
  page: readonly MarketEvent[]
  at: number
}

/** Events handed over at once, so that others get their turn. */
const maxRun = 1_000

/** Reads the kinds of a store side by side and hands them over in order of venue time. */
export class ReaderSource implements Source {
  readonly capabilities: SourceCapabilities
  readonly emits: readonly EventKind[]
  readonly #context: PluginContext
  readonly #options: ReaderOptions
  readonly #stopping = new AbortController()
  #output: SourceOutput | undefined
  #done: Promise<void> | undefined
  #resume: (() => void) | undefined
  #paused: Promise<void> | undefined
  #first: EpochMs | undefined
  #startedAt = 0

  constructor(context: PluginContext, options: ReaderOptions) {
    this.#context = context
    this.#options = options
    this.emits = options.kinds.flatMap(eventKindsOf)
    this.capabilities = sourceCapabilities({ live: options.kinds, intervals: options.intervals ?? [], flow: 'pausable', finite: true })
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  /** What it reads is said in its own keys; whatever is subscribed to beside that changes nothing. */
  async subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    return subscriptions.map((subscription) => ({ ok: true, subscription }))
  }

  async unsubscribe(): Promise<void> {}

  async start(): Promise<void> {
    if (this.#done !== undefined) return
    const store = this.#context.get(storeToken(this.#options.store))
    this.#done = this.#run(store)
  }

  async stop(): Promise<void> {
    this.#stopping.abort(fatal('FEEDLOOM_SOURCE_STOPPED', 'the reader has been stopped'))
    this.resume()
    await this.#done
  }

  pause(): void {
    this.#paused ??= new Promise((resolve) => (this.#resume = resolve))
  }

  resume(): void {
    this.#resume?.()
    this.#paused = undefined
    this.#resume = undefined
  }

  async #run(store: EventStore): Promise<void> {
    const { signal } = this.#stopping
    try {
      const strands = await this.#open(store, signal)
      while (strands.length > 0 && !signal.aborted) await this.#turn(strands)
      if (!signal.aborted) this.#output?.end()
    } catch (thrown) {
      if (!signal.aborted) this.#context.failed(toFeedloomError(thrown, 'fatal', 'FEEDLOOM_READER_FAILED'))
    }
  }

  async #open(store: EventStore, signal: AbortSignal): Promise<Strand[]> {
    const { venue, from, to } = this.#options
    const strands: Strand[] = []
    for (const kind of this.emits) {
      for (const interval of await this.#intervalsOf(store, kind, signal)) {
        const pages = this.#pages(store, { kind, venue, interval, from, to }, signal)
        const strand: Strand = { pages, page: [], at: 0 }
        if (await this.#fill(strand)) strands.push(strand)
      }
    }
    return strands
  }

  /** Bars of several widths are each in order, but not together. */
  async #intervalsOf(store: EventStore, kind: EventKind, signal: AbortSignal): Promise<readonly (BarSpec | undefined)[]> {
    if (kind !== 'bar' && kind !== 'indicator') return [undefined]
    if (this.#options.intervals !== undefined) return this.#options.intervals
    const { venue } = this.#options
    const covered = await store.coverage(venue === undefined ? { kind } : { kind, venue }, signal)
    return [...new Set(covered.map((entry) => entry.interval))]
  }

  async *#pages(
    store: EventStore,
    query: Parameters<EventStore['read']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch, void, undefined> {
    const match = symbolMatch(this.#options.symbols)
    const extra = this.#context.layouts ?? []
    for await (const columns of store.read(query, signal)) {
      const batch = fromColumns(columns, this.#context.instruments, { origin: this.#context.id, delivery: 'replay', extra })
      const events = (batch.events as readonly MarketEvent[]).filter((event) => match(event.instrument))
      if (events.length > 0) yield { ...batch, events }
    }
  }

  /** The next page of a strand; false at its end. */
  async #fill(strand: Strand): Promise<boolean> {
    const next = await strand.pages.next()
    if (next.done === true) return false
    strand.page = next.value.events
    strand.at = 0
    return true
  }

  /** Hands over a run of the strand whose next event is the earliest, up to where another strand comes first. */
  async #turn(strands: Strand[]): Promise<void> {
    const first = strands.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a))
    const others = strands.filter((strand) => strand !== first)
    const until = others.reduce((least, strand) => Math.min(least, timeOf(strand)), Number.POSITIVE_INFINITY)
    const begin = timeOf(first)
    const pace = this.#options.speed === 'max' ? Number.POSITIVE_INFINITY : begin
    const from = first.at
    do first.at++
    while (first.at < first.page.length && first.at - from < maxRun && timeOf(first) <= Math.min(until, pace))
    await this.#wait(begin)
    if (this.#stopping.signal.aborted) return
    this.#output?.batch(runOf(this.#context.id, first.page.slice(from, first.at)))
    if (first.at === first.page.length && !(await this.#fill(first))) strands.splice(strands.indexOf(first), 1)
  }

  async #wait(time: EpochMs): Promise<void> {
    const { clock } = this.#context
    const { speed } = this.#options
    if (this.#paused !== undefined) await this.#paused
    if (this.#first === undefined) {
      this.#first = time
      this.#startedAt = clock.monotonic()
    }
    const due = speed === 'max' ? 0 : (time - this.#first) / speed - (clock.monotonic() - this.#startedAt)
    // Also at full speed others must get their turn: sinks write between two runs.
    if (due > 0) await clock.sleep(due, this.#stopping.signal).catch(() => undefined)
    else await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

const timeOf = (strand: Strand): EpochMs => (strand.page[strand.at] as MarketEvent).ts

function runOf(origin: string, events: readonly MarketEvent[]): AnyBatch {
  return { kind: (events[0] as MarketEvent).kind, origin, delivery: 'replay', events } as AnyBatch
}
