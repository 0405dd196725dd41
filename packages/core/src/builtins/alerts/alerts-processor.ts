import type { AnyBatch, DerivedWriter, EventKind, IndicatorValue, PluginContext, Processor } from '../../contracts/index.ts'
import type { AlertsConfig } from './config.ts'
import { type Rule, ruleOf } from './rule.ts'
import { type Delivered, RuleDesk } from './rule-desk.ts'
import type { TickPrice } from './series.ts'

const kindOf: Readonly<Record<TickPrice, EventKind>> = { trade: 'trade', mid: 'quote', last: 'ticker', mark: 'mark' }

/** Rules over prices, indicators and patterns in, alerts out. */
export class AlertsProcessor implements Processor {
  readonly consumes: readonly EventKind[]
  readonly produces: readonly EventKind[] = ['alert']
  readonly forwards = true
  readonly intervals: NonNullable<Processor['intervals']>
  readonly indicators: NonNullable<Processor['indicators']>
  readonly #origin: AlertsConfig['origin']
  readonly #context: PluginContext
  readonly #desks: readonly RuleDesk[]
  readonly #byTick: ReadonlyMap<TickPrice, readonly RuleDesk[]>
  /** Rules and indicators of which it has said that they wait. */
  readonly #waiting = new Set<string>()

  constructor(context: PluginContext, config: AlertsConfig) {
    const rules = Object.entries(config.rules).map(([name, rule]) => ruleOf(name, rule))
    this.#context = context
    this.#origin = config.origin
    this.consumes = kindsOf(rules)
    this.intervals = { needs: [...new Set(rules.flatMap(({ readsBars, interval }) => (readsBars ? (interval ?? []) : [])))], makes: [] }
    this.indicators = { needs: rules.flatMap(indicatorsOf), makes: [] }
    this.#desks = rules.map((rule) => new RuleDesk(rule, this.#reports(rule)))
    const prices = Object.keys(kindOf) as TickPrice[]
    this.#byTick = new Map(prices.map((price) => [price, this.#desks.filter((_, i) => reads(rules[i], price))]))
  }

  process(batch: AnyBatch, out: DerivedWriter): void {
    const delivered: Delivered = { fetched: batch.delivery === 'backfill', out }
    switch (batch.kind) {
      case 'trade':
        for (const event of batch.events) this.#tick(event, 'trade', event.price, delivered)
        return
      case 'quote':
        for (const event of batch.events) this.#tick(event, 'mid', (event.bidPrice + event.askPrice) / 2, delivered)
        return
      case 'ticker':
        for (const event of batch.events) this.#tick(event, 'last', event.last, delivered)
        return
      case 'mark':
        for (const event of batch.events) this.#tick(event, 'mark', event.markPrice, delivered)
        return
      case 'bar':
        for (const bar of batch.events) if (bar.origin === this.#origin) for (const desk of this.#desks) desk.bar(bar, delivered)
        return
      case 'indicator':
        for (const event of batch.events) for (const desk of this.#desks) desk.indicator(event, delivered)
        return
      case 'pattern':
        for (const event of batch.events) for (const desk of this.#desks) desk.pattern(event, delivered)
        return
      default:
    }
  }

  #tick(event: Parameters<RuleDesk['tick']>[0], price: TickPrice, value: number, delivered: Delivered): void {
    for (const desk of this.#byTick.get(price) ?? []) desk.tick(event, price, value, delivered)
  }

  #reports({ name, severity }: Rule): ConstructorParameters<typeof RuleDesk>[1] {
    const { id: component, metrics } = this.#context
    const fired = metrics.counter('alerts_total', { component, rule: name, severity })
    const suppressed = metrics.counter('alerts_suppressed_total', { component, rule: name })
    return {
      fired: () => fired.add(),
      suppressed: () => suppressed.add(),
      waiting: (_rule, value) => this.#noteWaiting(name, value),
    }
  }

  /** Once for each rule and indicator: that nothing is heard of a rule should not be a riddle. */
  #noteWaiting(rule: string, { definition, interval }: IndicatorValue): void {
    const key = `${rule} ${definition.name} ${interval ?? ''}`
    if (this.#waiting.has(key)) return
    this.#waiting.add(key)
    this.#context.log.info(`the rule \`${rule}\` waits until \`${definition.name}\` has converged`, {
      rule,
      indicator: definition.name,
      interval,
      hint: 'Give the indicators history (`symbols`, `backfill`), or write `unconverged: use`.',
    })
  }
}

function reads(rule: Rule | undefined, price: TickPrice): boolean {
  return rule?.series.some((series) => series.of === 'tick' && series.price === price) === true
}

/** Bars come along where there are indicators and patterns, for their prices. */
function kindsOf(rules: readonly Rule[]): readonly EventKind[] {
  const series = rules.flatMap((rule) => rule.series)
  const kinds = series.map((one): EventKind => (one.of === 'tick' ? kindOf[one.price] : one.of))
  const patterns: readonly EventKind[] = rules.some((rule) => rule.patterns.size > 0) ? ['indicator', 'pattern'] : []
  const bars: readonly EventKind[] = rules.some((rule) => rule.readsBars) ? ['bar'] : []
  return [...new Set([...kinds, ...patterns, ...bars])]
}

function indicatorsOf({ name, series }: Rule): NonNullable<Processor['indicators']>['needs'] {
  return series.flatMap((one) => (one.of === 'indicator' ? [{ name: one.label, path: ['rules', name, 'when'] }] : []))
}
