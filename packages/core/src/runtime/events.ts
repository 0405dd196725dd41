import type { Bar, FundingRate, Liquidation, MarkPrice, OpenInterest, Ticker, TradeCorrection } from '../contracts/events.ts'
import type { CorporateAction, News, PriceBand, Status } from '../contracts/reference-events.ts'
import type { OptionQuote } from '../contracts/option-events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { EventFields } from '../contracts/writer.ts'

// One literal per kind: every key present, always in the contract's order, so that all events of a kind share one shape.

export function tradeCorrection(
  instrument: Instrument,
  ts: EpochMs,
  tsRecv: EpochMs,
  fields: EventFields<'trade.correction'>,
): TradeCorrection {
  return {
    kind: 'trade.correction',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    action: fields.action,
    originalId: fields.originalId,
    originalPrice: fields.originalPrice,
    originalSize: fields.originalSize,
    correctedId: fields.correctedId,
    correctedPrice: fields.correctedPrice,
    correctedSize: fields.correctedSize,
    printVenue: fields.printVenue,
    tape: fields.tape,
  }
}

export function ticker(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'ticker'>): Ticker {
  return {
    kind: 'ticker',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    last: fields.last,
    lastSize: fields.lastSize,
    open: fields.open,
    high: fields.high,
    low: fields.low,
    volume: fields.volume,
    quoteVolume: fields.quoteVolume,
    vwap: fields.vwap,
    trades: fields.trades,
    bidPrice: fields.bidPrice,
    bidSize: fields.bidSize,
    askPrice: fields.askPrice,
    askSize: fields.askSize,
    openTime: fields.openTime,
  }
}

export function bar(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'bar'>): Bar {
  return {
    kind: 'bar',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    interval: fields.interval,
    openTime: fields.openTime,
    closeTime: fields.closeTime,
    open: fields.open,
    high: fields.high,
    low: fields.low,
    close: fields.close,
    volume: fields.volume,
    quoteVolume: fields.quoteVolume,
    trades: fields.trades,
    takerBuyVolume: fields.takerBuyVolume,
    vwap: fields.vwap,
    final: fields.final,
    origin: fields.origin,
  }
}

export function mark(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'mark'>): MarkPrice {
  return {
    kind: 'mark',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    markPrice: fields.markPrice,
    indexPrice: fields.indexPrice,
    settlePrice: fields.settlePrice,
  }
}

export function funding(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'funding'>): FundingRate {
  return {
    kind: 'funding',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    rate: fields.rate,
    nextFundingTime: fields.nextFundingTime,
    intervalHours: fields.intervalHours,
    predicted: fields.predicted,
  }
}

export function openInterest(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'open-interest'>): OpenInterest {
  return {
    kind: 'open-interest',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    contracts: fields.contracts,
    value: fields.value,
  }
}

export function liquidation(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'liquidation'>): Liquidation {
  return {
    kind: 'liquidation',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    side: fields.side,
    price: fields.price,
    averagePrice: fields.averagePrice,
    size: fields.size,
    id: fields.id,
  }
}

export function optionQuote(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'option.quote'>): OptionQuote {
  return {
    kind: 'option.quote',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    bidIv: fields.bidIv,
    askIv: fields.askIv,
    lastPrice: fields.lastPrice,
    volume: fields.volume,
    openInterest: fields.openInterest,
    openInterestDate: fields.openInterestDate,
  }
}

export function status(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'status'>): Status {
  return {
    kind: 'status',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    state: fields.state,
    reason: fields.reason,
  }
}

export function priceBand(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'price-band'>): PriceBand {
  return {
    kind: 'price-band',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    upper: fields.upper,
    lower: fields.lower,
    indicator: fields.indicator,
  }
}

export function news(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'news'>): News {
  return {
    kind: 'news',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    id: fields.id,
    headline: fields.headline,
    summary: fields.summary,
    url: fields.url,
    source: fields.source,
    symbols: fields.symbols,
  }
}

export function corporateAction(
  instrument: Instrument,
  ts: EpochMs,
  tsRecv: EpochMs,
  fields: EventFields<'corporate-action'>,
): CorporateAction {
  return {
    kind: 'corporate-action',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    action: fields.action,
    exDate: fields.exDate,
    payDate: fields.payDate,
    rate: fields.rate,
    details: fields.details,
  }
}
