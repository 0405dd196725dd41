import { isInterval } from '@feedloom/core'
import { spotIntervals, usdmIntervals, type Candle } from './candles.ts'
import { exchangeInfoBody } from './exchange-info.ts'
import { ok, refused, type RestAnswer, type RestRequest } from './feed.ts'
import { defaultLimits } from './limits.ts'
import type { Market } from './market.ts'
import type { MarketModel } from './market-model.ts'
import { fundingIntervalMs, fundingRate, markFigures } from './perpetual.ts'
import type { Tape, TapeRow } from './tape.ts'
import { bestLevels, dayFigures, levelsText, priceText, quoteText, sizeText } from './wire.ts'

type Endpoint = (market: Market, request: RestRequest, model: MarketModel) => RestAnswer

const usdmOnly = ['/premiumIndex', '/fundingRate', '/openInterest']

/** Answers a market-data request as the venue does, from the model. */
export function answerFromModel(model: MarketModel, request: RestRequest): RestAnswer {
  const { venue, path, query } = request
  const listed = model.markets.filter((market) => market.spec.venue === venue)
  if (path === '/ping') return ok('{}')
  if (path === '/time') return ok(`{"serverTime":${model.now}}`)
  if (path === '/exchangeInfo') {
    const specs = listed.map((market) => market.spec)
    return ok(exchangeInfoBody(venue, specs, model.now, defaultLimits[venue].weightPerMinute))
  }
  const endpoint = usdmOnly.includes(path) && venue === 'binance' ? undefined : endpoints[path]
  if (endpoint === undefined) return { status: 404, body: '' }
  const symbol = query.get('symbol')
  if (symbol === null && path in wholeVenue) return all(model, request, listed, endpoint)
  if (symbol === null) return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
  const market = model.market(venue, symbol)
  return market === undefined ? refused(-1121, 'Invalid symbol.') : endpoint(market, request, model)
}

/** Endpoints that answer for every symbol when none is named. */
const wholeVenue: Readonly<Record<string, true>> = {
  '/ticker/24hr': true,
  '/ticker/bookTicker': true,
  '/ticker/price': true,
  '/premiumIndex': true,
}

function all(model: MarketModel, request: RestRequest, markets: readonly Market[], endpoint: Endpoint): RestAnswer {
  return ok(`[${markets.map((market) => endpoint(market, request, model).body).join(',')}]`)
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/depth': depth,
  '/klines': klines,
  '/trades': (market, { query }) =>
    ok(
      `[${market.trades
        .last(limitOf(query, 500, 1000))
        .map((row) => tradeRow(market, row))
        .join(',')}]`,
    ),
  '/historicalTrades': historicalTrades,
  '/aggTrades': aggTrades,
  '/ticker/24hr': ticker,
  '/ticker/bookTicker': bookTicker,
  '/ticker/price': price,
  '/premiumIndex': premiumIndex,
  '/fundingRate': fundingRates,
  '/openInterest': (market, _request, model) =>
    ok(`{"symbol":"${market.spec.symbol}","openInterest":"${sizeText(market.spec, market.openInterest)}","time":${model.now}}`),
}

const limitOf = (query: URLSearchParams, standard: number, most: number): number =>
  Math.max(1, Math.min(most, number(query, 'limit') ?? standard))

function number(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  return text === null || text === '' ? undefined : Number(text)
}

function depth(market: Market, { venue, query }: RestRequest, model: MarketModel): RestAnswer {
  const limit = venue === 'binance' ? limitOf(query, 100, 5000) : limitOf(query, 500, 1000)
  const bids = levelsText(market.spec, bestLevels(market.book.bids, limit))
  const asks = levelsText(market.spec, bestLevels(market.book.asks, limit))
  const times = venue === 'binance' ? '' : `"E":${model.now},"T":${market.ts},`
  return ok(`{"lastUpdateId":${market.updateId},${times}"bids":${bids},"asks":${asks}}`)
}

function klines(market: Market, { venue, query }: RestRequest): RestAnswer {
  const interval = query.get('interval') ?? ''
  const known = venue === 'binance' ? spotIntervals : usdmIntervals
  if (!isInterval(interval) || !known.includes(interval)) return refused(-1120, 'Invalid interval.')
  const limit = limitOf(query, 500, venue === 'binance' ? 1000 : 1500)
  const candles = market.candles.range(interval, number(query, 'startTime'), number(query, 'endTime'), limit)
  return ok(`[${candles.map((candle) => klineRow(market, candle)).join(',')}]`)
}

function klineRow({ spec }: Market, candle: Candle): string {
  const prices = [candle.open, candle.high, candle.low, candle.close].map((ticks) => `"${priceText(spec, ticks)}"`).join(',')
  const quote = quoteText(spec, candle.quote)
  const taker = `"${sizeText(spec, candle.takerVolume)}","${quoteText(spec, candle.takerQuote)}"`
  return `[${candle.openTime},${prices},"${sizeText(spec, candle.volume)}",${candle.closeTime},"${quote}",${candle.trades},${taker},"0"]`
}

function tradeRow({ spec }: Market, row: TapeRow): string {
  const best = spec.venue === 'binance' ? ',"isBestMatch":true' : ''
  return `{"id":${row.id},"price":"${priceText(spec, row.price)}","qty":"${sizeText(spec, row.size)}","quoteQty":"${quoteText(spec, row.price * row.size)}","time":${row.ts},"isBuyerMaker":${row.buyerIsMaker}${best}}`
}

function historicalTrades(market: Market, { query }: RestRequest): RestAnswer {
  const fromId = number(query, 'fromId')
  const limit = limitOf(query, 500, 1000)
  const rows = fromId === undefined ? market.trades.last(limit) : market.trades.rows(fromId - market.trades.firstId, limit)
  return ok(`[${rows.map((row) => tradeRow(market, row)).join(',')}]`)
}

function aggTrades(market: Market, { venue, query }: RestRequest): RestAnswer {
  const limit = limitOf(query, 500, 1000)
  const rows = aggregatesIn(market.aggregates, number(query, 'fromId'), number(query, 'startTime'), number(query, 'endTime'), limit)
  const best = venue === 'binance' ? ',"M":true' : ''
  const texts = rows.map(
    (row) =>
      `{"a":${row.id},"p":"${priceText(market.spec, row.price)}","q":"${sizeText(market.spec, row.size)}","f":${row.firstId},"l":${row.lastId},"T":${row.ts},"m":${row.buyerIsMaker}${best}}`,
  )
  return ok(`[${texts.join(',')}]`)
}

function aggregatesIn(
  tape: Tape,
  fromId: number | undefined,
  from: number | undefined,
  to: number | undefined,
  limit: number,
): readonly TapeRow[] {
  if (fromId !== undefined) return tape.rows(fromId - tape.firstId, limit)
  if (from === undefined && to === undefined) return tape.last(limit)
  const end = to === undefined ? tape.length : tape.positionAt(to + 1)
  const start = from === undefined ? Math.max(0, end - limit) : tape.positionAt(from)
  return tape.rows(start, Math.max(0, Math.min(limit, end - start)))
}

function ticker(market: Market, _request: RestRequest, model: MarketModel): RestAnswer {
  const { spec, book } = market
  const { day, change, percent, average } = dayFigures(market)
  const last = market.trades.last(1)[0]
  const text = (ticks: number | undefined): string => priceText(spec, ticks ?? 0)
  const head = { symbol: spec.symbol, priceChange: change, priceChangePercent: percent, weightedAvgPrice: average }
  const close = { lastPrice: text(day.close), lastQty: sizeText(spec, last?.size ?? 0) }
  const top = {
    bidPrice: text(book.bestBid?.price),
    bidQty: sizeText(spec, book.bestBid?.size ?? 0),
    askPrice: text(book.bestAsk?.price),
    askQty: sizeText(spec, book.bestAsk?.size ?? 0),
  }
  const window = {
    openPrice: text(day.open),
    highPrice: text(day.high),
    lowPrice: text(day.low),
    volume: sizeText(spec, day.volume),
    quoteVolume: quoteText(spec, day.quote),
    openTime: day.openTime,
    closeTime: model.now,
    firstId: day.firstId,
    lastId: day.lastId,
    count: day.trades,
  }
  const spot = spec.venue === 'binance'
  return ok(JSON.stringify({ ...head, ...(spot ? { prevClosePrice: text(day.open) } : {}), ...close, ...(spot ? top : {}), ...window }))
}

function bookTicker({ spec, book, ts }: Market): RestAnswer {
  const [bid, ask] = [book.bestBid, book.bestAsk]
  const time = spec.venue === 'binance' ? '' : `,"time":${ts}`
  return ok(
    `{"symbol":"${spec.symbol}","bidPrice":"${priceText(spec, bid?.price ?? 0)}","bidQty":"${sizeText(spec, bid?.size ?? 0)}","askPrice":"${priceText(spec, ask?.price ?? 0)}","askQty":"${sizeText(spec, ask?.size ?? 0)}"${time}}`,
  )
}

function price(market: Market): RestAnswer {
  const time = market.spec.venue === 'binance' ? '' : `,"time":${market.ts}`
  return ok(`{"symbol":"${market.spec.symbol}","price":"${priceText(market.spec, market.lastPrice)}"${time}}`)
}

function premiumIndex(market: Market, _request: RestRequest, model: MarketModel): RestAnswer {
  const figures = markFigures(model, market, model.now)
  return ok(
    `{"symbol":"${market.spec.symbol}","markPrice":"${figures.mark}","indexPrice":"${figures.index}","estimatedSettlePrice":"${figures.settle}","lastFundingRate":"${figures.rate}","interestRate":"0.00010000","nextFundingTime":${figures.nextFundingTime},"time":${model.now}}`,
  )
}

/** Rates paid so far, up to 30 days back: a function of the time, so they need no store. */
function fundingRates(market: Market, { query }: RestRequest, model: MarketModel): RestAnswer {
  const limit = limitOf(query, 100, 1000)
  const to = Math.min(number(query, 'endTime') ?? model.now, model.now)
  const asked = number(query, 'startTime')
  const from = asked ?? to - limit * fundingIntervalMs
  const first = Math.ceil(Math.max(from, model.now - 30 * 86_400_000) / fundingIntervalMs) * fundingIntervalMs
  const rows: string[] = []
  for (let ts = first; ts <= to && rows.length < limit; ts += fundingIntervalMs) {
    const mark = priceText(market.spec, market.candles.range('1m', undefined, ts, 1)[0]?.open ?? market.lastPrice)
    rows.push(
      `{"symbol":"${market.spec.symbol}","fundingTime":${ts},"fundingRate":"${fundingRate(model, market, ts)}","markPrice":"${mark}"}`,
    )
  }
  return ok(`[${rows.join(',')}]`)
}
