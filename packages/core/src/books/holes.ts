import type { BarSpec, DataKind, EpochMs, Instrument } from '../contracts/index.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

type Facts = Pick<HoleReport, 'instrument' | 'dataKind' | 'cause' | 'state' | 'ts' | 'tsRecv'> & Partial<HoleReport>

/** Numbers the holes of one source, and remembers which streams broke and have not been heard of since. */
export class Holes {
  readonly #gap: TrackerCallbacks['gap']
  readonly #suspected = new Map<string, HoleReport>()
  /** Numbers of the suspected holes that are mere silence. */
  readonly #doubts = new Set<number>()
  #last = 0

  constructor(gap: TrackerCallbacks['gap']) {
    this.#gap = gap
  }

  /** Reports a new hole. */
  open(facts: Facts): HoleReport {
    const unknown = { interval: undefined, healedBy: undefined, from: undefined, to: undefined, fromId: undefined, toId: undefined }
    const report: HoleReport = { missing: undefined, ...unknown, ...facts, hole: ++this.#last }
    this.#gap(report)
    return report
  }

  /** Reports that a hole has changed. */
  change(report: HoleReport, facts: Partial<HoleReport>): HoleReport {
    const next: HoleReport = { ...report, ...facts }
    this.#gap(next)
    return next
  }

  /** Whether a stream is known to be broken and has not sent anything since. */
  isSuspected(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): boolean {
    return this.#suspected.has(keyOf(kind, instrument, interval))
  }

  suspect(report: HoleReport): void {
    this.#suspected.set(keyOf(report.dataKind, report.instrument, report.interval), report)
  }

  /** As `suspect`, of a stream that nobody saw break: it is only quieter than it has ever been. */
  doubt(report: HoleReport): void {
    this.#doubts.add(report.hole)
    this.suspect(report)
  }

  /** The stream of this hole did break. */
  confirm(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): void {
    this.#doubts.delete(this.#suspected.get(keyOf(kind, instrument, interval))?.hole ?? 0)
  }

  /** What is said of a hole when its stream goes on: `missing` 0 where numbers prove that nothing (more) is missing. */
  resumed(hole: HoleReport, missing: 0 | undefined): Pick<HoleReport, 'state' | 'healedBy' | 'missing'> {
    const doubted = this.#doubts.delete(hole.hole)
    if (missing === 0) return { state: 'healed', healedBy: hole.state === 'healing' ? hole.healedBy : nothingMissed, missing }
    // Silence proves no loss, and without numbers nothing disproves it.
    return { state: doubted ? 'suspected' : 'lost', healedBy: undefined, missing }
  }

  /** Events of a broken stream were fetched before the stream itself went on: something was missing, and is coming. */
  fetched(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined, by: string, tsRecv: EpochMs): void {
    const report = this.#suspected.get(keyOf(kind, instrument, interval))
    if (report !== undefined && report.state === 'suspected') this.suspect(this.change(report, { state: 'healing', healedBy: by, tsRecv }))
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
}

/** `Gap.healedBy` of a hole that turned out to be none. */
export const nothingMissed = 'nothing was missed'

function keyOf(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): string {
  return `${kind} ${instrument.index} ${interval ?? ''}`
}
