import { seededRandom } from '../seeded-random.ts'
import { Market } from './market.ts'
import { marketSpec, type MarketSpec, type VenueName } from './market-spec.ts'
import { normals, PriceModel } from './price-model.ts'

export interface ModelOptions {
  readonly seed: number | string
  readonly venues: readonly VenueName[]
  readonly symbols: readonly string[]
  /** Market events a second, all markets together. */
  readonly rate: number
  readonly startTime: number
  readonly historyMs: number
}

/** The model moves in steps of this width; all that happens in a step is sent at its end. */
export const stepMs = 10
const historyStepMs = 2_000
/** Share of markets that trade in a history step. */
const historyActivity = 0.8
/** USD-M liquidations per market and second. */
const liquidationRate = 0.02

/** All markets of the simulated venue: correlated fair prices, random order flow, one timeline. Pure but for its seed. */
export class MarketModel {
  readonly markets: readonly Market[]
  /** End of the last step. */
  now: number
  /** When live trading began. */
  readonly startTime: number
  /** Market events so far. */
  events = 0
  readonly #prices: PriceModel
  readonly #assetOf: readonly number[]
  readonly #cumulative: Float64Array
  readonly #random: () => number
  readonly #rate: number
  #usdmSequence = 5_100_000_000_000

  constructor(options: ModelOptions) {
    const specs = options.venues.flatMap((venue) => options.symbols.map((symbol) => marketSpec(venue, symbol)))
    this.#random = seededRandom(options.seed)
    this.#rate = options.rate
    this.startTime = Math.floor(options.startTime / stepMs) * stepMs
    const begin = Math.floor((this.startTime - options.historyMs) / 60_000) * 60_000
    this.now = begin
    const assets = [...new Map(specs.map((spec) => [spec.base, spec])).values()]
    const priced = assets.map((spec) => ({ asset: spec.base, startPrice: spec.startPrice, volatility: spec.volatility }))
    this.#prices = new PriceModel(priced, this.#random)
    this.#assetOf = specs.map((spec) => this.#prices.indexOf(spec.base))
    const normal = normals(this.#random)
    this.markets = specs.map((spec, i) => this.#createMarket(spec, i, begin, normal))
    this.#cumulative = cumulative(specs)
    this.#liveThroughHistory()
    for (const market of this.markets) market.openBook(this.fairOf(market))
  }

  market(venue: VenueName, symbol: string): Market | undefined {
    return this.markets.find((market) => market.spec.venue === venue && market.spec.symbol === symbol)
  }

  /** Fair price now, quote units; of a perpetual, with its basis. */
  fairOf(market: Market): number {
    const index = this.indexPrice(market)
    return market.spec.venue === 'binance' ? index : index * (1 + this.basisOf(market))
  }

  /** Price of the underlying, quote units. */
  indexPrice(market: Market): number {
    return this.#prices.price(this.#assetOf[this.markets.indexOf(market)] ?? 0)
  }

  /** Premium of a perpetual over its index, as a fraction: a slow wave, so that funding has a sign and a reason. */
  basisOf(market: Market, ts: number = this.now): number {
    return 0.0003 * Math.sin((2 * Math.PI * ts) / 21_600_000 + market.spec.startPrice)
  }

  /** Runs one step: closes candles that ended, moves the fair prices, lets the order flow happen. */
  step(): void {
    const begin = this.now
    if (begin % 100 === 0) this.#prices.advance(100)
    for (const market of this.markets) market.roll(begin)
    const count = this.#poisson((this.#rate * stepMs) / 1000)
    for (let i = 0; i < count; i++) {
      const market = this.#pick()
      market.act(begin + Math.floor((i * stepMs) / count), this.fairOf(market))
    }
    this.events += count
    this.#liquidations(begin)
    this.now = begin + stepMs
  }

  #liquidations(ts: number): void {
    for (const market of this.markets) {
      if (market.spec.venue !== 'binance-usdm') continue
      if (this.#random() < (liquidationRate * stepMs) / 1000) market.liquidate(ts + stepMs - 1, this.fairOf(market))
    }
  }

  #createMarket(spec: MarketSpec, i: number, ts: number, normal: () => number): Market {
    const spot = spec.venue === 'binance'
    return new Market(spec, {
      random: this.#random,
      normal,
      ts,
      firstTradeId: (i + 1) * 100_000_000,
      firstUpdateId: (i + 1) * 10_000_000_000,
      nextUpdateId: spot ? (last) => last + 1 : () => (this.#usdmSequence += 1 + Math.floor(this.#random() * 40)),
    })
  }

  #liveThroughHistory(): void {
    for (; this.now + historyStepMs <= this.startTime; this.now += historyStepMs) {
      this.#prices.advance(historyStepMs)
      for (const market of this.markets) {
        if (this.#random() > historyActivity) continue
        market.recordHistory(this.now + Math.floor(this.#random() * historyStepMs), this.fairOf(market))
      }
    }
    this.now = this.startTime
    for (const market of this.markets) market.candles.roll(this.startTime)
  }

  #pick(): Market {
    const draw = this.#random()
    const index = this.#cumulative.findIndex((share) => draw < share)
    return this.markets[Math.max(0, index)] as Market
  }

  #poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * (this.#random() + this.#random() + this.#random() - 1.5) * 2))
    let product = this.#random()
    let count = 0
    for (const limit = Math.exp(-mean); product > limit; count++) product *= this.#random()
    return count
  }
}

function cumulative(specs: readonly MarketSpec[]): Float64Array {
  const total = specs.reduce((sum, spec) => sum + spec.weight, 0)
  let sum = 0
  return Float64Array.from(specs, (spec) => (sum += spec.weight / total))
}
