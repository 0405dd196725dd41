import type { Market } from './market.ts'
import type { MarketModel } from './market-model.ts'
import type { MarkFigures } from './wire.ts'

export const fundingIntervalMs = 28_800_000
/** Interest part of the funding rate per interval. */
const interest = 0.0001

/** Funding rate that goes with a basis, as the venue computes it: premium plus interest, clamped. */
export function fundingRate(model: MarketModel, market: Market, ts: number): string {
  const premium = model.basisOf(market, ts)
  const rate = premium + Math.max(-0.0005, Math.min(0.0005, interest - premium))
  return rate.toFixed(8)
}

export function markFigures(model: MarketModel, market: Market, now: number): MarkFigures {
  const index = model.indexPrice(market)
  return {
    mark: model.fairOf(market).toFixed(8),
    index: index.toFixed(8),
    settle: (index * (1 + model.basisOf(market) / 2)).toFixed(8),
    rate: fundingRate(model, market, now),
    nextFundingTime: (Math.floor(now / fundingIntervalMs) + 1) * fundingIntervalMs,
  }
}
