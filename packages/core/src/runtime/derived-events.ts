import type { Alert, IndicatorValue, Mover, Pattern, PriceLevel, VolumeProfile } from '../contracts/derived-events.ts'
import type { Gap } from '../contracts/events.ts'
import type { OptionChain, OptionGreeks } from '../contracts/option-events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { EventFields } from '../contracts/writer.ts'

// One literal per kind: every key present, always in the contract's order, so that all events of a kind share one shape.

export function optionGreeks(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'option.greeks'>): OptionGreeks {
  return {
    kind: 'option.greeks',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    price: fields.price,
    iv: fields.iv,
    delta: fields.delta,
    gamma: fields.gamma,
    vega: fields.vega,
    theta: fields.theta,
    rho: fields.rho,
    dividendRho: fields.dividendRho,
    vanna: fields.vanna,
    volga: fields.volga,
    charm: fields.charm,
    veta: fields.veta,
    speed: fields.speed,
    zomma: fields.zomma,
    color: fields.color,
    ultima: fields.ultima,
    underlyingPrice: fields.underlyingPrice,
    convention: fields.convention,
    quality: fields.quality,
    origin: fields.origin,
  }
}

export function optionChain(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'option.chain'>): OptionChain {
  return {
    kind: 'option.chain',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    expiry: fields.expiry,
    forward: fields.forward,
    atmIv: fields.atmIv,
    putCallVolumeRatio: fields.putCallVolumeRatio,
    putCallOpenInterestRatio: fields.putCallOpenInterestRatio,
    maxPain: fields.maxPain,
    expectedMove: fields.expectedMove,
    skew: fields.skew,
    gammaExposure: fields.gammaExposure,
    deltaExposure: fields.deltaExposure,
    contracts: fields.contracts,
  }
}

export function indicator(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'indicator'>): IndicatorValue {
  return {
    kind: 'indicator',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    definition: fields.definition,
    interval: fields.interval,
    openTime: fields.openTime,
    values: fields.values,
    final: fields.final,
    ready: fields.ready,
    converged: fields.converged,
  }
}

export function pattern(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'pattern'>): Pattern {
  return {
    kind: 'pattern',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    id: fields.id,
    name: fields.name,
    interval: fields.interval,
    openTime: fields.openTime,
    direction: fields.direction,
    state: fields.state,
    confidence: fields.confidence,
    bars: fields.bars,
    prices: fields.prices,
    level: fields.level,
    target: fields.target,
    invalidation: fields.invalidation,
  }
}

export function level(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'level'>): PriceLevel {
  return {
    kind: 'level',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    id: fields.id,
    interval: fields.interval,
    openTime: fields.openTime,
    side: fields.side,
    state: fields.state,
    price: fields.price,
    low: fields.low,
    high: fields.high,
    strength: fields.strength,
    touches: fields.touches,
    firstTouch: fields.firstTouch,
    lastTouch: fields.lastTouch,
  }
}

export function volumeProfile(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'volume-profile'>): VolumeProfile {
  return {
    kind: 'volume-profile',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    name: fields.name,
    window: fields.window,
    interval: fields.interval,
    from: fields.from,
    to: fields.to,
    step: fields.step,
    levels: fields.levels,
    buyVolumes: fields.buyVolumes,
    sellVolumes: fields.sellVolumes,
    volume: fields.volume,
    pointOfControl: fields.pointOfControl,
    valueAreaLow: fields.valueAreaLow,
    valueAreaHigh: fields.valueAreaHigh,
    valueShare: fields.valueShare,
    final: fields.final,
  }
}

export function alert(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'alert'>): Alert {
  return {
    kind: 'alert',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    rule: fields.rule,
    severity: fields.severity,
    message: fields.message,
    value: fields.value,
    threshold: fields.threshold,
    values: fields.values,
    interval: fields.interval,
    openTime: fields.openTime,
    final: fields.final,
  }
}

export function mover(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'mover'>): Mover {
  return {
    kind: 'mover',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    window: fields.window,
    from: fields.from,
    to: fields.to,
    full: fields.full,
    missingMs: fields.missingMs,
    price: fields.price,
    changePercent: fields.changePercent,
    rangePercent: fields.rangePercent,
    volume: fields.volume,
    quoteVolume: fields.quoteVolume,
    relativeVolume: fields.relativeVolume,
    baseline: fields.baseline,
    universe: fields.universe,
    gainerRank: fields.gainerRank,
    loserRank: fields.loserRank,
    activeRank: fields.activeRank,
  }
}

export function gap(instrument: Instrument, ts: EpochMs, tsRecv: EpochMs, fields: EventFields<'gap'>): Gap {
  return {
    kind: 'gap',
    instrument,
    ts,
    nanos: fields.nanos ?? 0,
    tsRecv,
    revision: fields.revision ?? 0,
    id: fields.id,
    dataKind: fields.dataKind,
    interval: fields.interval,
    from: fields.from,
    to: fields.to,
    fromId: fields.fromId,
    toId: fields.toId,
    cause: fields.cause,
    state: fields.state,
    healedBy: fields.healedBy,
    reason: fields.reason,
    component: fields.component,
    missing: fields.missing,
  }
}
