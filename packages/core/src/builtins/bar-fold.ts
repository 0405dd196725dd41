import type { Bar, EventFields, Trade } from '../contracts/index.ts'
import { Sum, tidy } from './sum.ts'

type Amounts = Pick<EventFields<'bar'>, 'open' | 'high' | 'low' | 'close' | 'volume' | 'quoteVolume' | 'trades' | 'takerBuyVolume' | 'vwap'>

/** Ids up to this length are exact as float64. */
const exactDigits = 15

/** What trades, or smaller bars, add up to. First and last go by venue time, so that late parts find their place. */
export class BarFold {
  #open = Number.NaN
  #high = Number.NEGATIVE_INFINITY
  #low = Number.POSITIVE_INFINITY
  #close = Number.NaN
  #firstTs = Number.POSITIVE_INFINITY
  #lastTs = Number.NEGATIVE_INFINITY
  #trades = 0
  readonly #volume = new Sum()
  readonly #quoteVolume = new Sum()
  readonly #bought = new Sum()
  /** Facts that one part did not know are unknown of the whole. */
  #quoteKnown = true
  #tradesKnown = true
  #sidesKnown = true

  get firstTs(): number {
    return this.#firstTs
  }

  get lastTs(): number {
    return this.#lastTs
  }

  trade(event: Trade): void {
    const { ts, price, size } = event
    this.#prices(ts, price, price, price, price)
    this.#volume.add(size)
    this.#quoteVolume.add(price * size)
    this.#trades += fillsOf(event)
    if (event.side === 'buy') this.#bought.add(size)
    else if (event.side === 'unknown') this.#sidesKnown = false
  }

  bar(event: Bar): void {
    this.#prices(event.openTime, event.open, event.high, event.low, event.close)
    this.#volume.add(event.volume)
    if (event.quoteVolume === undefined) this.#quoteKnown = false
    else this.#quoteVolume.add(event.quoteVolume)
    if (event.trades === undefined) this.#tradesKnown = false
    else this.#trades += event.trades
    if (event.takerBuyVolume === undefined) this.#sidesKnown = false
    else this.#bought.add(event.takerBuyVolume)
  }

  reachesVolume(amount: number): boolean {
    return this.#volume.reaches(amount)
  }

  reachesValue(amount: number): boolean {
    return this.#quoteVolume.reaches(amount)
  }

  get amounts(): Amounts {
    const [volume, quoteVolume] = [this.#volume.value, this.#quoteKnown ? this.#quoteVolume.value : undefined]
    return {
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume,
      quoteVolume,
      trades: this.#tradesKnown ? this.#trades : undefined,
      takerBuyVolume: this.#sidesKnown ? this.#bought.value : undefined,
      vwap: quoteVolume === undefined || volume === 0 ? undefined : tidy(quoteVolume / volume),
    }
  }

  #prices(ts: number, open: number, high: number, low: number, close: number): void {
    if (ts < this.#firstTs) {
      this.#firstTs = ts
      this.#open = open
    }
    if (ts >= this.#lastTs) {
      this.#lastTs = ts
      this.#close = close
    }
    if (high > this.#high) this.#high = high
    if (low < this.#low) this.#low = low
  }
}

/** Raw trades inside an event: an aggregate trade stands for several. */
function fillsOf({ aggregate }: Trade): number {
  if (aggregate === undefined) return 1
  const { firstId, lastId } = aggregate
  if (lastId.length <= exactDigits) return Number(lastId) - Number(firstId) + 1
  return Number(BigInt(lastId) - BigInt(firstId)) + 1
}
