import type { EventHeader, Levels } from './event-header.ts'
import type { BarSpec, EpochMs } from './time.ts'

/** One indicator with its parameters; frozen, shared by all its values. */
export interface IndicatorDefinition {
  /** Instance name from the config, e.g. `rsi14`. */
  readonly name: string
  /** Indicator type, e.g. `rsi`. */
  readonly indicator: string
  readonly parameters: Readonly<Record<string, number | string | boolean>>
  /** Names of `values`, in order. */
  readonly outputs: readonly string[]
}

export interface IndicatorValue extends EventHeader<'indicator'> {
  readonly definition: IndicatorDefinition
  readonly interval: BarSpec | undefined
  /** Open time of the bar that it was computed on. */
  readonly openTime: EpochMs | undefined
  /** Aligned with `definition.outputs`. */
  readonly values: readonly number[]
  /** False for a preview of the forming bar. */
  readonly final: boolean
  /** The formula has all the inputs that it needs. */
  readonly ready: boolean
  /** What came before the first input no longer matters (error below 1e-6). */
  readonly converged: boolean
}

/** A candlestick or chart pattern. */
export interface Pattern extends EventHeader<'pattern'> {
  readonly name: string
  readonly interval: BarSpec | undefined
  readonly direction: 'bullish' | 'bearish' | 'neutral'
  /** 0 to 1. */
  readonly confidence: number
  /** Open times of the bars that make it. */
  readonly bars: readonly EpochMs[]
}

export interface VolumeProfile extends EventHeader<'volume-profile'> {
  readonly from: EpochMs
  readonly to: EpochMs
  /** `[price, volume, price, volume, ...]`, ascending. */
  readonly levels: Levels
  readonly pointOfControl: number
  readonly valueAreaLow: number
  readonly valueAreaHigh: number
}

export interface Alert extends EventHeader<'alert'> {
  readonly rule: string
  readonly severity: 'info' | 'warning' | 'critical'
  readonly message: string
  readonly value: number | undefined
}
