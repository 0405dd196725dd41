import type { MarketEvent } from '../contracts/index.ts'

/** What tells the series of one kind and instrument apart: bars by width and maker, indicators by name. */
function seriesOf(event: MarketEvent): string {
  if (event.kind === 'bar') return `${event.interval} ${event.origin}`
  if (event.kind === 'indicator') return `${event.definition.name} ${event.interval ?? ''}`
  if (event.kind === 'alert') return event.rule
  if (event.kind === 'mover') return event.window
  if (event.kind === 'option.chain') return String(event.expiry)
  return event.kind === 'gap' ? event.id : ''
}

/** The last event of each series since it was asked for them; the order is that of their first arrival. */
export class LatestEvents {
  readonly #byKind = new Map<string, Map<string, MarketEvent>[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  put(event: MarketEvent): void {
    const all = this.#byKind.get(event.kind) ?? []
    this.#byKind.set(event.kind, all)
    const series = (all[event.instrument.index] ??= new Map())
    const before = series.size
    series.set(seriesOf(event), event)
    this.#size += series.size - before
  }

  /** Takes one series out: what follows it says more. */
  drop(event: MarketEvent): void {
    const series = this.#byKind.get(event.kind)?.[event.instrument.index]
    if (series?.delete(seriesOf(event)) === true) this.#size--
  }

  take(): readonly MarketEvent[] {
    if (this.#size === 0) return []
    const events: MarketEvent[] = []
    for (const all of this.#byKind.values()) {
      for (const series of all) {
        if (series === undefined) continue
        events.push(...series.values())
        series.clear()
      }
    }
    this.#size = 0
    return events
  }
}
