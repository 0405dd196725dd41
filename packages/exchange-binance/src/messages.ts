/**
 * What Binance sends, as far as we read it. Prices and sizes are decimal text, times are epoch milliseconds
 * (microseconds on a connection opened with `timeUnit=MICROSECOND`), ids are JSON numbers.
 *
 * Spot: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 * USD-M (read on 2026-11-20): https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */

/** The wrapper of a combined stream: `/stream` endpoints send nothing without it but control messages. */
export interface CombinedMessage {
  readonly stream: string
  readonly data: StreamMessage | readonly StreamMessage[]
}

/** `[price, size]`; size 0 removes the level. */
type WireLevel = readonly [string, string]

/** JSON number; text where the number would have lost digits (`exactJson`). */
export type WireId = number | string

export interface TradeMessage {
  readonly e: 'trade'
  readonly E: number
  readonly s: string
  readonly t: WireId
  readonly p: string
  readonly q: string
  /** Trade time. */
  readonly T: number
  /** The buyer was the maker, so the taker sold. */
  readonly m: boolean
  /** USD-M only, undocumented: `MARKET`, `INSURANCE_FUND`, `ADL`, `NA`. */
  readonly X?: string
}

/** Fills of one taker order at one price (USD-M: within 100 ms). */
export interface AggTradeMessage {
  readonly e: 'aggTrade'
  readonly E: number
  readonly s: string
  readonly a: WireId
  readonly p: string
  readonly q: string
  /** First and last raw trade id in it. */
  readonly f: WireId
  readonly l: WireId
  readonly T: number
  readonly m: boolean
}

/** Spot sends neither `e` nor any time; USD-M sends all three. */
export interface BookTickerMessage {
  readonly e?: 'bookTicker'
  readonly E?: number
  readonly T?: number
  /** Order book update id. */
  readonly u: number
  readonly s: string
  readonly b: string
  readonly B: string
  readonly a: string
  readonly A: string
}

/** A diff; on USD-M also a partial book, told apart by the stream name (`@depth5`, `@depth10`, `@depth20`). */
export interface DepthMessage {
  readonly e: 'depthUpdate'
  readonly E: number
  /** USD-M: transaction time. */
  readonly T?: number
  readonly s: string
  /** First and last update id in it. */
  readonly U: number
  readonly u: number
  /** USD-M: `u` of the diff before. */
  readonly pu?: number
  readonly b: readonly WireLevel[]
  readonly a: readonly WireLevel[]
}

/** Spot partial book and the REST snapshot of both venues; the symbol stands in the stream name or in the request. */
export interface PartialDepthMessage {
  readonly e?: undefined
  readonly lastUpdateId: number
  /** USD-M REST only. */
  readonly E?: number
  readonly T?: number
  readonly bids: readonly WireLevel[]
  readonly asks: readonly WireLevel[]
}

export interface KlineMessage {
  readonly e: 'kline'
  readonly E: number
  readonly s: string
  readonly k: {
    /** Open time; `T` is the last millisecond inside. */
    readonly t: number
    readonly T: number
    readonly i: string
    readonly o: string
    readonly c: string
    readonly h: string
    readonly l: string
    /** Base volume, trades, closed, quote volume, taker buy base volume. */
    readonly v: string
    readonly n: number
    readonly x: boolean
    readonly q: string
    readonly V: string
  }
}

/** Rolling 24 h. The mini form has no `w Q b B a A O n`; USD-M has no best bid and offer. */
export interface TickerMessage {
  readonly e: '24hrTicker' | '24hrMiniTicker'
  readonly E: number
  readonly s: string
  readonly c: string
  readonly Q?: string
  readonly o: string
  readonly h: string
  readonly l: string
  readonly v: string
  readonly q: string
  readonly w?: string
  readonly b?: string
  readonly B?: string
  readonly a?: string
  readonly A?: string
  /** Begin of the window. */
  readonly O?: number
  readonly n?: number
}

export interface MarkPriceMessage {
  readonly e: 'markPriceUpdate'
  readonly E: number
  readonly s: string
  readonly p: string
  readonly i?: string
  /** Estimated settlement price, useful only in the hour before settlement. */
  readonly P?: string
  /** Funding rate that would be paid now; empty text for delivery contracts. */
  readonly r?: string
  /** Next funding time; 0 for delivery contracts. */
  readonly T?: number
}

/** At most one per symbol and second: the venue sends a sample, not every liquidation. */
export interface ForceOrderMessage {
  readonly e: 'forceOrder'
  readonly E: number
  readonly o: {
    readonly s: string
    readonly S: string
    readonly q: string
    readonly p: string
    readonly ap?: string
    readonly T: number
  }
}

/** USD-M `!contractInfo`: listing, settlement or bracket change of a contract. */
export interface ContractInfoMessage {
  readonly e: 'contractInfo'
  readonly E: number
  readonly s: string
  readonly cs: string
}

/** The venue is about to close this connection; sent some minutes ahead (since 2026). */
interface ServerShutdownMessage {
  readonly e: 'serverShutdown'
  readonly E: number
}

export type StreamMessage =
  | TradeMessage
  | AggTradeMessage
  | BookTickerMessage
  | DepthMessage
  | PartialDepthMessage
  | KlineMessage
  | TickerMessage
  | MarkPriceMessage
  | ForceOrderMessage
  | ContractInfoMessage
  | ServerShutdownMessage

/** Answers to what we send. They carry no `e`. */
export interface ControlMessage {
  readonly id?: number | string | null
  readonly result?: unknown
  readonly error?: { readonly code?: number; readonly msg?: string }
  readonly code?: number
  readonly msg?: string
}

/** `GET /trades`, `/historicalTrades`. */
export interface TradeRow {
  readonly id: WireId
  readonly price: string
  readonly qty: string
  readonly time: number
  readonly isBuyerMaker: boolean
}

/** `GET /aggTrades`. */
export type AggTradeRow = Pick<AggTradeMessage, 'a' | 'p' | 'q' | 'f' | 'l' | 'T' | 'm'>

/** `GET /ticker/24hr`. */
export interface TickerReply {
  readonly symbol: string
  readonly lastPrice: string
  readonly lastQty?: string
  readonly openPrice: string
  readonly highPrice: string
  readonly lowPrice: string
  readonly volume: string
  readonly quoteVolume: string
  readonly weightedAvgPrice?: string
  readonly bidPrice?: string
  readonly bidQty?: string
  readonly askPrice?: string
  readonly askQty?: string
  readonly openTime?: number
  readonly closeTime?: number
  readonly count?: number
}

/** `GET /ticker/bookTicker`; only USD-M has a time (and, since 2024, an update id). */
export interface BookTickerReply {
  readonly symbol: string
  readonly bidPrice: string
  readonly bidQty: string
  readonly askPrice: string
  readonly askQty: string
  readonly time?: number
  readonly lastUpdateId?: number
}

/** `GET /fapi/v1/premiumIndex`. */
export interface PremiumIndexReply {
  readonly symbol: string
  readonly markPrice: string
  readonly indexPrice?: string
  readonly estimatedSettlePrice?: string
  /** The rate of the running interval, in spite of its name. */
  readonly lastFundingRate?: string
  readonly nextFundingTime?: number
  readonly time: number
}

/** `GET /fapi/v1/fundingRate`: paid rates. */
export interface FundingRateRow {
  readonly symbol: string
  readonly fundingRate: string
  readonly fundingTime: number
}

/** `GET /fapi/v1/openInterest`, in contracts (base units on USD-M). */
export interface OpenInterestReply {
  readonly symbol: string
  readonly openInterest: string
  readonly time: number
}

/** One entry of `exchangeInfo.symbols`; the contract fields are of USD-M. */
export interface SymbolInfo {
  readonly symbol: string
  readonly status: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly marginAsset?: string
  readonly pair?: string
  /** Empty text while a contract is not trading yet. */
  readonly contractType?: string
  readonly deliveryDate?: number
  readonly filters?: readonly SymbolFilter[]
}

/** 2021: `MIN_NOTIONAL.minNotional` (spot). Today: `NOTIONAL.minNotional` (spot), `MIN_NOTIONAL.notional` (USD-M). */
export interface SymbolFilter {
  readonly filterType: string
  readonly tickSize?: string
  readonly stepSize?: string
  readonly minQty?: string
  readonly maxQty?: string
  readonly minNotional?: string
  readonly notional?: string
}

export interface ExchangeInfoReply {
  readonly serverTime?: number
  readonly symbols: readonly SymbolInfo[]
}
