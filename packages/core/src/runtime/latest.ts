import type { AnyBatch } from '../contracts/events.ts'
import type { IndicatorValue } from '../contracts/derived-events.ts'
import type { OptionChain } from '../contracts/option-events.ts'
import type { Instrument } from '../contracts/instrument.ts'

/** The newest indicator values and option chains, which one instrument has many of. */
export class Latest {
  readonly #indicators = new Map<Instrument, Map<string, Map<string, IndicatorValue>>>()
  readonly #chains = new Map<Instrument, Map<number, OptionChain>>()

  note(batch: AnyBatch): void {
    if (batch.kind === 'indicator') for (const value of batch.events) this.#indicator(value)
    else if (batch.kind === 'option.chain') for (const chain of batch.events) this.#chain(chain)
  }

  /** By name. Without an interval, those of the first series that has any. */
  indicators(instrument: Instrument, interval: string | undefined): ReadonlyMap<string, IndicatorValue> | undefined {
    const series = this.#indicators.get(instrument)
    return interval === undefined ? series?.values().next().value : series?.get(interval)
  }

  chains(instrument: Instrument): readonly OptionChain[] {
    return [...(this.#chains.get(instrument)?.values() ?? [])].sort((a, b) => a.expiry - b.expiry)
  }

  #indicator(value: IndicatorValue): void {
    let series = this.#indicators.get(value.instrument)
    if (series === undefined) this.#indicators.set(value.instrument, (series = new Map()))
    const interval = value.interval ?? ''
    let values = series.get(interval)
    if (values === undefined) series.set(interval, (values = new Map()))
    values.set(value.definition.name, value)
  }

  #chain(chain: OptionChain): void {
    let chains = this.#chains.get(chain.instrument)
    if (chains === undefined) this.#chains.set(chain.instrument, (chains = new Map()))
    chains.set(chain.expiry, chain)
  }
}
