import type { EventHeader } from './event-header.ts'
import type { EpochMs } from './time.ts'

/** What an option quote knows beyond its top of book, which is always a `quote`. */
export interface OptionQuote extends EventHeader<'option.quote'> {
  /** Per year, as a fraction. */
  readonly bidIv: number | undefined
  readonly askIv: number | undefined
  readonly lastPrice: number | undefined
  /** Contracts, today. */
  readonly volume: number | undefined
  /** Contracts. */
  readonly openInterest: number | undefined
  /** The day the open interest belongs to (00:00 UTC); venues publish it a day late. */
  readonly openInterestDate: EpochMs | undefined
}

/** Sensitivities of one option. `convention` names units and model; see `docs/semantics.md`. */
export interface OptionGreeks extends EventHeader<'option.greeks'> {
  readonly price: number | undefined
  readonly iv: number | undefined
  readonly delta: number | undefined
  readonly gamma: number | undefined
  readonly vega: number | undefined
  readonly theta: number | undefined
  readonly rho: number | undefined
  readonly dividendRho: number | undefined
  readonly vanna: number | undefined
  readonly volga: number | undefined
  readonly charm: number | undefined
  readonly veta: number | undefined
  readonly speed: number | undefined
  readonly zomma: number | undefined
  readonly color: number | undefined
  readonly ultima: number | undefined
  readonly underlyingPrice: number | undefined
  /** `venue`, or model and units, e.g. `bsm/per-year`. */
  readonly convention: string
  /** Why a value is missing or weak: `below-intrinsic`, `stale-quote`, ...; `good` otherwise. */
  readonly quality: string
  readonly origin: 'venue' | 'derived'
}

/** Analytics of one expiry of a chain; `instrument` is the underlying. */
export interface OptionChain extends EventHeader<'option.chain'> {
  readonly expiry: EpochMs
  readonly forward: number | undefined
  readonly atmIv: number | undefined
  readonly putCallVolumeRatio: number | undefined
  readonly putCallOpenInterestRatio: number | undefined
  readonly maxPain: number | undefined
  readonly expectedMove: number | undefined
  readonly skew: number | undefined
  readonly gammaExposure: number | undefined
  readonly deltaExposure: number | undefined
  readonly contracts: number
}
