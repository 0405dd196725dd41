import {
  type AnyBatch,
  type Bar,
  type BarSpec,
  type DataKind,
  dataKindOf,
  type EpochMs,
  type EventKind,
  type Instrument,
  type MarketEvent,
  nextOpenTimeOf,
} from '../contracts/index.ts'
import { Spacing } from './spacing.ts'

/** A stream that has been mute for longer than it ever is. */
export interface SilentStream {
  readonly instrument: Instrument
  readonly kind: DataKind
  readonly interval: BarSpec | undefined
}

interface Stream extends SilentStream {
  readonly spacing: Spacing
  line: Line
  /** Receive time of its last event. */
  lastRecv: EpochMs
  /** On the line's own clock, as is `dueAt`. */
  heardAt: number
  dueAt: number
  /** Alarms since it was heard of last. */
  alarms: number
}

/** One connection. Its clock stands still while it is mute as a whole: that is the business of the connection's watchdog. */
class Line {
  readonly connection: string
  readonly epoch: number
  readonly streams = new Set<Stream>()
  #awakeMs = 0
  #lastAt: EpochMs
  scanAt = scanEveryMs

  constructor(connection: string, epoch: number, now: EpochMs) {
    this.connection = connection
    this.epoch = epoch
    this.#lastAt = now
  }

  get awakeMs(): number {
    return this.#awakeMs
  }

  /** A message came. */
  heard(now: EpochMs): number {
    if (now > this.#lastAt) {
      this.#awakeMs += Math.min(now - this.#lastAt, longestStepMs)
      this.#lastAt = now
    }
    return this.#awakeMs
  }
}

/** A pause of the whole connection counts as no more than this. */
const longestStepMs = 1_000
const scanEveryMs = 250
/** A bar may come this much after the end of its interval. */
const barGraceMs = 5_000
const noStreams: readonly SilentStream[] = Object.freeze([])
const never = Number.POSITIVE_INFINITY

/**
 * Finds streams that fell silent while others of their connection go on. Each stream is held to the spacing that it has
 * shown itself; bars of venues that send one for every interval are held to that. Pure, and driven by messages alone: a
 * connection on which nothing comes says nothing of its streams.
 */
export class Silence {
  readonly #denseBars: boolean
  readonly #lines = new Map<string, Line>()
  /** By kind (and interval) and `Instrument.index`. */
  readonly #streams = new Map<string, (Stream | undefined)[]>()
  #last: Line | undefined
  #kind: EventKind | undefined
  #ofKind: (Stream | undefined)[] = []

  constructor(denseBars: boolean) {
    this.#denseBars = denseBars
  }

  /** A batch came; its events came at one time. Returns the streams that are overdue by then, mostly none. */
  heard(batch: AnyBatch, connection: string, epoch: number): readonly SilentStream[] {
    const first = batch.events[0]
    const line = first === undefined ? undefined : this.#lineOf(connection, epoch, first.tsRecv)
    if (first === undefined || line === undefined) return noStreams
    const now = line.heard(first.tsRecv)
    for (let i = 0; i < batch.events.length; i++) this.#hear(batch.events[i] as MarketEvent, line, now)
    return now < line.scanAt ? noStreams : scan(line, now)
  }

  /** A message without events came: the connection is alive. */
  alive(connection: string, epoch: number, tsRecv: EpochMs): readonly SilentStream[] {
    const line = this.#lineOf(connection, epoch, tsRecv)
    const now = line?.heard(tsRecv) ?? 0
    return line === undefined || now < line.scanAt ? noStreams : scan(line, now)
  }

  /** When something of it was received last; of bars without an interval, of any of their streams. */
  lastRecv(instrument: Instrument, kind: DataKind, interval: BarSpec | undefined): EpochMs | undefined {
    const times = this.#of(instrument, kind, interval).map((stream) => stream.lastRecv)
    return times.length === 0 ? undefined : Math.max(...times)
  }

  /** Where its events come from: connection and epoch. */
  origin(instrument: Instrument, kind: DataKind, interval: BarSpec | undefined): { connection: string; epoch: number } | undefined {
    const [stream] = this.#of(instrument, kind, interval)
    return stream && { connection: stream.line.connection, epoch: stream.line.epoch }
  }

  /** The alarm was given. Another one of the same silence comes later, and ever more seldom. */
  alarmed(instrument: Instrument, kind: DataKind, interval: BarSpec | undefined): void {
    for (const stream of this.#of(instrument, kind, interval)) {
      stream.alarms++
      stream.dueAt = 2 * stream.line.awakeMs - stream.heardAt
    }
  }

  /** The stream is not expected to send any more. */
  forget(instrument: Instrument, kind: DataKind): void {
    for (const streams of this.#streams.values()) {
      const stream = streams[instrument.index]
      if (stream?.kind !== kind) continue
      stream.line.streams.delete(stream)
      streams[instrument.index] = undefined
    }
  }

  #of(instrument: Instrument, kind: DataKind, interval: BarSpec | undefined): readonly Stream[] {
    const found: Stream[] = []
    for (const streams of this.#streams.values()) {
      const stream = streams[instrument.index]
      if (stream?.kind === kind && (interval === undefined || stream.interval === interval)) found.push(stream)
    }
    return found
  }

  #lineOf(connection: string, epoch: number, now: EpochMs): Line | undefined {
    const last = this.#last
    if (last !== undefined && last.connection === connection && last.epoch === epoch) return last
    let line = this.#lines.get(connection)
    if (line !== undefined && epoch < line.epoch) return undefined
    if (line === undefined || epoch > line.epoch) this.#lines.set(connection, (line = new Line(connection, epoch, now)))
    this.#last = line
    return line
  }

  #hear(event: MarketEvent, line: Line, now: number): void {
    const streams = event.kind === 'bar' ? this.#select(`bar ${event.interval}`) : this.#ofEvents(event.kind)
    const stream = streams[event.instrument.index] ?? open(streams, event, line, now)
    if (stream.line !== line) move(stream, line, now)
    stream.lastRecv = event.tsRecv
    const gap = now - stream.heardAt
    const dense = event.kind === 'bar' && this.#denseBars
    // What comes at the same instant belongs to the same burst.
    if (gap <= 0 && !dense) return
    const { spacing } = stream
    // Of a silence that was alarming only a part is learnt: it may have been a loss, or a stream that became slower.
    if (gap > 0) spacing.learn(stream.alarms === 0 ? gap : Math.min(gap, (spacing.limitMs ?? gap) / 2))
    stream.heardAt = now
    stream.alarms = 0
    stream.dueAt = now + Math.min(spacing.limitMs ?? never, dense ? barWaitMs(event) : never)
  }

  #ofEvents(kind: EventKind): (Stream | undefined)[] {
    if (kind !== this.#kind) {
      this.#kind = kind
      this.#ofKind = this.#select(dataKindOf(kind))
    }
    return this.#ofKind
  }

  #select(key: string): (Stream | undefined)[] {
    let streams = this.#streams.get(key)
    if (streams === undefined) this.#streams.set(key, (streams = []))
    return streams
  }
}

function open(streams: (Stream | undefined)[], event: MarketEvent, line: Line, now: number): Stream {
  const { instrument } = event
  while (streams.length <= instrument.index) streams.push(undefined)
  const interval = event.kind === 'bar' ? event.interval : undefined
  const kind = dataKindOf(event.kind)
  const stream: Stream = {
    instrument,
    kind,
    interval,
    spacing: new Spacing(),
    line,
    lastRecv: event.tsRecv,
    heardAt: now,
    dueAt: never,
    alarms: 0,
  }
  streams[instrument.index] = stream
  line.streams.add(stream)
  return stream
}

/** What was learnt stays; the pause of the change says nothing. */
function move(stream: Stream, line: Line, now: number): void {
  stream.line.streams.delete(stream)
  stream.line = line
  line.streams.add(stream)
  stream.heardAt = now
}

/** How long a bar's stream may wait: until the bar has ended, or the next one has, and a little more. */
function barWaitMs({ interval, openTime, final, ts }: Bar): number {
  const end = nextOpenTimeOf(interval, openTime)
  // Activity bars have no time at which they end.
  if (Number.isNaN(end)) return never
  return (final ? nextOpenTimeOf(interval, end) : end) - ts + barGraceMs
}

function scan(line: Line, now: number): readonly SilentStream[] {
  line.scanAt = now + scanEveryMs
  let found: SilentStream[] | undefined
  for (const stream of line.streams) {
    if (now < stream.dueAt) continue
    if (found === undefined) found = [stream]
    else found.push(stream)
  }
  return found ?? noStreams
}
