import type { BarSpec, DataKind, EpochMs, Instrument, RepairRequest } from '../contracts/index.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

type Facts = Pick<HoleReport, 'instrument' | 'dataKind' | 'cause' | 'state' | 'ts' | 'tsRecv'> & Partial<HoleReport>

/** Numbers the holes of one source, and remembers which streams broke and have not been heard of since. */
export class Holes {
  readonly #gap: TrackerCallbacks['gap']
  readonly #suspected = new Map<string, HoleReport>()
  /** Suspected holes that are mere silence, by their numbers: what the venue was asked. */
  readonly #doubts = new Map<number, RepairRequest | undefined>()
  #last = 0

  constructor(gap: TrackerCallbacks['gap']) {
    this.#gap = gap
  }

  /** Reports a new hole. */
  open(facts: Facts): HoleReport {
    const unknown = {
      interval: undefined,
      healedBy: undefined,
      reason: undefined,
      from: undefined,
      to: undefined,
      fromId: undefined,
      toId: undefined,
    }
    const report: HoleReport = { missing: undefined, ...unknown, ...facts, hole: ++this.#last }
    this.#gap(report)
    return report
  }

  /** Reports that a hole has changed. */
  change(report: HoleReport, facts: Partial<HoleReport>): HoleReport {
    const next: HoleReport = { ...report, reason: undefined, ...facts }
    this.#gap(next)
    return next
  }

  suspect(report: HoleReport): void {
    this.#suspected.set(keyOf(report.dataKind, report.instrument, report.interval), report)
  }

  /** As `suspect`, of a stream that nobody saw break: it is only quieter than it has ever been. */
  doubt(report: HoleReport): void {
    this.#doubts.set(report.hole, undefined)
    this.suspect(report)
  }

  /** The hole of a stream that is silent and nothing worse. */
  doubted(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): HoleReport | undefined {
    const report = this.suspected(kind, instrument, interval)
    return report !== undefined && this.#doubts.has(report.hole) ? report : undefined
  }

  /** The venue was asked whether a silent stream has missed anything. */
  inquired({ hole }: HoleReport, request: RepairRequest): void {
    this.#doubts.set(hole, request)
  }

  /** The venue has answered. Where nothing came, the silence was none of ours. */
  answered(request: RepairRequest, tsRecv: EpochMs): void {
    const { kind, instrument, interval } = request
    const report = this.doubted(kind, instrument, interval)
    const asked = report && this.#doubts.get(report.hole)
    if (report?.state !== 'suspected' || asked === undefined || !isSameRequest(asked, request)) return
    this.#doubts.delete(report.hole)
    this.#suspected.delete(keyOf(kind, instrument, interval))
    this.change(report, { state: 'healed', healedBy: nothingMissed, missing: 0, ts: tsRecv, tsRecv, to: tsRecv })
  }

  /** The stream of this hole did break. */
  confirm(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): void {
    this.#doubts.delete(this.suspected(kind, instrument, interval)?.hole ?? 0)
  }

  /** What is said of a hole when its stream goes on: `missing` 0 where numbers prove that nothing (more) is missing. */
  resumed(hole: HoleReport, missing: 0 | undefined): Pick<HoleReport, 'state' | 'healedBy' | 'missing'> {
    const doubted = this.#doubts.delete(hole.hole)
    if (missing === 0) return { state: 'healed', healedBy: hole.state === 'healing' ? hole.healedBy : nothingMissed, missing }
    // Silence proves no loss, and without numbers nothing disproves it.
    return { state: doubted ? 'suspected' : 'lost', healedBy: undefined, missing }
  }

  /**
   * Events of a broken stream were fetched before the stream itself went on: something was missing, and is coming;
   * `missing`: so much more is known to have been.
   */
  fetched(report: HoleReport | undefined, by: string, tsRecv: EpochMs, missing?: number): void {
    if (report === undefined || (report.state !== 'suspected' && missing === undefined)) return
    const known = missing === undefined ? report.missing : (report.missing ?? 0) + missing
    this.suspect(this.change(report, { state: 'healing', healedBy: by, missing: known, tsRecv }))
  }

  /** The hole that a stream has had since it broke, if it did. */
  suspected(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): HoleReport | undefined {
    return this.#suspected.get(keyOf(kind, instrument, interval))
  }

  /** Whether no stream is broken: then most events can skip the look-up. */
  get quiet(): boolean {
    return this.#suspected.size === 0
  }

  /** The hole that a stream has had since it broke, if it did; asked when the stream sends again. */
  take(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): HoleReport | undefined {
    if (this.quiet) return undefined
    const own = keyOf(kind, instrument, interval)
    const key = this.#suspected.has(own) ? own : keyOf(kind, instrument, undefined)
    const report = this.#suspected.get(key)
    if (report === undefined) return undefined
    this.#suspected.delete(key)
    return report
  }

  /** As `take`, where the stream itself shows what it has lost: that was no mere silence. */
  settle(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): HoleReport | undefined {
    const report = this.take(kind, instrument, interval)
    if (report !== undefined) this.#doubts.delete(report.hole)
    return report
  }
}

/** `Gap.healedBy` of a hole that turned out to be none. */
export const nothingMissed = 'nothing was missed'

/** Whether two requests ask for the same, on whatever connection. */
export function isSameRequest(a: RepairRequest, b: RepairRequest): boolean {
  const isSameSpan = a.from === b.from && a.to === b.to && a.fromId === b.fromId && a.toId === b.toId
  return isSameSpan && a.instrument === b.instrument && a.kind === b.kind && a.variant === b.variant && a.interval === b.interval
}

function keyOf(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): string {
  return `${kind} ${instrument.index} ${interval ?? ''}`
}
