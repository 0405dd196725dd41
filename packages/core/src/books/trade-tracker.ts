import type { EpochMs, EventBatch, Instrument, RepairRequest, Trade, TradeIdRule } from '../contracts/index.ts'
import type { Holes } from './holes.ts'
import { MissingRanges } from './missing-ranges.ts'
import { type OpenHole, OpenHoles } from './open-holes.ts'
import { Outlet } from './outlet.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

interface TradeHole extends OpenHole {
  readonly ids: MissingRanges
}

type HoleFacts = Pick<HoleReport, 'state' | 'ts' | 'tsRecv' | 'from'> & Partial<HoleReport>

interface NewHole extends Omit<TradeHole, 'report'> {
  readonly facts: Pick<HoleReport, 'state' | 'from' | 'to' | 'fromId' | 'toId' | 'missing'>
}

/** A trade before or after a hole. */
interface Edge {
  readonly number: number
  readonly ts: EpochMs
  readonly tsRecv: EpochMs
}

type Origin = Pick<RepairRequest, 'connection' | 'epoch'>

/** The ids of one instrument and variant, as whole numbers counted from `base`. */
interface Series {
  readonly base: bigint
  readonly begin: Edge & Origin
  /** Ids before it are not watched. */
  first: number
  last: number
  lastTs: EpochMs
  lastRecv: EpochMs
  readonly holes: OpenHoles<TradeHole>
}

/** Ids up to this length are whole numbers that float64 holds exactly. */
const exactDigits = 15
const wholeNumber = /^\d+$/
/** Watches trade ids that the venue promises to be dense: holes are reported and fetched, repeats are dropped. */
export class TradeTracker {
  readonly #rules: TradeIdRule
  readonly #callbacks: TrackerCallbacks
  readonly #holes: Holes
  readonly #outlet: Outlet
  readonly #raw: (Series | undefined)[] = []
  readonly #aggregate: (Series | undefined)[] = []
  #by: string | undefined
  duplicates = 0

  constructor(rules: TradeIdRule | undefined, callbacks: TrackerCallbacks, holes: Holes) {
    this.#rules = rules ?? { raw: undefined, aggregate: undefined }
    this.#callbacks = callbacks
    this.#holes = holes
    this.#outlet = new Outlet((batch) => callbacks.publish(batch))
  }

  /** `by` names where fetched trades come from; undefined for those of the stream itself. */
  trades(batch: EventBatch<'trade'>, connection: string, epoch: number, by: string | undefined): void {
    const outlet = this.#outlet
    outlet.begin(batch)
    this.#by = by
    for (let i = 0; i < batch.events.length; i++) {
      const event = batch.events[i] as Trade
      const rule = event.aggregate === undefined ? this.#rules.raw : this.#rules.aggregate
      const stands = by === undefined || event.aggregate === undefined ? undefined : this.#standsForRaw(event, event.aggregate, i)
      if (stands === undefined && (rule !== 'dense' || event.id === undefined)) this.#resume(event, i, undefined)
      else if (!(stands ?? this.#dense(event, event.id as string, i, connection, epoch))) {
        outlet.without(i)
        this.duplicates++
      }
    }
    outlet.end()
  }

  /** History went up to this trade; see `Trackers.reached`. */
  reached(event: Trade): void {
    const [all, rule] = event.aggregate === undefined ? [this.#raw, this.#rules.raw] : [this.#aggregate, this.#rules.aggregate]
    if (rule !== 'dense' || event.id === undefined) return
    this.#by = undefined
    const { instrument, ts, tsRecv } = event
    const series = all[instrument.index]
    if (series === undefined) {
      all[instrument.index] = this.#begin(event, event.id, nowhere)
      return
    }
    const number = numberOf(event.id, series.base)
    if (Number.isNaN(number) || number + 1 >= series.first) return
    series.first = number + 1
    const hole = this.#hole(series, event, { number, ts, tsRecv }, series.begin, series.begin)
    const report = this.#holes.open({ instrument, dataKind: 'trade', cause: 'sequence', ts, tsRecv, ...hole.facts })
    if (hole.facts.state === 'healing') series.holes.add({ ...hole, report }, tsRecv)
  }

  /** See `Trackers.repaired`. */
  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    const { index } = request.instrument
    for (const series of [this.#raw[index], this.#aggregate[index]]) series?.holes.repaired(request, failure, tsRecv)
  }

  /** What a silent stream would send next. */
  next(instrument: Instrument): Pick<RepairRequest, 'variant' | 'fromId'> | undefined {
    const raw = this.#raw[instrument.index]
    const series = raw ?? this.#aggregate[instrument.index]
    return series && { variant: raw === undefined ? 'aggregate' : 'raw', fromId: idOf(series, series.last + 1) }
  }

  /**
   * Fetched aggregate trades stand for raw ones that are missing, where the venue gives no raw ones by id. Those that are
   * here in part already are left out: their size would count twice. Undefined where aggregate trades stand for themselves.
   */
  #standsForRaw(event: Trade, { firstId, lastId }: NonNullable<Trade['aggregate']>, i: number): boolean | undefined {
    const { index } = event.instrument
    const series = this.#raw[index]
    if (series === undefined || this.#aggregate[index] !== undefined) return undefined
    const [first, last] = [numberOf(firstId, series.base), numberOf(lastId, series.base)]
    const hole = series.holes.find(({ ids }) => ids.holdsAll(first, last))
    hole?.ids.foundAll(first, last)
    if (hole !== undefined) this.#filled(series, hole, event, i)
    return hole !== undefined
  }

  #filled(series: Series, hole: TradeHole, { ts, tsRecv }: Trade, i: number): void {
    if (hole.ids.count === 0) this.#outlet.upTo(i + 1)
    series.holes.filled(hole, this.#by ?? 'late', ts, tsRecv)
  }

  /** False for a trade that has been here before. */
  #dense(event: Trade, id: string, i: number, connection: string, epoch: number): boolean {
    const all = event.aggregate === undefined ? this.#raw : this.#aggregate
    const series = all[event.instrument.index]
    if (series === undefined) {
      this.#resume(event, i, undefined)
      all[event.instrument.index] = this.#begin(event, id, { connection, epoch })
      return true
    }
    const number = numberOf(id, series.base)
    if (Number.isNaN(number)) return true
    if (number <= series.last && event.ts <= series.lastTs) return number < series.first || this.#late(series, number, event, i)
    if (number === series.last + 1) this.#resume(event, i, 0)
    // A lower id with a later time: the venue has started to count anew.
    else this.#jump(series, number, event, i, { connection, epoch })
    series.last = number
    series.lastTs = event.ts
    series.lastRecv = event.tsRecv
    return true
  }

  #late(series: Series, number: number, event: Trade, i: number): boolean {
    const hole = series.holes.find(({ ids }) => ids.found(number))
    if (hole !== undefined) this.#filled(series, hole, event, i)
    return hole !== undefined
  }

  #jump(series: Series, number: number, event: Trade, i: number, origin: Origin): void {
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    const hole = number <= series.last ? undefined : this.#hole(series, event, lastOf(series), { number, ts, tsRecv }, origin)
    const facts = hole?.facts ?? { state: 'lost', from: series.lastRecv, to: tsRecv, reason: 'the venue counts anew' }
    const report = this.#report(event, { ...facts, ts, tsRecv })
    if (hole?.facts.state === 'healing') series.holes.add({ ...hole, report }, tsRecv)
  }

  /** What is missing between two trades, asked for. */
  #hole(series: Series, { instrument, aggregate }: Trade, after: Edge, before: Edge, { connection, epoch }: Origin): NewHole {
    const [first, last] = [after.number + 1, before.number - 1]
    const ids = new MissingRanges(first, last)
    const span = { from: after.tsRecv, to: before.tsRecv, fromId: idOf(series, first), toId: idOf(series, last) }
    const stream = { instrument, kind: 'trade' as const, interval: undefined, connection, epoch }
    const request: RepairRequest = { ...stream, variant: aggregate === undefined ? 'raw' : 'aggregate', ...span }
    // Raw trades may be out of reach: then, by the venue's own time, those that it has merged.
    const merged = { variant: 'aggregate', fromId: undefined, toId: undefined, from: after.ts, to: before.ts + 1 }
    const otherwise = aggregate === undefined && this.#rules.aggregate === 'dense' ? { ...stream, ...merged } : undefined
    const state = this.#callbacks.repair(request) === false ? 'lost' : 'healing'
    const facts = { state, missing: ids.count, ...span } as const
    return { ids, missing: () => ids.count, request, otherwise, filledBy: undefined, vain: 0, facts }
  }

  /** A stream that was broken has its hole now. What was fetched says nothing of when it goes on, and finds holes of its own. */
  #report({ instrument }: Trade, facts: HoleFacts): HoleReport {
    const by = this.#by
    const broken = by === undefined ? this.#holes.settle('trade', instrument, undefined) : undefined
    if (by !== undefined) this.#holes.fetched(this.#holes.suspected('trade', instrument, undefined), by, facts.tsRecv)
    if (broken !== undefined) return this.#holes.change(broken, { ...facts, from: broken.from ?? facts.from })
    return this.#holes.open({ instrument, dataKind: 'trade', cause: 'sequence', ...facts })
  }

  #begin(event: Trade, id: string, origin: Origin): Series | undefined {
    const { ts, tsRecv } = event
    const base = id.length > exactDigits && wholeNumber.test(id) ? BigInt(id) : 0n
    const number = numberOf(id, base)
    if (Number.isNaN(number)) return undefined
    const holes = new OpenHoles<TradeHole>(this.#holes, (request) => this.#callbacks.repair(request))
    return { base, begin: { number, ts, tsRecv, ...origin }, first: number, last: number, lastTs: ts, lastRecv: tsRecv, holes }
  }

  /** The stream goes on after a break; `missing` 0 says that nothing was missed, undefined that nobody can know. */
  #resume(event: Trade, i: number, missing: 0 | undefined): void {
    if (this.#holes.quiet) return
    if (this.#by !== undefined) {
      this.#holes.fetched(this.#holes.suspected('trade', event.instrument, undefined), this.#by, event.tsRecv)
      return
    }
    const broken = this.#holes.take('trade', event.instrument, undefined)
    if (broken === undefined) return
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    this.#holes.change(broken, { ...this.#holes.resumed(broken, missing), ts, tsRecv, to: tsRecv })
  }
}

const nowhere: Origin = { connection: '', epoch: 0 }

function lastOf({ last, lastTs, lastRecv }: Series): Edge {
  return { number: last, ts: lastTs, tsRecv: lastRecv }
}

/** NaN for an id that is not a whole number. */
function numberOf(id: string, base: bigint): number {
  if (base === 0n && id.length <= exactDigits) return Number(id)
  return wholeNumber.test(id) ? Number(BigInt(id) - base) : Number.NaN
}

function idOf({ base }: Series, number: number): string {
  return String(base + BigInt(number))
}
