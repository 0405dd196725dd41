import type { MarketModel } from './market-model.ts'
import type { MarketSpec } from './market-spec.ts'
import type { BookSummary, Truth } from './oracle.ts'
import { bestLevels, priceText, sizeText } from './wire.ts'
import type { Level } from './matching.ts'

/** What the market model knows, whoever listens. */
export function modelTruth(model: MarketModel): Truth {
  return {
    book(venue, symbol): BookSummary | undefined {
      const market = model.market(venue, symbol)
      if (market === undefined) return undefined
      return { lastUpdateId: market.updateId, bids: side(market.spec, market.book.bids), asks: side(market.spec, market.book.asks) }
    },
    decimals: (venue, symbol) => model.market(venue, symbol)?.spec ?? { priceDecimals: 0, sizeDecimals: 0 },
  }
}

function side(spec: MarketSpec, levels: readonly Level[]): readonly (readonly [string, string])[] {
  return Array.from(bestLevels(levels, levels.length), ([price, size]) => [priceText(spec, price), sizeText(spec, size)] as const)
}
