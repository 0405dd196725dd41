import { pro } from 'ccxt'
import type { Frame } from '../parts/frames.ts'
import type { BookUnderTest } from './tardis-book.ts'

export interface Market {
  readonly nativeSymbol: string
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly futures: boolean
}

/** Only the part of ccxt that this benchmark calls. */
interface CcxtExchange {
  setMarkets(markets: readonly object[]): void
  safeMarketStructure(market: object): object
  handleMessage(client: object, message: unknown): void
  handleDeltas(side: object, deltas: unknown): void
  orderBook(snapshot: object): object
  orderbooks: Record<string, object>
  parseOrderBook(book: unknown, symbol: string): object & { nonce?: number }
  close(): Promise<void>
}

/** A ccxt.pro exchange that knows its market without asking the network, and a client that resolves into nothing. */
export function ccxtDecoder(market: Market, depthSnapshot: string): (frame: Frame) => void {
  const book = ccxtBook(market, depthSnapshot)
  return (frame) => book.take(frame)
}

/** The same, with the book that it keeps. */
export function ccxtBook(market: Market, depthSnapshot: string): BookUnderTest {
  const exchange = new (market.futures ? pro.binanceusdm : pro.binance)() as unknown as CcxtExchange
  exchange.setMarkets([exchange.safeMarketStructure(ccxtMarket(market))])
  const client = {
    url: market.futures ? 'wss://fstream.binance.com/ws' : 'wss://stream.binance.com:9443/ws/0',
    subscriptions: {},
    futures: {},
    resolve: () => undefined,
    reject: (error: unknown) => {
      throw error
    },
  }
  resetBook(exchange, market, depthSnapshot)
  const take = (frame: Frame): void => exchange.handleMessage(client, JSON.parse(frame.payload.toString()))
  const best = (): readonly [number, number] => {
    const { bids, asks } = exchange.orderbooks[market.symbol] as { bids: [[number]]; asks: [[number]] }
    return [bids[0][0], asks[0][0]]
  }
  return { take, best }
}

function resetBook(exchange: CcxtExchange, market: Market, depthSnapshot: string): void {
  const raw = JSON.parse(depthSnapshot) as { lastUpdateId: number }
  const snapshot = exchange.parseOrderBook(raw, market.symbol)
  snapshot.nonce = raw.lastUpdateId
  exchange.orderbooks[market.symbol] = exchange.orderBook(snapshot)
}

export function ccxtMarket(market: Market): object {
  return {
    id: market.nativeSymbol,
    lowercaseId: market.nativeSymbol.toLowerCase(),
    symbol: market.symbol,
    base: market.base,
    quote: market.quote,
    baseId: market.base,
    quoteId: market.quote,
    active: true,
    type: market.futures ? 'swap' : 'spot',
    spot: !market.futures,
    swap: market.futures,
    contract: market.futures,
    linear: market.futures ? true : undefined,
    settle: market.futures ? market.quote : undefined,
    precision: { price: 0.01, amount: 0.00001 },
    limits: {},
    info: {},
  }
}
