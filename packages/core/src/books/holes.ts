import type { BarSpec, DataKind, Instrument } from '../contracts/index.ts'
import type { HoleReport, TrackerCallbacks } from './tracking.ts'

type Facts = Pick<HoleReport, 'instrument' | 'dataKind' | 'cause' | 'state' | 'ts' | 'tsRecv'> & Partial<HoleReport>

/** Numbers the holes of one source, and remembers which streams broke and have not been heard of since. */
export class Holes {
  readonly #gap: TrackerCallbacks['gap']
  readonly #suspected = new Map<string, HoleReport>()
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

function keyOf(kind: DataKind, instrument: Instrument, interval: BarSpec | undefined): string {
  return `${kind} ${instrument.index} ${interval ?? ''}`
}
