import { z } from 'zod'
import { count, duration, ratio } from '../config/parts.ts'
import {
  definePlugin,
  type AnyBatch,
  type Counter,
  type DerivedWriter,
  type EpochMs,
  type EventKind,
  type MarketEvent,
  type Plugin,
  type PluginContext,
  type Processor,
} from '../contracts/index.ts'
import { type Fault, qualityKinds, type QualityLimits, type QualityRule, qualityRules, QualitySeries } from './quality-rules.ts'

const action = (
  otherwise: 'flag' | 'drop' | 'pass',
  meaning: string,
): z.ZodDefault<z.ZodEnum<{ flag: 'flag'; drop: 'drop'; pass: 'pass' }>> =>
  z
    .enum(['flag', 'drop', 'pass'])
    .default(otherwise)
    .describe(`${meaning} \`flag\` lets it pass and says so, \`drop\` takes it out, \`pass\` does not look.`)

const qualityConfig = z.strictObject({
  kinds: z
    .array(z.enum(qualityKinds))
    .min(1)
    .default([...qualityKinds])
    .describe('Kinds to look at; all others pass.'),
  duplicate: action('drop', 'An id that came before.'),
  'non-positive': action('drop', 'A price or size of zero or less.'),
  crossed: action('flag', 'A quote whose bid is above its ask.'),
  locked: action('pass', 'A quote whose bid equals its ask.'),
  future: action('flag', 'A venue time after the arrival, by more than `futureBy`.'),
  backwards: action('flag', 'A venue time before that of the event before, by more than `backwardsBy`.'),
  spike: action('flag', 'A price far outside the recent ones.'),
  futureBy: duration().prefault('5s').describe('Venue times may be this far ahead of the local clock.'),
  backwardsBy: duration().prefault('0ms').describe('Venue times of one series may go back this far.'),
  window: count({ max: 10_000 }).default(101).describe('Spikes are told from this many prices before; half of them must be there.'),
  deviations: z
    .number()
    .positive()
    .default(10)
    .describe('A spike is this many deviations (median absolute deviation times 1.4826) from the median.'),
  leastMove: ratio().default(0.002).describe('Never a spike: a distance from the median of up to this fraction of it.'),
  ids: count({ max: 1_000_000 }).default(1_024).describe('Duplicates are told among this many ids of a series.'),
  alertEvery: duration().prefault('1m').describe('At most one alert per rule and instrument in this time.'),
})
type QualityConfig = z.output<typeof qualityConfig>

/** Alerts of one rule about one instrument. */
interface Alarm {
  nextAt: EpochMs
  /** Since the last alert. */
  kept: number
}

class QualityProcessor implements Processor {
  readonly consumes: readonly EventKind[]
  readonly produces: readonly EventKind[]
  readonly forwards = false
  readonly #config: QualityConfig
  readonly #limits: QualityLimits
  readonly #asked: (rule: QualityRule) => boolean
  readonly #counters: Readonly<Record<QualityRule, Counter>>
  /** By kind (width, variant) and `Instrument.index`. */
  readonly #series = new Map<string, (QualitySeries | undefined)[]>()
  /** By rule and instrument. */
  readonly #alarms = new Map<string, Alarm>()

  constructor({ id: component, metrics }: PluginContext, config: QualityConfig) {
    const { futureBy: futureMs, backwardsBy: backwardsMs, window, deviations, leastMove, ids } = config
    this.#config = config
    this.#limits = { futureMs, backwardsMs, window, deviations, leastMove, ids }
    this.consumes = config.kinds
    this.produces = [...config.kinds, 'alert']
    this.#asked = (rule) => config[rule] !== 'pass'
    const counter = (rule: QualityRule): Counter => metrics.counter('quality_events_total', { component, rule, action: config[rule] })
    this.#counters = Object.fromEntries(qualityRules.map((rule) => [rule, counter(rule)])) as Record<QualityRule, Counter>
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    const fetched = batch.delivery === 'backfill'
    for (const event of batch.events) this.#event(event, fetched, out)
  }

  #event(event: MarketEvent, fetched: boolean, out: DerivedWriter): void {
    const fault = this.#seriesOf(event).judge(event, fetched)
    const action = fault === undefined ? 'pass' : this.#config[fault.rule]
    if (action !== 'drop') out.event(event)
    if (fault === undefined) return
    this.#counters[fault.rule].add()
    if (action === 'flag') this.#alert(fault, event, out)
  }

  #alert({ rule, value, text }: Fault, event: MarketEvent, out: DerivedWriter): void {
    const { instrument, kind, ts, tsRecv } = event
    const key = `${rule} ${instrument.index}`
    let alarm = this.#alarms.get(key)
    if (alarm === undefined) this.#alarms.set(key, (alarm = { nextAt: Number.NEGATIVE_INFINITY, kept: 0 }))
    // Between the two: receive times of merged recordings may go back.
    if (tsRecv < alarm.nextAt && tsRecv >= alarm.nextAt - this.#config.alertEvery) {
      alarm.kept++
      return
    }
    const more = alarm.kept === 0 ? '' : `; ${alarm.kept} more since the last alert`
    alarm.nextAt = tsRecv + this.#config.alertEvery
    alarm.kept = 0
    out.tsRecv = tsRecv
    out.alert(instrument, ts, { rule: `quality.${rule}`, severity: 'warning', message: `${kind}: ${text}${more}`, value })
  }

  #seriesOf(event: MarketEvent): QualitySeries {
    const all = this.#select(keyOf(event))
    const { index } = event.instrument
    return (all[index] ??= new QualitySeries(this.#limits, this.#asked))
  }

  #select(key: string): (QualitySeries | undefined)[] {
    let all = this.#series.get(key)
    if (all === undefined) this.#series.set(key, (all = []))
    return all
  }
}

/** Forming and closed bars are states of one thing; aggregate trades count on their own. */
function keyOf(event: MarketEvent): string {
  if (event.kind === 'trade') return event.aggregate === undefined ? 'trade' : 'aggregate'
  return event.kind === 'bar' ? `${event.origin} ${event.interval}` : event.kind
}

/** Looks for what cannot be true, and flags it, takes it out or lets it be. */
export const quality: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'quality',
  summary: 'Flags or drops crossed quotes, impossible prices and times, price spikes and duplicates',
  stability: 'beta',
  configSchema: qualityConfig,
  create: (context, config) => new QualityProcessor(context, config),
})
