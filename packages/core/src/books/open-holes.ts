import type { EpochMs, RepairRequest } from '../contracts/index.ts'
import { type Holes, isSameRequest } from './holes.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

/** A hole that is being filled. */
export interface OpenHole {
  readonly report: HoleReport
  /** How many items are still missing. */
  missing(): number
  /** What was asked for last. */
  request: RepairRequest
  /** Another way to fill it, where the first one leads nowhere. */
  otherwise: RepairRequest | undefined
  /** What has filled a part of it. */
  filledBy: string | undefined
  /** Answers that left something missing. */
  vain: number
}

/** A reply may be a moment behind the stream: so often the same is asked again. */
const maxVain = 3
/** Holes of one series that are watched for healing; the oldest is given up beyond it. */
const maxHoles = 64
const notThere = 'the venue does not give all of it'
const tooMany = 'too many holes are open'

/** The holes of one series that are being filled: each ends healed or lost. */
export class OpenHoles<Hole extends OpenHole> {
  readonly #holes: Holes
  readonly #repair: TrackerCallbacks['repair']
  readonly #open: Hole[] = []

  constructor(holes: Holes, repair: TrackerCallbacks['repair']) {
    this.#holes = holes
    this.#repair = repair
  }

  add(hole: Hole, tsRecv: EpochMs): void {
    this.#open.push(hole)
    if (this.#open.length > maxHoles) this.#lose(this.#open[0] as Hole, tooMany, tsRecv)
  }

  /** The first hole for which `finds` holds. */
  find(finds: (hole: Hole) => boolean): Hole | undefined {
    return this.#open.find(finds)
  }

  /** Something of it came; `by` names where from. Heals it when that was the last. */
  filled(hole: Hole, by: string, ts: EpochMs, tsRecv: EpochMs): void {
    hole.filledBy = by
    if (hole.missing() > 0) return
    this.#open.splice(this.#open.indexOf(hole), 1)
    this.#holes.change(hole.report, { state: 'healed', healedBy: by, missing: 0, ts, tsRecv, to: tsRecv })
  }

  /** A repair is over. A hole that it left open is asked for once more, or lost. */
  repaired(request: RepairRequest, failure: string | undefined, tsRecv: EpochMs): void {
    const hole = this.#open.find((each) => isSameRequest(each.request, request))
    if (hole === undefined) return
    const next = this.#next(hole, failure)
    if (next === undefined || this.#repair(next) === false) this.#lose(hole, failure ?? notThere, tsRecv)
    else hole.request = next
  }

  #next(hole: Hole, failure: string | undefined): RepairRequest | undefined {
    if (failure === undefined && hole.vain++ < maxVain) return hole.request
    const { otherwise } = hole
    hole.otherwise = undefined
    hole.vain = 0
    return otherwise
  }

  #lose(hole: Hole, reason: string, tsRecv: EpochMs): void {
    this.#open.splice(this.#open.indexOf(hole), 1)
    this.#holes.change(hole.report, { state: 'lost', missing: hole.missing(), healedBy: hole.filledBy, reason, ts: tsRecv, tsRecv })
  }
}
