import type { EventHeader, Levels } from './event-header.ts'
import type { BarSpec, EpochMs, Interval } from './time.ts'

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

/**
 * A candlestick or chart pattern, as it stands at the close of one bar. It knows nothing of later bars; when its state
 * changes it comes again with the same `id`.
 */
export interface Pattern extends EventHeader<'pattern'> {
  /** Unique per instrument, interval and author. */
  readonly id: string
  /** `double-top`, `head-and-shoulders`, ...; lower case, dashes. */
  readonly name: string
  readonly interval: BarSpec | undefined
  /** Open time of the bar at whose close this is stated. */
  readonly openTime: EpochMs | undefined
  /** Where it points; `neutral` where only the breakout can tell. */
  readonly direction: 'bullish' | 'bearish' | 'neutral'
  /** `forming`: complete but for the breakout. `confirmed`: a close went through `level`. `failed`: it went the other way, or nowhere in time. */
  readonly state: 'forming' | 'confirmed' | 'failed'
  /** 0 to 1, by the function that its author documents. */
  readonly confidence: number
  /** Open times of the bars that make it, oldest first. */
  readonly bars: readonly EpochMs[]
  /** Prices of its points, one for each of `bars`; quote units. */
  readonly prices: readonly number[]
  /** The price whose crossing by a close confirms it; of a sloped line, its value at `openTime`. */
  readonly level: number | undefined
  /** Where the move should lead by the height of the pattern. */
  readonly target: number | undefined
  /** A close beyond this price refutes it. */
  readonly invalidation: number | undefined
}

/** A price at which the market has turned more than once, as it stands at the close of one bar. */
export interface PriceLevel extends EventHeader<'level'> {
  /** Unique per instrument, interval and author; the same as long as the level lives. */
  readonly id: string
  readonly interval: BarSpec | undefined
  /** Open time of the bar at whose close this is stated. */
  readonly openTime: EpochMs | undefined
  /** What it is from now on: below the market `support`, above it `resistance`. */
  readonly side: 'support' | 'resistance'
  /** Why it is stated: found, touched again, broken by a close (it changes sides), or forgotten. */
  readonly state: 'formed' | 'touched' | 'broken' | 'expired'
  /** Centre of the band; quote units. */
  readonly price: number
  readonly low: number
  readonly high: number
  /** 0 to 1, by the function that its author documents. */
  readonly strength: number
  readonly touches: number
  /** Open times of the bars that touched it first and last. */
  readonly firstTouch: EpochMs
  readonly lastTouch: EpochMs
}

/** Volume by price over a window. Each row of prices reaches from half a `step` below to half a `step` above its price. */
export interface VolumeProfile extends EventHeader<'volume-profile'> {
  /** Name of the window from the config, e.g. `daily`. */
  readonly name: string
  readonly window: 'session' | 'rolling' | 'anchored'
  /** Width of the bars whose volume was spread over their ranges; undefined when it was made of trades (exact). */
  readonly interval: BarSpec | undefined
  /** Begin of the window. */
  readonly from: EpochMs
  /** End of a closed window, exclusive; of a forming one, the time of what came last. */
  readonly to: EpochMs
  /** Height of a row of prices; quote units. */
  readonly step: number
  /** `[price, volume, price, volume, ...]`, ascending; rows without volume are left out. */
  readonly levels: Levels
  /** Base units bought by takers, one for each row of `levels`; undefined where the input does not say. */
  readonly buyVolumes: Float64Array | undefined
  /** Base units sold by takers. */
  readonly sellVolumes: Float64Array | undefined
  /** Base units in the window. */
  readonly volume: number
  readonly pointOfControl: number
  /** Price of the lowest and of the highest row of the value area, which holds `valueShare` of the volume or a little more. */
  readonly valueAreaLow: number
  readonly valueAreaHigh: number
  readonly valueShare: number
  /** False while the window can still change. */
  readonly final: boolean
}

/** A rule has come true for an instrument. */
export interface Alert extends EventHeader<'alert'> {
  readonly rule: string
  readonly severity: 'info' | 'warning' | 'critical'
  readonly message: string
  /** What the rule looked at, as it was when the rule came true. */
  readonly value: number | undefined
  /** What `value` was compared with. */
  readonly threshold: number | undefined
  /** All that the rule looked at, by name: `{ sma20: 64010.5, sma50: 63998 }`. */
  readonly values: Readonly<Record<string, number>> | undefined
  /** Width and open time of the bar on which it came true; undefined where no bar was looked at. */
  readonly interval: BarSpec | undefined
  readonly openTime: EpochMs | undefined
  /** False while that bar could still change. */
  readonly final: boolean | undefined
}

/**
 * How far an instrument has moved in a window of time, and where it stands among the others. Events of one ranking share
 * `ts` and `window`.
 */
export interface Mover extends EventHeader<'mover'> {
  /** Width of the window as the config has it: `5m`, `24h`. */
  readonly window: Interval
  /** Begin of what the values are of; later than the window begins where nothing is known from before. */
  readonly from: EpochMs
  /** End, exclusive. */
  readonly to: EpochMs
  /** The values are of the whole window, without a hole. Only such movers are ranked. */
  readonly full: boolean
  /** How much of the window nothing is known of, at its begin or inside; 0 when it is full. */
  readonly missingMs: number
  /** Last price; quote units. */
  readonly price: number
  /** From the first price at `from` to `price`: 2.5 is a rise by 2.5 %. */
  readonly changePercent: number | undefined
  /** From the lowest to the highest price, in percent of the lowest. Undefined with a hole inside, as are the volumes. */
  readonly rangePercent: number | undefined
  /** Base units. */
  readonly volume: number | undefined
  /** Quote units; undefined where the input does not say. */
  readonly quoteVolume: number | undefined
  /** `volume` by the mean volume of the windows before: 2 is twice the usual. */
  readonly relativeVolume: number | undefined
  /** Windows that this mean is of. */
  readonly baseline: number
  /** Instruments that were ranked. */
  readonly universe: number
  /** 1 = the largest rise; undefined for what has not risen. */
  readonly gainerRank: number | undefined
  /** 1 = the largest fall; undefined for what has not fallen. */
  readonly loserRank: number | undefined
  /** 1 = the most active. */
  readonly activeRank: number | undefined
}
