import type {
  Bar,
  BarSpec,
  DerivedWriter,
  EpochMs,
  IndicatorDefinition,
  IndicatorValue,
  Instrument,
  MarketEvent,
  Pattern,
} from '../../contracts/index.ts'
import { symbolMatch } from '../symbol-match.ts'
import type { Rule } from './rule.ts'
import { RuleState } from './rule-state.ts'
import { type BarPrice, patternKey, type TickPrice } from './series.ts'

export interface RuleReports {
  fired(rule: Rule): void
  suppressed(rule: Rule): void
  /** A value was passed over because its indicator has not converged. */
  waiting(rule: Rule, value: IndicatorValue): void
}

/** How one event is taken: written to `out`, unless it came late. */
export interface Delivered {
  readonly fetched: boolean
  readonly out: DerivedWriter
}

/** An output that is read as a series, or as a pattern where it has no label. */
interface IndicatorPart {
  readonly label: string | undefined
  readonly pattern: string
  readonly output: number
}

/** One rule at work, over all instruments and bar widths. */
export class RuleDesk {
  readonly #rule: Rule
  readonly #reports: RuleReports
  readonly #isWanted: (instrument: Instrument) => boolean
  /** By `Instrument.index`, then by bar width; rules over ticks have one state. */
  readonly #states: (Map<string, RuleState> | undefined)[] = []
  readonly #barPrices: readonly BarPrice[]
  /** Definitions are shared by all values of an indicator. */
  readonly #parts = new WeakMap<IndicatorDefinition, readonly IndicatorPart[]>()

  constructor(rule: Rule, reports: RuleReports) {
    this.#rule = rule
    this.#reports = reports
    this.#isWanted = symbolMatch(rule.symbols)
    this.#barPrices = rule.series.flatMap((series) => (series.of === 'bar' ? [series.price] : []))
  }

  tick(event: MarketEvent, label: TickPrice, value: number, delivered: Delivered): void {
    if (Number.isNaN(value) || !this.#isWanted(event.instrument)) return
    if (!this.#rule.readsBars) this.#stateOf(event.instrument, undefined)
    for (const [interval, state] of this.#states[event.instrument.index] ?? []) {
      state.price = value
      state.put(label, value, event.ts, event.tsRecv)
      this.#judge(state, event, interval, undefined, delivered)
    }
  }

  bar(bar: Bar, delivered: Delivered): void {
    const state = this.#reach(bar, bar.interval, bar.openTime, bar.final)
    if (state === undefined) return
    state.price = bar.close
    for (const price of this.#barPrices) state.put(price, bar[price], bar.ts, bar.tsRecv)
    this.#judge(state, bar, bar.interval, bar.final, delivered)
  }

  indicator(event: IndicatorValue, delivered: Delivered): void {
    const parts = this.#parts.get(event.definition) ?? this.#partsOf(event.definition)
    if (parts.length === 0) return
    if (!event.converged && this.#rule.unconverged === 'wait') {
      this.#reports.waiting(this.#rule, event)
      return
    }
    const openTime = event.openTime ?? event.ts
    const state = this.#reach(event, event.interval, openTime, event.final)
    if (state === undefined) return
    for (const { label, pattern, output } of parts) {
      const value = event.values[output] ?? Number.NaN
      if (label === undefined) state.pattern(pattern).indicator(value, openTime)
      else state.put(label, value, event.ts, event.tsRecv)
    }
    this.#judge(state, event, event.interval, event.final, delivered)
  }

  pattern(event: Pattern, delivered: Delivered): void {
    if (!this.#rule.patterns.has(patternKey(event.name))) return
    const openTime = event.openTime ?? event.ts
    const state = this.#reach(event, event.interval, openTime, true)
    if (state === undefined) return
    state.pattern(event.name).event(event.direction, event.state, event.confidence, openTime)
    this.#judge(state, event, event.interval, true, delivered)
  }

  /** What the rule looks at of an indicator; worked out once for each. */
  #partsOf(definition: IndicatorDefinition): readonly IndicatorPart[] {
    const { name, indicator, outputs } = definition
    const parts: IndicatorPart[] = []
    for (const one of this.#rule.series) {
      if (one.of !== 'indicator' || one.name !== name) continue
      parts.push({ label: one.label, pattern: '', output: one.output === undefined ? 0 : outputs.indexOf(one.output) })
    }
    const pattern = [name, indicator].find((text) => this.#rule.patterns.has(patternKey(text)))
    if (pattern !== undefined) parts.push({ label: undefined, pattern, output: 0 })
    this.#parts.set(definition, parts)
    return parts
  }

  /** The state that an event of a bar belongs to; undefined when the rule does not look at it. */
  #reach(event: MarketEvent, interval: BarSpec | undefined, openTime: EpochMs, final: boolean): RuleState | undefined {
    const rule = this.#rule
    if (!rule.readsBars || (rule.on === 'close' && !final)) return undefined
    if (rule.interval !== undefined && rule.interval !== interval) return undefined
    if (!this.#isWanted(event.instrument)) return undefined
    const state = this.#stateOf(event.instrument, interval)
    return state.reach(openTime, event.ts, event.tsRecv) ? state : undefined
  }

  #stateOf({ index }: Instrument, interval: BarSpec | undefined): RuleState {
    const states = (this.#states[index] ??= new Map<string, RuleState>())
    const key = interval ?? ''
    let state = states.get(key)
    if (state === undefined) states.set(key, (state = new RuleState(this.#rule)))
    return state
  }

  #judge(state: RuleState, event: MarketEvent, key: string | undefined, final: boolean | undefined, { fetched, out }: Delivered): void {
    const { name: rule, severity, late, message, readsBars, interval: wanted } = this.#rule
    const { instrument, ts, tsRecv } = event
    const before = state.suppressed
    const finding = state.judge({ ts, tsRecv, closed: final === true, mayFire: !fetched || late === 'fire' })
    if (state.suppressed > before) this.#reports.suppressed(this.#rule)
    if (finding === undefined) return
    const interval = readsBars && key !== '' ? (key as BarSpec | undefined) : wanted
    const { value, threshold } = finding
    const values = state.values()
    const text = message({ ...finding, instrument, ts, rule, severity, interval, price: state.price, values })
    const openTime = readsBars ? state.barTime : undefined
    out.tsRecv = tsRecv
    out.alert(instrument, ts, { rule, severity, message: text, value, threshold, values, interval, openTime, final })
    this.#reports.fired(this.#rule)
  }
}
