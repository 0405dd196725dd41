import type { Bar, MarketEvent, Quote } from '../contracts/index.ts'
import { PriceWindow } from './price-window.ts'
import { RecentIds } from './recent-ids.ts'

/** In the order in which they are asked: of an event that breaks several, the first counts. */
export const qualityRules = ['duplicate', 'non-positive', 'crossed', 'locked', 'future', 'backwards', 'spike'] as const
export type QualityRule = (typeof qualityRules)[number]

/** Kinds that the rules know how to read. */
export const qualityKinds = ['trade', 'quote', 'bar', 'ticker', 'mark', 'liquidation'] as const

export interface QualityLimits {
  readonly futureMs: number
  readonly backwardsMs: number
  readonly window: number
  readonly deviations: number
  /** Of the median, as a fraction: a distance up to here is never a spike. */
  readonly leastMove: number
  readonly ids: number
}

/** What is wrong with an event: the value that shows it, and in words. */
export interface Fault {
  readonly rule: QualityRule
  readonly value: number
  readonly text: string
}

type Asked = (rule: QualityRule) => boolean

/** The rules for one series: a kind of one instrument (and width, and variant). */
export class QualitySeries {
  readonly #limits: QualityLimits
  readonly #asked: Asked
  readonly #prices: PriceWindow
  readonly #ids: RecentIds
  #lastTs = Number.NEGATIVE_INFINITY

  constructor(limits: QualityLimits, asked: Asked) {
    this.#limits = limits
    this.#asked = asked
    this.#prices = new PriceWindow(limits.window)
    this.#ids = new RecentIds(limits.ids)
  }

  /** The first rule that the event breaks; undefined for a good one. `fetched` events come late by nature. */
  judge(event: MarketEvent, fetched: boolean): Fault | undefined {
    const found = this.#content(event) ?? (fetched ? undefined : (this.#time(event) ?? this.#spike(event)))
    if (!fetched && event.ts > this.#lastTs) this.#lastTs = event.ts
    return found
  }

  #content(event: MarketEvent): Fault | undefined {
    if (this.#asked('duplicate')) {
      const id = event.kind === 'trade' || event.kind === 'liquidation' ? event.id : undefined
      if (id !== undefined && this.#ids.repeats(id)) return { rule: 'duplicate', value: Number(id), text: `id ${id} came before` }
    }
    if (this.#asked('non-positive')) {
      const wrong = nonPositive(event)
      if (wrong !== undefined) return { rule: 'non-positive', value: wrong.value, text: `${wrong.field} is ${wrong.value}` }
    }
    return event.kind === 'quote' ? this.#quote(event) : undefined
  }

  #quote({ bidPrice, askPrice }: Quote): Fault | undefined {
    const text = `bid ${bidPrice}, ask ${askPrice}`
    if (bidPrice > askPrice && this.#asked('crossed')) return { rule: 'crossed', value: askPrice - bidPrice, text }
    return bidPrice === askPrice && this.#asked('locked') ? { rule: 'locked', value: 0, text } : undefined
  }

  #time({ ts, tsRecv }: MarketEvent): Fault | undefined {
    const { futureMs, backwardsMs } = this.#limits
    const ahead = ts - tsRecv
    if (ahead > futureMs && this.#asked('future')) return { rule: 'future', value: ahead, text: `${ahead} ms ahead of its arrival` }
    const back = this.#lastTs - ts
    if (back > backwardsMs && this.#asked('backwards')) return { rule: 'backwards', value: back, text: `${back} ms before the one before` }
    return undefined
  }

  /** Prices join the window whatever is said of them: a level that stays becomes the new middle. */
  #spike(event: MarketEvent): Fault | undefined {
    const price = this.#asked('spike') ? priceOf(event) : Number.NaN
    if (!Number.isFinite(price)) return undefined
    const window = this.#prices
    const { deviations, leastMove } = this.#limits
    const { median } = window
    const far = window.ready ? window.deviations(price, (Math.abs(median) * leastMove) / deviations) : 0
    window.add(price)
    return far > deviations ? { rule: 'spike', value: price, text: `${price} is ${far.toFixed(1)} deviations from ${median}` } : undefined
  }
}

/** The price that a spike would show in; NaN where there is none. */
function priceOf(event: MarketEvent): number {
  switch (event.kind) {
    case 'trade':
    case 'liquidation':
      return event.price
    case 'quote':
      return (event.bidPrice + event.askPrice) / 2
    case 'bar':
      return event.close
    case 'ticker':
      return event.last
    case 'mark':
      return event.markPrice
    default:
      return Number.NaN
  }
}

interface Wrong {
  readonly field: string
  readonly value: number
}

/** `NaN` prices of a quote are an empty side; everywhere else they are wrong. */
function nonPositive(event: MarketEvent): Wrong | undefined {
  switch (event.kind) {
    case 'trade':
    case 'liquidation':
      return below('price', event.price) ?? below('size', event.size)
    case 'quote':
      return quoteBelow(event)
    case 'bar':
      return barBelow(event)
    case 'ticker':
      return below('last', event.last)
    case 'mark':
      return below('markPrice', event.markPrice)
    default:
      return undefined
  }
}

const below = (field: string, value: number): Wrong | undefined => (value > 0 ? undefined : { field, value })

function quoteBelow({ bidPrice, bidSize, askPrice, askSize }: Quote): Wrong | undefined {
  if (bidPrice <= 0) return { field: 'bidPrice', value: bidPrice }
  if (askPrice <= 0) return { field: 'askPrice', value: askPrice }
  // A size of a side that is there; an empty side has none.
  if (!Number.isNaN(bidPrice) && !(bidSize > 0)) return { field: 'bidSize', value: bidSize }
  return !Number.isNaN(askPrice) && !(askSize > 0) ? { field: 'askSize', value: askSize } : undefined
}

function barBelow({ open, high, low, close, volume }: Bar): Wrong | undefined {
  const price = below('open', open) ?? below('high', high) ?? below('low', low) ?? below('close', close)
  // A bar without trades has no volume.
  return price ?? (volume < 0 ? { field: 'volume', value: volume } : undefined)
}
