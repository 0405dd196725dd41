import { readFileSync } from 'node:fs'

/** What an independent script computed from a recorded set; prices and quantities are exact decimal texts. */
export interface ExpectedSet {
  readonly file: string
  readonly trades: readonly ExpectedTrades[]
  readonly klines: readonly ExpectedKlines[]
  readonly bookTicker: readonly ExpectedQuotes[]
  readonly books: readonly ExpectedBook[]
}

interface ExpectedTrade {
  readonly id: number
  readonly price: string
  readonly qty: string
  readonly time: number
  readonly takerSide: string
}

export interface ExpectedTrades {
  readonly symbol: string
  readonly type: 'trade' | 'aggTrade'
  readonly count: number
  readonly first: ExpectedTrade
  readonly last: ExpectedTrade
  readonly sumQty: string
  readonly sumQuote: string
  readonly minPrice: string
  readonly maxPrice: string
}

export interface ExpectedCandle {
  readonly openTime: number
  readonly closeTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly quoteVolume: string
  readonly trades: number
  readonly isClosed: boolean
  readonly eventTime: number
}

export interface ExpectedKlines {
  readonly symbol: string
  readonly interval: string
  readonly closed: readonly ExpectedCandle[]
  readonly last: ExpectedCandle
}

interface ExpectedQuote {
  readonly u: number
  readonly bid: string
  readonly bidQty: string
  readonly ask: string
  readonly askQty: string
}

export interface ExpectedQuotes {
  readonly symbol: string
  readonly count: number
  readonly first: ExpectedQuote
  readonly last: ExpectedQuote
}

export type Pairs = readonly (readonly [price: string, size: string])[]

export interface ExpectedBook {
  readonly symbol: string
  readonly applied: number
  readonly finalUpdateId: number
  readonly bidLevels: number
  readonly askLevels: number
  readonly top10: { readonly bids: Pairs; readonly asks: Pairs }
  readonly fullBookSha256: string
}

/** The recorded sets of one market, by name. */
export function expectedSets(file: string): Readonly<Record<string, ExpectedSet>> {
  return (JSON.parse(readFileSync(file, 'utf8')) as { sets: Record<string, ExpectedSet> }).sets
}
