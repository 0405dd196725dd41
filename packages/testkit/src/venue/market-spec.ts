import { configError } from '@feedloom/core'

export type VenueName = 'binance' | 'binance-usdm'

/** One market of the simulated venue. Prices count in ticks of 10^-`priceDecimals`, sizes in steps of 10^-`sizeDecimals`. */
export interface MarketSpec {
  readonly venue: VenueName
  /** Native symbol, upper case. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly startPrice: number
  readonly priceDecimals: number
  readonly sizeDecimals: number
  /** Digits after the point on the wire: always 8 on spot, as precise as the market on USD-M. */
  readonly priceDigits: number
  readonly sizeDigits: number
  readonly quoteDigits: number
  /** Share of the venue's events. */
  readonly weight: number
  /** Standard deviation of the log price over a day. */
  readonly volatility: number
}

interface Listing {
  readonly price: number
  readonly volatility: number
  readonly weight: number
  readonly spot: readonly [priceDecimals: number, sizeDecimals: number]
  readonly usdm: readonly [priceDecimals: number, sizeDecimals: number]
}

/** Decimals as the venue lists them in 2026. */
const listings: Readonly<Record<string, Listing>> = {
  BTC: { price: 60_000, volatility: 0.03, weight: 8, spot: [2, 5], usdm: [1, 3] },
  ETH: { price: 3_000, volatility: 0.04, weight: 5, spot: [2, 4], usdm: [2, 3] },
  SOL: { price: 150, volatility: 0.055, weight: 3, spot: [2, 3], usdm: [2, 2] },
  BNB: { price: 600, volatility: 0.035, weight: 2, spot: [2, 3], usdm: [2, 2] },
  XRP: { price: 0.6, volatility: 0.05, weight: 2, spot: [4, 1], usdm: [4, 1] },
  DOGE: { price: 0.12, volatility: 0.06, weight: 1, spot: [5, 0], usdm: [5, 0] },
  ADA: { price: 0.45, volatility: 0.05, weight: 1, spot: [4, 1], usdm: [4, 0] },
  LTC: { price: 80, volatility: 0.045, weight: 1, spot: [2, 3], usdm: [2, 3] },
}

const listedAssets: readonly string[] = Object.keys(listings)
export const defaultSymbols: readonly string[] = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT']

/** Throws a `config` error `FEEDLOOM_SIM_SYMBOL_UNKNOWN` for a symbol that the model does not list. */
export function marketSpec(venue: VenueName, symbol: string): MarketSpec {
  const base = symbol.endsWith('USDT') ? symbol.slice(0, -4) : ''
  const listing = listings[base]
  if (listing === undefined) {
    throw configError('FEEDLOOM_SIM_SYMBOL_UNKNOWN', `the simulated market has no symbol \`${symbol}\``, {
      hint: `Use one of ${listedAssets.map((asset) => `${asset}USDT`).join(', ')}.`,
    })
  }
  const spot = venue === 'binance'
  const [priceDecimals, sizeDecimals] = spot ? listing.spot : listing.usdm
  return {
    venue,
    symbol,
    base,
    quote: 'USDT',
    startPrice: listing.price,
    priceDecimals,
    sizeDecimals,
    priceDigits: spot ? 8 : priceDecimals,
    sizeDigits: spot ? 8 : sizeDecimals,
    quoteDigits: spot ? 8 : priceDecimals + sizeDecimals,
    weight: listing.weight,
    volatility: listing.volatility,
  }
}
