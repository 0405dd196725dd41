import type { EpochMs } from '../../contracts/index.ts'
import { type Desk, type Finding, type Judge, judgeOf, type Verdict } from './judges.ts'
import { SeenPattern } from './judge-pattern.ts'
import { type BarMark, Reading } from './readings.ts'
import { barOf, type Rule } from './rule.ts'
import { patternKey } from './series.ts'

/** What caused a look at the rule. */
export interface Cause {
  readonly ts: EpochMs
  readonly tsRecv: EpochMs
  /** It is of a bar that has closed. */
  readonly closed: boolean
  /** False for data that was fetched later. */
  readonly mayFire: boolean
}

/** One rule for one instrument and bar width: its readings, what it said last, and when. */
export class RuleState implements Desk {
  readonly #rule: Rule
  readonly #readings: ReadonlyMap<string, Reading>
  readonly #patterns: ReadonlyMap<string, SeenPattern>
  readonly #judge: Judge
  readonly #bar: BarMark
  #count = 0
  #was: Verdict
  #firedBar: EpochMs = Number.NaN
  #quietUntil: EpochMs = Number.NEGATIVE_INFINITY
  /** The last price that came by. */
  price: number = Number.NaN
  /** Alerts that the cooldown kept back. */
  suppressed = 0

  constructor(rule: Rule) {
    this.#rule = rule
    this.#bar = { openTime: Number.NaN, ts: Number.NaN, tsRecv: Number.NaN, final: rule.on === 'close' }
    this.#readings = new Map(rule.series.map((series) => [series.label, new Reading(series)]))
    this.#patterns = new Map([...rule.patterns].map((key) => [key, new SeenPattern()]))
    this.#judge = judgeOf(rule.condition, this)
  }

  /** Open time of the bar at hand; NaN before the first. */
  get barTime(): EpochMs {
    return this.#bar.openTime
  }

  reading(label: string): Reading {
    return this.#readings.get(label) as Reading
  }

  value(reading: Reading): number {
    return reading.isOf(this.#bar) ? reading.value : Number.NaN
  }

  pattern(name: string): SeenPattern {
    return this.#patterns.get(patternKey(name)) as SeenPattern
  }

  /** All that is of this moment, by name. */
  values(): Readonly<Record<string, number>> {
    const current = [...this.#readings.values()].map((reading) => [reading.label, this.value(reading)] as const)
    return Object.fromEntries(current.filter(([, value]) => Number.isFinite(value)))
  }

  put(label: string, value: number, ts: EpochMs, tsRecv: EpochMs): void {
    this.reading(label).put(value, this.#bar.openTime, ts, tsRecv)
  }

  /** Goes on to a bar, or stays with it; false for an older one, which is past. */
  reach(openTime: EpochMs, ts: EpochMs, tsRecv: EpochMs): boolean {
    const bar = this.#bar
    if (openTime < bar.openTime) return false
    const isNew = openTime !== bar.openTime
    Object.assign(bar, { openTime, ts, tsRecv })
    // What happened on the bar before may happen again.
    if (isNew && (this.#rule.pulse !== undefined || this.#look(ts) === false)) this.#was = false
    return true
  }

  /** Looks whether the rule has come true; answers with what made it so, if that is to be said. */
  judge(cause: Cause): Finding | undefined {
    const verdict = this.#look(cause.ts)
    if (verdict === undefined) return undefined
    const became = verdict && (this.#was !== true || this.#rule.pulse === 'tick')
    this.#was = verdict
    if (!verdict || !cause.mayFire || !this.#isDue(became, cause)) return undefined
    const { cooldown = 0 } = this.#rule
    const { tsRecv } = cause
    // Between the two: receive times of merged recordings may go back.
    if (tsRecv < this.#quietUntil && tsRecv >= this.#quietUntil - cooldown) {
      this.suppressed++
      return undefined
    }
    this.#firedBar = this.#barAt(cause.ts)
    this.#quietUntil = tsRecv + cooldown
    return this.#judge.finding()
  }

  #look(ts: EpochMs): Verdict {
    this.#count++
    return this.#judge.judge({ count: this.#count, ts, barTime: this.#bar.openTime })
  }

  #isDue(became: boolean, { ts, closed }: Cause): boolean {
    const bar = this.#barAt(ts)
    if (this.#rule.oncePer === 'bar') return bar !== this.#firedBar
    // A closed bar that is stated again has had its alert.
    return became && !(closed && bar <= this.#firedBar)
  }

  #barAt(ts: EpochMs): EpochMs {
    return this.#rule.readsBars ? this.#bar.openTime : barOf(this.#rule.interval, ts)
  }
}
