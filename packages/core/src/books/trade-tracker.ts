import type { EventBatch, Trade, TradeIdRule } from '../contracts/index.ts'
import type { Holes } from './holes.ts'
import { MissingRanges } from './missing-ranges.ts'
import { Outlet } from './outlet.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

interface OpenHole {
  report: HoleReport
  readonly missing: MissingRanges
}

/** The ids of one instrument and variant, as whole numbers counted from `base`. */
interface Series {
  readonly base: bigint
  readonly first: number
  last: number
  lastTs: number
  lastRecv: number
  readonly holes: OpenHole[]
}

/** Ids up to this length are whole numbers that float64 holds exactly. */
const exactDigits = 15
const wholeNumber = /^\d+$/
/** Holes per series that are watched for healing; the oldest is given up beyond it. */
const maxHoles = 64

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
      if (by !== undefined && event.aggregate !== undefined) this.#cover(event, i)
      if (rule !== 'dense' || event.id === undefined) this.#resume(event, i, undefined)
      else if (!this.#dense(event, event.id, i, connection, epoch)) {
        outlet.without(i)
        this.duplicates++
      }
    }
    outlet.end()
  }

  /** History went up to this trade; see `Trackers.reached`. */
  reached(event: Trade): void {
    const [all, rule] = event.aggregate === undefined ? [this.#raw, this.#rules.raw] : [this.#aggregate, this.#rules.aggregate]
    if (rule === 'dense' && event.id !== undefined) all[event.instrument.index] ??= begin(event, event.id)
  }

  /** Fetched aggregate trades stand for the raw ones that are missing, where the venue gives no raw ones by id. */
  #cover(event: Trade, i: number): void {
    const series = this.#raw[event.instrument.index]
    if (series === undefined || series.holes.length === 0 || event.aggregate === undefined) return
    const [first, last] = [numberOf(event.aggregate.firstId, series.base), numberOf(event.aggregate.lastId, series.base)]
    for (const hole of series.holes.filter(({ missing }) => missing.foundAll(first, last) && missing.count === 0)) {
      series.holes.splice(series.holes.indexOf(hole), 1)
      this.#healed(hole, event, i)
    }
  }

  #healed(hole: OpenHole, event: Trade, i: number): void {
    this.#outlet.upTo(i + 1)
    const { ts, tsRecv } = event
    this.#holes.change(hole.report, { state: 'healed', healedBy: this.#by ?? 'late', missing: 0, ts, tsRecv, to: tsRecv })
  }

  /** False for a trade that has been here before. */
  #dense(event: Trade, id: string, i: number, connection: string, epoch: number): boolean {
    const all = event.aggregate === undefined ? this.#raw : this.#aggregate
    const series = all[event.instrument.index]
    if (series === undefined) {
      // Fetched aggregate trades that heal a stream of raw ones begin no series of their own.
      if (this.#by !== undefined && this.#raw[event.instrument.index] !== undefined) return true
      this.#resume(event, i, undefined)
      all[event.instrument.index] = begin(event, id)
      return true
    }
    const number = numberOf(id, series.base)
    if (Number.isNaN(number)) return true
    if (number <= series.last && event.ts <= series.lastTs) return number < series.first || this.#late(series, number, event, i)
    if (number === series.last + 1) this.#resume(event, i, 0)
    // A lower id with a later time: the venue has started to count anew.
    else this.#jump(series, number, event, i, connection, epoch)
    series.last = number
    series.lastTs = event.ts
    series.lastRecv = event.tsRecv
    return true
  }

  #late(series: Series, number: number, event: Trade, i: number): boolean {
    const at = series.holes.findIndex((hole) => hole.missing.found(number))
    const hole = series.holes[at]
    if (hole === undefined) return false
    if (hole.missing.count === 0) {
      series.holes.splice(at, 1)
      this.#healed(hole, event, i)
    }
    return true
  }

  #jump(series: Series, number: number, event: Trade, i: number, connection: string, epoch: number): void {
    this.#outlet.upTo(i)
    const { instrument, ts, tsRecv } = event
    const [from, to] = [series.lastRecv, tsRecv]
    const restarted = number <= series.last
    const fromId = restarted ? undefined : String(series.base + BigInt(series.last + 1))
    const toId = restarted ? undefined : String(series.base + BigInt(number - 1))
    const request = { instrument, kind: 'trade' as const, connection, epoch, fromId, toId, from, to, interval: undefined }
    const healing = !restarted && this.#callbacks.repair(request) !== false
    const missing = restarted ? undefined : number - series.last - 1
    const facts = { state: healing ? ('healing' as const) : ('lost' as const), ts, tsRecv, from, to, fromId, toId, missing }
    const broken = this.#holes.take('trade', instrument, undefined)
    const report =
      broken === undefined
        ? this.#holes.open({ instrument, dataKind: 'trade', cause: 'sequence', ...facts })
        : this.#holes.change(broken, { ...facts, from: broken.from ?? facts.from })
    if (!healing) return
    series.holes.push({ report, missing: new MissingRanges(series.last + 1, number - 1) })
    if (series.holes.length > maxHoles) this.#giveUp(series.holes.shift() as OpenHole, event)
  }

  #giveUp(hole: OpenHole, event: Trade): void {
    this.#holes.change(hole.report, { state: 'lost', missing: hole.missing.count, ts: event.ts, tsRecv: event.tsRecv })
  }

  /** The stream goes on after a break; `missing` 0 says that nothing was missed, undefined that nobody can know. */
  #resume(event: Trade, i: number, missing: 0 | undefined): void {
    if (this.#holes.quiet) return
    if (this.#by !== undefined) {
      this.#holes.fetched('trade', event.instrument, undefined, this.#by, event.tsRecv)
      return
    }
    const broken = this.#holes.take('trade', event.instrument, undefined)
    if (broken === undefined) return
    this.#outlet.upTo(i)
    const { ts, tsRecv } = event
    this.#holes.change(broken, { ...this.#holes.resumed(broken, missing), ts, tsRecv, to: tsRecv })
  }
}

/** NaN for an id that is not a whole number. */
function numberOf(id: string, base: bigint): number {
  if (base === 0n && id.length <= exactDigits) return Number(id)
  return wholeNumber.test(id) ? Number(BigInt(id) - base) : Number.NaN
}

function begin(event: Trade, id: string): Series | undefined {
  const base = id.length > exactDigits && wholeNumber.test(id) ? BigInt(id) : 0n
  const first = numberOf(id, base)
  return Number.isNaN(first) ? undefined : { base, first, last: first, lastTs: event.ts, lastRecv: event.tsRecv, holes: [] }
}
