import type { EpochMs, InstrumentFields, InstrumentStatus } from '@feedloom/core'
import { integer, invalid, positiveDecimal, recordOf, rowsOf, text } from './fields.ts'
import type { SymbolFilter, SymbolInfo } from './messages.ts'

export const spotVenue = 'binance'
export const usdmVenue = 'binance-usdm'

/** Delivery date that the venue gives to contracts without one (2100-12-25), give or take some seconds. */
const neverDelivered: EpochMs = 4_133_404_800_000
const datedSymbol = /_(\d{2})(\d{2})(\d{2})$/

const statuses: Readonly<Record<string, InstrumentStatus>> = {
  TRADING: 'trading',
  // Spot. A pair stays in BREAK after its delisting.
  PRE_TRADING: 'closed',
  POST_TRADING: 'closed',
  END_OF_DAY: 'closed',
  BREAK: 'closed',
  HALT: 'halted',
  AUCTION_MATCH: 'auction',
  // USD-M
  PENDING_TRADING: 'closed',
  PRE_DELIVERING: 'closed',
  DELIVERING: 'closed',
  DELIVERED: 'delisted',
  PRE_SETTLE: 'closed',
  SETTLING: 'closed',
  CLOSE: 'delisted',
}

/** A status that this table does not know counts as `closed`: nobody should take it for tradable. */
export function statusOf(native: string): InstrumentStatus {
  return statuses[native] ?? 'closed'
}

export function spotInstrument(entry: unknown): InstrumentFields {
  const info = recordOf(entry, 'symbols[]') as unknown as SymbolInfo
  const base = text(info.baseAsset, 'baseAsset')
  const quote = text(info.quoteAsset, 'quoteAsset')
  return {
    venue: spotVenue,
    nativeSymbol: text(info.symbol, 'symbol'),
    symbol: `${base}/${quote}`,
    type: 'spot',
    base,
    quote,
    status: statusOf(text(info.status, 'status')),
    ...stepsOf(info.filters),
  }
}

export function usdmInstrument(entry: unknown): InstrumentFields {
  const info = recordOf(entry, 'symbols[]') as unknown as SymbolInfo
  const native = text(info.symbol, 'symbol')
  const quote = text(info.quoteAsset, 'quoteAsset')
  const settle = info.marginAsset === undefined || info.marginAsset === '' ? quote : text(info.marginAsset, 'marginAsset')
  const expiry = expiryOf(native, info)
  const base = expiry === undefined ? perpetualBase(native, text(info.baseAsset, 'baseAsset'), quote) : text(info.baseAsset, 'baseAsset')
  return {
    ...contractFields(native, base, quote, settle, expiry),
    status: statusOf(text(info.status, 'status')),
    ...stepsOf(info.filters),
  }
}

/** A contract is dated by its delivery date; its type is empty text before listing and after settlement. */
function expiryOf(native: string, info: SymbolInfo): EpochMs | undefined {
  const type = info.contractType === undefined || info.contractType === '' ? '' : text(info.contractType, 'contractType')
  if (type.includes('PERPETUAL')) return undefined
  if (info.deliveryDate === undefined) return dateOf(native)
  const delivery = integer(info.deliveryDate, 'deliveryDate')
  return delivery >= neverDelivered ? undefined : delivery
}

/**
 * A settled contract stays listed beside its successor with the same assets (`BNXUSDTSETTLED`): its own name becomes
 * its base, so that unified symbols stay unique.
 */
function perpetualBase(native: string, base: string, quote: string): string {
  return native === base + quote ? base : native.endsWith(quote) ? native.slice(0, -quote.length) : native
}

function contractFields(native: string, base: string, quote: string, settle: string, expiry: EpochMs | undefined): InstrumentFields {
  const pair = `${base}/${quote}`
  return {
    venue: usdmVenue,
    nativeSymbol: native,
    symbol: expiry === undefined ? `${pair}:${settle}` : `${pair}:${settle}-${dateText(expiry)}`,
    type: expiry === undefined ? 'perpetual' : 'future',
    base,
    quote,
    settle,
    expiry,
    underlying: pair,
    // USD-M counts contracts in base units.
    contractSize: 1,
    inverse: false,
  }
}

/** `210625` of an expiry, UTC. */
function dateText(expiry: EpochMs): string {
  const date = new Date(expiry)
  if (Number.isNaN(date.getTime())) throw invalid('deliveryDate', expiry)
  return date.toISOString().slice(2, 10).replaceAll('-', '')
}

/** Delivery is at 08:00 UTC of the day in the name. */
function dateOf(native: string): EpochMs | undefined {
  const match = datedSymbol.exec(native)
  return match === null ? undefined : Date.UTC(2000 + Number(match[1]), Number(match[2]) - 1, Number(match[3]), 8)
}

type Steps = Pick<InstrumentFields, 'priceStep' | 'sizeStep' | 'minSize' | 'maxSize' | 'minNotional'>

function stepsOf(filters: readonly SymbolFilter[] | undefined): Steps {
  const rows = filters === undefined ? [] : rowsOf(filters, 'filters').map((row) => recordOf(row, 'filters[]') as unknown as SymbolFilter)
  const find = (type: string): SymbolFilter | undefined => rows.find((filter) => filter.filterType === type)
  const price = find('PRICE_FILTER')
  const lot = find('LOT_SIZE')
  const notional = find('NOTIONAL') ?? find('MIN_NOTIONAL')
  return {
    priceStep: positiveDecimal(price?.tickSize, 'tickSize'),
    sizeStep: positiveDecimal(lot?.stepSize, 'stepSize'),
    minSize: positiveDecimal(lot?.minQty, 'minQty'),
    maxSize: positiveDecimal(lot?.maxQty, 'maxQty'),
    minNotional: positiveDecimal(notional?.minNotional ?? notional?.notional, 'minNotional'),
  }
}

/** Quote assets of the venue, those first that are the end of others' names (`BUSD` before `USD`-like ones). */
const quotes = [
  'FDUSD',
  'USDT',
  'USDC',
  'TUSD',
  'BUSD',
  'USDP',
  'USDS',
  'USD1',
  'BIDR',
  'BVND',
  'IDRT',
  'DOGE',
  'EURI',
  'BKRW',
  'BTC',
  'ETH',
  'BNB',
  'EUR',
  'TRY',
  'GBP',
  'AUD',
  'BRL',
  'RUB',
  'TRX',
  'XRP',
  'PAX',
  'DAI',
  'NGN',
  'UAH',
  'ZAR',
  'VAI',
  'UST',
  'DOT',
  'SOL',
  'PLN',
  'RON',
  'ARS',
  'MXN',
  'COP',
  'CZK',
  'JPY',
  'GYEN',
  'KZT',
  'IDR',
] as const

/** Best guess from the name alone: base and quote asset; undefined where no known quote asset ends the name. */
export function splitPair(pair: string): { readonly base: string; readonly quote: string } | undefined {
  const quote = quotes.find((candidate) => pair.length > candidate.length && pair.endsWith(candidate))
  return quote === undefined ? undefined : { base: pair.slice(0, -quote.length), quote }
}

export function inferSpotInstrument(native: string): InstrumentFields | undefined {
  const pair = splitPair(native)
  if (pair === undefined) return undefined
  return { venue: spotVenue, nativeSymbol: native, symbol: `${pair.base}/${pair.quote}`, type: 'spot', ...pair }
}

export function inferUsdmInstrument(native: string): InstrumentFields | undefined {
  const expiry = dateOf(native)
  const pair = splitPair(expiry === undefined ? native : native.slice(0, -7))
  return pair === undefined ? undefined : contractFields(native, pair.base, pair.quote, pair.quote, expiry)
}
