import type { IndicatorStyle } from '@feedloom/core'

/**
 * All that a chart of bars shows, as plain columns: one entry a slot of the time axis. A slot is a bar, or the place of
 * one that is missing. NaN (null, once it has been JSON) is a value that is not there.
 */
export interface ChartData {
  /** `BTC/USDT` */
  readonly title: string
  /** `1m · binance` */
  readonly facts: string
  /** Open times, ms. */
  readonly times: readonly number[]
  readonly open: readonly number[]
  readonly high: readonly number[]
  readonly low: readonly number[]
  readonly close: readonly number[]
  /** Left out for bars without volume: then there is no pane for it. */
  readonly volume: readonly number[] | undefined
  readonly decimals: number
  /** Over the candles. */
  readonly overlays: readonly ChartStudy[]
  /** Below them, a pane each. */
  readonly panes: readonly ChartStudy[]
  readonly marks: readonly ChartMark[]
  readonly shapes: readonly ChartShape[]
  readonly holes: readonly ChartHole[]
}

/** One indicator. */
export interface ChartStudy {
  /** `MACD 12 26 9` */
  readonly label: string
  /** Which of the colours it begins with. */
  readonly hue: number
  readonly lines: readonly ChartLine[]
  /** Names of two lines with the area between them shaded. */
  readonly fill: readonly [string, string] | undefined
  readonly levels: readonly number[]
  readonly range: readonly [number, number] | undefined
}

export interface ChartLine {
  readonly name: string
  readonly style: Exclude<IndicatorStyle, 'hidden'>
  readonly values: readonly number[]
}

/** A pattern at a bar. */
export interface ChartMark {
  readonly slot: number
  readonly label: string
  readonly direction: 'bullish' | 'bearish' | 'neutral'
}

/** A line over the candles: the outline of a chart pattern, or a level of support or resistance. */
export interface ChartShape {
  readonly label: string
  readonly tone: 'bullish' | 'bearish' | 'neutral'
  /** Levels are straight and dashed. */
  readonly kind: 'outline' | 'level'
  readonly points: readonly (readonly [slot: number, price: number])[]
}

/** Slots `from` to `to`, both included, in which something is missing. */
export interface ChartHole {
  readonly from: number
  readonly to: number
  /** `ledger`: the store says so. `absent`: there are no bars, and nobody says why. */
  readonly known: 'ledger' | 'absent'
  /** `lost, disconnect` */
  readonly label: string
}

/** How and how much of it to draw. */
export interface ChartView {
  readonly theme: 'light' | 'dark'
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** First and last slot in sight. */
  readonly from: number
  readonly to: number
  /** With zoom and cross-hair. */
  readonly interactive: boolean
}
