import type { EpochMs } from './time.ts'

export type InstrumentType = 'spot' | 'perpetual' | 'future' | 'option' | 'equity' | 'index'
/** `closed` is a pause that the venue scheduled; `delisted` is the end. */
export type InstrumentStatus = 'trading' | 'halted' | 'auction' | 'closed' | 'delisted'

/**
 * What an adapter knows about one tradable thing. `venue` names one namespace of native symbols,
 * so Binance spot (`binance`) and Binance USD-M futures (`binance-usdm`) are two venues.
 */
export interface InstrumentSpec {
  readonly venue: string
  /** The venue's own name, exactly as it writes it: `BTCUSDT`, `XBT/USD`, `AAPL`. */
  readonly nativeSymbol: string
  /**
   * Unified symbol, ccxt grammar: `BTC/USDT`, `BTC/USDT:USDT`, `BTC/USDT:USDT-260327`, `AAPL/USD`,
   * options `AAPL/USD:USD-260116-250-C`.
   */
  readonly symbol: string
  readonly type: InstrumentType
  readonly base: string
  readonly quote: string
  /** Currency in which a derivative pays; undefined for spot and equity. */
  readonly settle: string | undefined
  readonly expiry: EpochMs | undefined
  /** In quote units. */
  readonly strike: number | undefined
  readonly optionType: 'call' | 'put' | undefined
  readonly exerciseStyle: 'american' | 'european' | undefined
  /** Unified symbol of what a derivative is written on. */
  readonly underlying: string | undefined
  /** Units of base per contract; 1 for spot and equity. */
  readonly contractSize: number
  /** Units of the underlying per option contract as the venue quotes it, 100 for US equity options. */
  readonly multiplier: number | undefined
  /** True where the contract is quoted in quote units but settled in base. */
  readonly inverse: boolean
  readonly status: InstrumentStatus
  /** Smallest price change, in quote units. */
  readonly priceStep: number | undefined
  /** Smallest size change, in base units (contracts where the venue counts contracts). */
  readonly sizeStep: number | undefined
  readonly minSize: number | undefined
  readonly maxSize: number | undefined
  /** Smallest order value, in quote units. */
  readonly minNotional: number | undefined
}

type Known = 'venue' | 'nativeSymbol' | 'symbol' | 'type' | 'base' | 'quote'
/** What an adapter fills in. Facts left out are unknown; contract size 1, not inverse, `trading`. */
export type InstrumentFields = Pick<InstrumentSpec, Known> & {
  readonly [K in Exclude<keyof InstrumentSpec, Known>]?: InstrumentSpec[K] | undefined
}

export type InstrumentId = `${string}:${string}`

/**
 * An interned spec. There is one object per venue and native symbol in a run, so `===` compares instruments
 * and `index` (dense, per run) addresses arrays. `JSON.stringify` writes the id, not the whole spec.
 */
export interface Instrument extends InstrumentSpec {
  /** `venue:nativeSymbol`, for example `binance:BTCUSDT`. */
  readonly id: InstrumentId
  readonly index: number
  toJSON(): InstrumentId
}

/** The only way a normalizer turns a native symbol into an instrument. Pure look-ups, never I/O. */
export interface InstrumentLookup {
  native(venue: string, nativeSymbol: string): Instrument | undefined
  unified(venue: string, symbol: string): Instrument | undefined
}

/** What a refresh of the definitions changed. */
export interface InstrumentChanges {
  readonly added: readonly Instrument[]
  readonly changed: readonly Instrument[]
}

export interface InstrumentRegistry extends InstrumentLookup {
  /**
   * Adds or refreshes definitions. An instrument keeps its object and its `index` for the whole run;
   * a refresh updates the other fields in place.
   */
  define(specs: Iterable<InstrumentFields>): InstrumentChanges
  at(index: number): Instrument | undefined
  all(venue?: string): Iterable<Instrument>
  /** Number of instruments; indexes run from 0 to `size - 1`. */
  readonly size: number
}
