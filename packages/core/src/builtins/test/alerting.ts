import { CollectingWriter, testContext, type TestContext } from '@feedloom/testkit'
import { barAt, btc, instruments, make, runOf } from '../../../test/event-fixture.ts'
import type { Alert, Bar, Delivery, IndicatorValue, Instrument, MarketEvent, Pattern, Processor } from '../../contracts/index.ts'
import { alerts } from '../alerts/alerts.ts'

export const minute = 60_000

/** An `alerts` processor with one rule, and what it says. */
export class AlertBench {
  readonly context: TestContext = testContext({ instruments })
  readonly processor: Processor
  readonly #out = new CollectingWriter()

  constructor(rule: object, config: object = {}) {
    this.processor = make(alerts, { rules: { rule }, ...config }, this.context)
  }

  feed(...events: readonly MarketEvent[]): readonly Alert[] {
    return this.deliver('live', ...events)
  }

  /** What these events set off. */
  deliver(delivery: Delivery, ...events: readonly MarketEvent[]): readonly Alert[] {
    for (const event of events) this.processor.process(runOf([event], delivery), this.#out)
    return this.#out.take() as readonly Alert[]
  }

  /** Closes of one-minute bars from a minute on: whether each of them set off an alert. */
  closes(from: number, ...closes: readonly number[]): readonly boolean[] {
    return closes.map((close, i) => this.feed(closed(from + i, close)).length > 0)
  }
}

/** The bar that opens at that minute, arriving when it ends. */
export function closed(i: number, close: number, facts: Partial<Bar> = {}): Bar {
  const ts = (i + 1) * minute
  return barAt(i * minute, { close, open: close, high: close, low: close, ts, tsRecv: ts + 5, ...facts })
}

const definitions = new Map<string, IndicatorValue['definition']>()

/** A value of an indicator; several numbers are those of the outputs `NAME`, `signal`, `histogram`. */
export function valueOf(name: string, i: number, values: number | readonly number[], facts: Partial<IndicatorValue> = {}): IndicatorValue {
  const list = typeof values === 'number' ? [values] : values
  const outputs = [name, 'signal', 'histogram'].slice(0, list.length)
  const definition = definitions.get(name) ?? { name, indicator: name.replace(/\d+$/, ''), parameters: {}, outputs }
  definitions.set(name, definition)
  const ts = (i + 1) * minute
  const head = { kind: 'indicator' as const, instrument: btc, ts, nanos: 0, tsRecv: ts + 5, revision: 0 }
  const state = { interval: '1m' as const, openTime: i * minute, final: true, ready: true, converged: true }
  return { ...head, definition, ...state, values: list, ...facts }
}

export function patternAt(name: string, i: number, facts: Partial<Pattern> = {}, instrument: Instrument = btc): Pattern {
  const ts = (i + 1) * minute
  const head = { kind: 'pattern' as const, instrument, ts, nanos: 0, tsRecv: ts + 5, revision: 0, id: `${name} ${i}`, name }
  const state = {
    interval: '1m' as const,
    openTime: i * minute,
    direction: 'bearish' as const,
    state: 'confirmed' as const,
    confidence: 0.8,
  }
  return { ...head, ...state, bars: [], prices: [], level: undefined, target: undefined, invalidation: undefined, ...facts }
}
