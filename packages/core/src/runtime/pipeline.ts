import type { AnyBatch, EventKind, Gap, MarketEvent } from '../contracts/events.ts'
import { dataKindOf, type DataKind } from '../contracts/events.ts'
import type { SourceTap } from '../contracts/source.ts'
import type { EpochMs } from '../contracts/time.ts'
import { BatchBus, type BusChannel } from './bus.ts'
import type { GapLedger } from './gap-ledger.ts'
import { Hold } from './hold.ts'
import type { Host } from './host.ts'
import type { SinkDriver } from './sink-driver.ts'
import type { Stage } from './stage.ts'
import { type StreamList, Streams } from './streams.ts'
import { Ticks } from './ticks.ts'
import { Latest } from './latest.ts'

/** A sink as one pipeline feeds it. `kinds` is the config's choice of data kinds, `consumes` the sink's own. */
export interface Outlet {
  readonly driver: SinkDriver
  readonly consumes: readonly EventKind[] | '*'
  readonly kinds: readonly DataKind[] | undefined
}

export interface PipelineOptions {
  readonly name: string
  readonly stages: readonly Stage[]
  readonly outlets: readonly Outlet[]
  readonly buffer: { accept(batch: AnyBatch): void } | undefined
  readonly gaps: GapLedger
  /** Live events held at most while processors warm up. */
  readonly holdLimit: number
  /** Those who hear what time the clock told. */
  readonly taps?: readonly SourceTap[]
}

/** Where the batches of one kind go at the end of the chain. */
interface Route {
  readonly kind: EventKind
  readonly streams: StreamList
  readonly channel: BusChannel
  readonly buffered: boolean
  readonly drivers: readonly SinkDriver[]
  /** Outlets that take some gaps only. */
  readonly chosen: readonly Outlet[]
}

const bufferedKinds: ReadonlySet<string> = new Set(['trade', 'quote', 'bar', 'ticker'])

/** The synchronous world between sources and sinks: processors in order, then statistics, buffer, bus and sinks. */
export class Pipeline {
  readonly name: string
  readonly bus: BatchBus
  readonly streams: Streams = new Streams()
  readonly latest: Latest = new Latest()
  readonly #options: PipelineOptions
  readonly #stages: readonly Stage[]
  readonly #routes = new Map<string, Route>()
  #last: Route | undefined
  readonly #hold: Hold
  readonly #ticks: Ticks
  #replays = false
  readonly #holders = new Set<object>()
  #wanted: ((event: MarketEvent) => boolean)[] = []
  #ended = false

  constructor(host: Host, options: PipelineOptions) {
    this.#options = options
    this.name = options.name
    this.#stages = options.stages
    const prefix = host.gapPrefix('pipeline')
    let gaps = 0
    this.#ticks = new Ticks({
      clock: host.clock,
      stages: options.stages,
      tick: (index, now) => this.#passAll((options.stages[index] as Stage).tick(now), index + 1),
      told: (now) => {
        for (const tap of options.taps ?? []) tap.tick?.(options.name, now)
      },
      rests: () => this.#holders.size > 0,
    })
    this.#hold = new Hold(`pipelines.${options.name}`, options.holdLimit, () => `${prefix}${++gaps}`)
    this.bus = new BatchBus((thrown) => host.errors.record(`pipelines.${options.name}.bus`, thrown, 'data', 'FEEDLOOM_HANDLER_FAILED'))
  }

  /** From the sources. */
  accept(batch: AnyBatch): void {
    if (this.#holders.size > 0) this.#hold.add(batch)
    else this.#enter(batch)
  }

  /** History that comes before what is held. */
  acceptBackfill(batch: AnyBatch): void {
    this.#pass(batch, 0)
  }

  /** Holds live events back until the returned function was called; then passes those that `wanted` lets. Holds add up. */
  hold(wanted?: (event: MarketEvent) => boolean): () => void {
    const holder = {}
    this.#holders.add(holder)
    if (wanted !== undefined) this.#wanted.push(wanted)
    return () => {
      if (this.#holders.delete(holder) && this.#holders.size === 0) this.#release()
    }
  }

  /** What is held now of one kind, oldest first. */
  held(kind: EventKind): Iterable<MarketEvent> {
    return this.#hold.events(kind)
  }

  /** Starts the processors' ticks: on the clock as well, or in a pipeline of replays by the time that these bring along. */
  startTicks(replay: boolean): void {
    this.#replays = replay
    if (!replay) this.#ticks.start()
  }

  /** A recording says that the clock told the time here. */
  tell(now: EpochMs): void {
    if (this.#replays && !this.#ended) this.#ticks.tell(now)
  }

  /** No more input: what the processors still hold goes on, front to back. Once only. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#holders.clear()
    this.#release()
    const now = this.#ticks.end()
    this.#stages.forEach((stage, index) => this.#passAll(stage.end(now), index + 1))
  }

  get ended(): boolean {
    return this.#ended
  }

  #release(): void {
    const wanted = this.#wanted
    this.#wanted = []
    for (const batch of this.#hold.release()) {
      const events = batch.events as readonly MarketEvent[]
      const left = wanted.length === 0 ? events : events.filter((event) => wanted.every((wants) => wants(event)))
      if (left.length > 0) this.#enter({ ...batch, events: left } as AnyBatch)
    }
  }

  /** Ticks come between the events of a run where their time falls there. */
  #enter(batch: AnyBatch): void {
    const ticks = this.#ticks
    const events = batch.events as readonly MarketEvent[]
    let from = 0
    for (let i = 0; i < events.length; i++) {
      const { tsRecv } = events[i] as MarketEvent
      if (tsRecv < ticks.nextDue) continue
      if (i > from) this.#pass({ ...batch, events: events.slice(from, i) } as AnyBatch, 0)
      ticks.reach(tsRecv)
      from = i
    }
    if (this.#replays) ticks.passed((events.at(-1) as MarketEvent).tsRecv)
    this.#pass(from === 0 ? batch : ({ ...batch, events: events.slice(from) } as AnyBatch), 0)
  }

  #passAll(batches: readonly AnyBatch[], from: number): void {
    for (let i = 0; i < batches.length; i++) this.#pass(batches[i] as AnyBatch, from)
  }

  #pass(batch: AnyBatch, from: number): void {
    for (let i = from; i < this.#stages.length; i++) {
      const stage = this.#stages[i] as Stage
      if (!stage.consumes(batch.kind)) continue
      const made = stage.process(batch)
      if (!stage.forwards) {
        this.#passAll(made, i + 1)
        return
      }
      if (made.length === 0) continue
      // The cause goes on before its effects.
      this.#pass(batch, i + 1)
      this.#passAll(made, i + 1)
      return
    }
    this.#publish(batch)
  }

  #publish(batch: AnyBatch): void {
    let route = this.#last
    if (route?.kind !== batch.kind) this.#last = route = this.#routes.get(batch.kind) ?? this.#route(batch.kind)
    this.streams.note(batch, route.streams)
    this.latest.note(batch)
    if (batch.kind === 'gap') this.#noteGaps(batch.events)
    if (route.buffered) this.#options.buffer?.accept(batch)
    this.bus.pass(batch, route.channel)
    const { drivers } = route
    for (let i = 0; i < drivers.length; i++) (drivers[i] as SinkDriver).offer(batch)
    if (route.chosen.length > 0) offerGaps(batch, route.chosen)
  }

  #noteGaps(gaps: readonly Gap[]): void {
    for (const gap of gaps) if (this.#options.gaps.note(gap)) this.streams.noteGap(gap)
  }

  #route(kind: EventKind): Route {
    const takers = this.#options.outlets.filter(({ consumes }) => consumes === '*' || consumes.includes(kind))
    const chooses = ({ kinds }: Outlet): boolean => kind === 'gap' && kinds !== undefined && !kinds.includes('gap')
    const route: Route = {
      kind,
      streams: this.streams.of(kind),
      channel: this.bus.channel(kind),
      buffered: bufferedKinds.has(kind) && this.#options.buffer !== undefined,
      drivers: takers
        .filter((outlet) => !chooses(outlet) && (outlet.kinds === undefined || outlet.kinds.includes(dataKindOf(kind))))
        .map(({ driver }) => driver),
      chosen: takers.filter(chooses),
    }
    this.#routes.set(kind, route)
    return route
  }
}

/** A sink that gets some data kinds only gets their gaps only. */
function offerGaps(batch: AnyBatch, outlets: readonly Outlet[]): void {
  if (batch.kind !== 'gap') return
  for (const { driver, kinds } of outlets) {
    const events = batch.events.filter((gap) => kinds?.includes(gap.dataKind))
    if (events.length > 0) driver.offer({ ...batch, events })
  }
}
