import type { Interval } from '@feedloom/core'
import type { Candle } from './candles.ts'
import { decimalText } from './decimals.ts'
import type { LiquidationOrder, Market } from './market.ts'
import type { MarketSpec } from './market-spec.ts'
import type { Level } from './matching.ts'
import type { TapeRow } from './tape.ts'

// Texts exactly as the venue writes them: field order and decimals are those of recorded frames. USD-M frames end
// with `st` where the documentation of 2026 has it.
// https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
// https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams

export const priceText = (spec: MarketSpec, ticks: number): string => decimalText(ticks, spec.priceDecimals, spec.priceDigits)
export const sizeText = (spec: MarketSpec, steps: number): string => decimalText(steps, spec.sizeDecimals, spec.sizeDigits)
export const quoteText = (spec: MarketSpec, product: number | bigint): string =>
  decimalText(product, spec.priceDecimals + spec.sizeDecimals, spec.quoteDigits)

const isSpot = (spec: MarketSpec): boolean => spec.venue === 'binance'

export function tradeText(spec: MarketSpec, row: TapeRow): string {
  const p = priceText(spec, row.price)
  const q = sizeText(spec, row.size)
  if (isSpot(spec)) {
    return `{"e":"trade","E":${row.ts + 1},"s":"${spec.symbol}","t":${row.id},"p":"${p}","q":"${q}","T":${row.ts},"m":${row.buyerIsMaker},"M":true}`
  }
  return `{"e":"trade","E":${row.ts + 1},"T":${row.ts},"s":"${spec.symbol}","t":${row.id},"p":"${p}","q":"${q}","X":"MARKET","m":${row.buyerIsMaker}}`
}

export function aggTradeText(spec: MarketSpec, row: TapeRow): string {
  const p = priceText(spec, row.price)
  const q = sizeText(spec, row.size)
  const tail = `"p":"${p}","q":"${q}","f":${row.firstId},"l":${row.lastId},"T":${row.ts},"m":${row.buyerIsMaker}`
  if (isSpot(spec)) return `{"e":"aggTrade","E":${row.ts + 1},"s":"${spec.symbol}","a":${row.id},${tail},"M":true}`
  return `{"e":"aggTrade","E":${row.ts + 1},"a":${row.id},"s":"${spec.symbol}",${tail},"st":1}`
}

export function bookTickerText(market: Market): string {
  const { spec, book } = market
  const bid = book.bestBid
  const ask = book.bestAsk
  const top = `"u":${market.updateId},"s":"${spec.symbol}","b":"${priceText(spec, bid?.price ?? 0)}","B":"${sizeText(spec, bid?.size ?? 0)}","a":"${priceText(spec, ask?.price ?? 0)}","A":"${sizeText(spec, ask?.size ?? 0)}"`
  if (isSpot(spec)) return `{${top}}`
  return `{"e":"bookTicker",${top},"T":${market.ts},"E":${market.ts + 1},"st":1}`
}

/** Changed levels as `[["price","size"],...]`. */
export function levelsText(spec: MarketSpec, levels: Iterable<readonly [price: number, size: number]>): string {
  let text = ''
  for (const [price, size] of levels) text += `${text === '' ? '' : ','}["${priceText(spec, price)}","${sizeText(spec, size)}"]`
  return `[${text}]`
}

/** The best `limit` levels of a side, best first. */
export function* bestLevels(side: readonly Level[], limit: number): Generator<readonly [number, number]> {
  for (let i = side.length - 1; i >= 0 && i >= side.length - limit; i--) {
    const level = side[i]
    if (level !== undefined) yield [level.price, level.size]
  }
}

export interface DepthWindow {
  readonly now: number
  readonly first: number
  readonly last: number
  readonly previous: number
  readonly bids: string
  readonly asks: string
}

export function depthText(market: Market, window: DepthWindow): string {
  const { spec } = market
  const ids = `"U":${window.first},"u":${window.last}`
  const sides = `"b":${window.bids},"a":${window.asks}`
  if (isSpot(spec)) return `{"e":"depthUpdate","E":${window.now},"s":"${spec.symbol}",${ids},${sides}}`
  return `{"e":"depthUpdate","E":${window.now},"T":${market.ts},"s":"${spec.symbol}",${ids},"pu":${window.previous},${sides},"st":1}`
}

export function partialDepthText(market: Market, depth: number, window: Omit<DepthWindow, 'bids' | 'asks'>): string {
  const { spec, book } = market
  const bids = levelsText(spec, bestLevels(book.bids, depth))
  const asks = levelsText(spec, bestLevels(book.asks, depth))
  if (isSpot(spec)) return `{"lastUpdateId":${window.last},"bids":${bids},"asks":${asks}}`
  return depthText(market, { ...window, bids, asks })
}

export function klineText(spec: MarketSpec, interval: Interval, candle: Candle, closed: boolean, now: number): string {
  const price = (ticks: number): string => priceText(spec, ticks)
  return `{"e":"kline","E":${now},"s":"${spec.symbol}","k":{"t":${candle.openTime},"T":${candle.closeTime},"s":"${spec.symbol}","i":"${interval}","f":${candle.firstId},"L":${candle.lastId},"o":"${price(candle.open)}","c":"${price(candle.close)}","h":"${price(candle.high)}","l":"${price(candle.low)}","v":"${sizeText(spec, candle.volume)}","n":${candle.trades},"x":${closed},"q":"${quoteText(spec, candle.quote)}","V":"${sizeText(spec, candle.takerVolume)}","Q":"${quoteText(spec, candle.takerQuote)}","B":"0"}}`
}

export interface DayFigures {
  readonly day: Candle
  readonly change: string
  readonly percent: string
  readonly average: string
}

/** The last 24 hours, in whole minutes. */
export function dayFigures(market: Market): DayFigures {
  const { spec } = market
  const day = market.candles.rolling(1440)
  const change = day.close - day.open
  const average = day.volume === 0 ? 0 : Math.round((Number(day.quote) / day.volume) * 10 ** (spec.priceDigits - spec.priceDecimals))
  return {
    day,
    change: priceText(spec, change),
    percent: ((change / day.open) * 100).toFixed(3),
    average: decimalText(average, spec.priceDigits),
  }
}

export function tickerText(market: Market, now: number): string {
  const { spec, book } = market
  const { day, change, percent, average } = dayFigures(market)
  const last = market.trades.last(1)[0]
  const price = (ticks: number): string => priceText(spec, ticks)
  const head = `{"e":"24hrTicker","E":${now},"s":"${spec.symbol}","p":"${change}","P":"${percent}","w":"${average}"`
  const close = `"c":"${price(day.close)}","Q":"${sizeText(spec, last?.size ?? 0)}"`
  const tail = `"o":"${price(day.open)}","h":"${price(day.high)}","l":"${price(day.low)}","v":"${sizeText(spec, day.volume)}","q":"${quoteText(spec, day.quote)}","O":${day.openTime},"C":${now},"F":${day.firstId},"L":${day.lastId},"n":${day.trades}`
  if (!isSpot(spec)) return `${head},${close},${tail},"st":1}`
  const top = `"b":"${price(book.bestBid?.price ?? 0)}","B":"${sizeText(spec, book.bestBid?.size ?? 0)}","a":"${price(book.bestAsk?.price ?? 0)}","A":"${sizeText(spec, book.bestAsk?.size ?? 0)}"`
  return `${head},"x":"${price(day.open)}",${close},${top},${tail}}`
}

export function miniTickerText(market: Market, now: number): string {
  const { spec } = market
  const { day } = dayFigures(market)
  const price = (ticks: number): string => priceText(spec, ticks)
  return `{"e":"24hrMiniTicker","E":${now},"s":"${spec.symbol}","c":"${price(day.close)}","o":"${price(day.open)}","h":"${price(day.high)}","l":"${price(day.low)}","v":"${sizeText(spec, day.volume)}","q":"${quoteText(spec, day.quote)}"}`
}

export interface MarkFigures {
  readonly mark: string
  readonly index: string
  readonly settle: string
  readonly rate: string
  readonly nextFundingTime: number
}

export function markPriceText(spec: MarketSpec, figures: MarkFigures, now: number): string {
  return `{"e":"markPriceUpdate","E":${now},"s":"${spec.symbol}","p":"${figures.mark}","P":"${figures.settle}","i":"${figures.index}","r":"${figures.rate}","T":${figures.nextFundingTime},"st":1}`
}

export function forceOrderText(spec: MarketSpec, order: LiquidationOrder): string {
  const q = sizeText(spec, order.size)
  const average = priceText(spec, Math.round(order.quote / order.size))
  return `{"e":"forceOrder","E":${order.ts + 1},"o":{"s":"${spec.symbol}","S":"${order.buy ? 'BUY' : 'SELL'}","o":"LIMIT","f":"IOC","q":"${q}","p":"${priceText(spec, order.price)}","ap":"${average}","X":"FILLED","l":"${sizeText(spec, order.lastSize)}","z":"${q}","T":${order.ts}}}`
}
