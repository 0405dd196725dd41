import type { ChartData, ChartView } from './chart-data.ts'
import { amountText, fixedText } from './number-text.ts'

interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where everything stands, in pixels: price, then volume if there is any, then a pane for each indicator. */
export interface Layout {
  readonly panes: readonly Rectangle[]
  /** Below the panes. */
  readonly timesTop: number
  readonly sliderTop: number
}

const margin = 14
const headerHeight = 58
const timesHeight = 26
const sliderHeight = 34
const between = 8

const shares = { price: 4.4, volume: 0.85, own: 1.25 }
const pixelsOfShare = 96

/** Room of the labels right of the panes. */
function gutter({ high, decimals, volume }: ChartData): number {
  const highest = high.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0)
  const letters = Math.max(fixedText(highest, decimals).length, volume === undefined ? 0 : amountText(1e9).length, 7)
  return Math.ceil(letters * 7.1) + 18
}

function sharesOf({ volume, panes }: ChartData): readonly number[] {
  return [shares.price, ...(volume === undefined ? [] : [shares.volume]), ...panes.map(() => shares.own)]
}

export function layoutOf(data: ChartData, { width, height, interactive }: ChartView): Layout {
  const parts = sharesOf(data)
  const below = timesHeight + (interactive ? sliderHeight : 0)
  const room = height - headerHeight - below - between * (parts.length - 1)
  const sum = parts.reduce((total, part) => total + part, 0)
  let top = headerHeight
  const panes = parts.map((part) => {
    const pane = { left: margin, top: Math.round(top), width: width - margin - gutter(data), height: Math.round((room * part) / sum) }
    top += (room * part) / sum + between
    return pane
  })
  const timesTop = Math.round(top - between)
  return { panes, timesTop, sliderTop: timesTop + timesHeight }
}

/** The height at which all panes are comfortable. */
export function naturalHeight(data: ChartData): number {
  const parts = sharesOf(data)
  const panes = parts.reduce((total, part) => total + part * pixelsOfShare, 0)
  return Math.round(headerHeight + timesHeight + panes + between * (parts.length - 1))
}
