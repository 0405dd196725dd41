import type { Indicator, InputColumns } from '@feedloom/core'
import { candleCatalogue } from '@feedloom/indicators'
import type { OutputColumn } from '../indicators/run-indicator.ts'
import type { ChartLine, ChartStudy } from '../plot/chart-data.ts'
import { placeStudy } from '../plot/place-study.ts'
import { type Scale, area, candles, colours, columns as columnPath, dots, figure, label, line, path, scaleOf, steps } from './ink.ts'
import { type SampleColumns, lastBars, narrowBars, sampleBars, sight } from './sample-bars.ts'
import { type Candle, before, textbookCandles } from './textbook-candles.ts'

const [width, height] = [320, 120]
const step = 4.6
const slotX = (slot: number): number => 4 + slot * step

/** Functions of angles, and those that leave the numbers of a picture behind where prices go in. */
const ofNarrowNumbers = new Set(['acos', 'asin', 'atan', 'cos', 'cosh', 'exp', 'sin', 'sinh', 'tan', 'tanh'])

/** What is drawn. */
export interface Drawn {
  readonly type: string
  /** In words, for those who cannot see it. */
  readonly title: string
  /** With its standard parameters. */
  readonly indicator: Indicator
}

/**
 * A small picture of an indicator as SVG: over invented candles, in a pane below them, or, of a candlestick pattern, the
 * candles that make it. The same bytes each time.
 */
export function pictureOf(drawn: Drawn): string {
  const textbook = textbookCandles(drawn.type)
  const parts = textbook === undefined ? overSample(drawn) : patternPicture(drawn, textbook)
  const text = drawn.title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}">`
  const look = 'fill="none" stroke-linejoin="round" font-family="system-ui,sans-serif" font-size="9"'
  return `${opening}<g ${look}>${parts.join('')}</g></svg>\n`
}

/** What the indicator says over whole columns. */
function valuesOf(indicator: Indicator, columns: InputColumns): readonly OutputColumn[] {
  const length = columns.close?.length ?? 0
  const outputs = indicator.outputs.map((name) => ({ name, values: new Float64Array(length) }))
  indicator.batch(
    columns,
    outputs.map(({ values }) => values),
  )
  return outputs
}

function overSample({ type, indicator }: Drawn): string[] {
  const sample = sampleFor(type, indicator)
  const all = valuesOf(indicator, sample)
  const bars = barsInSight(sample)
  const reach = reachOf(bars.flatMap(([, high, low]) => [high, low]))
  const display = indicator.display?.pane === 'marks' ? { ...indicator.display, pane: 'own' as const } : indicator.display
  const inSight = shiftedInSight(all, display)
  if (indicator.display?.pane === 'marks') return [...pricePart(bars, reach, 4, 42), ...raster(inSight)]
  const { shifts: _, ...still } = display ?? {}
  const placed = placeStudy({ type, label: type, outputs: inSight, display: still, readsPrices: true }, reach)
  if (placed.pane === 'marks') return []
  return placed.pane === 'price' ? overlay(bars, reach, placed.study) : [...pricePart(bars, reach, 4, 42), ...ownPane(placed.study)]
}

/** What counts from the first row on begins with the first bar in sight. */
function sampleFor(type: string, { convergence }: Indicator): SampleColumns {
  const bars = ofNarrowNumbers.has(type) ? narrowBars(sampleBars()) : sampleBars()
  return convergence > 0 ? bars : lastBars(bars, sight)
}

function barsInSight({ open, high, low, close }: SampleColumns): Candle[] {
  const from = close.length - sight
  return Array.from({ length: sight }, (_, slot) => {
    const row = from + slot
    return [open[row] as number, high[row] as number, low[row] as number, close[row] as number]
  })
}

/** Values at the bars at which a chart draws them. */
function shiftedInSight(outputs: readonly OutputColumn[], display: Indicator['display']): OutputColumn[] {
  return outputs.map(({ name, values }) => {
    const from = values.length - sight - (display?.shifts?.[name] ?? 0)
    return { name, values: Float64Array.from({ length: sight }, (_, slot) => values[from + slot] ?? Number.NaN) }
  })
}

interface Reach {
  readonly low: number
  readonly high: number
}

function reachOf(values: readonly number[]): Reach {
  const known = values.filter(Number.isFinite)
  return known.length === 0 ? { low: 0, high: 1 } : { low: Math.min(...known), high: Math.max(...known) }
}

/** The candles alone, faint. */
function pricePart(bars: readonly Candle[], { low, high }: Reach, top: number, bottom: number): string[] {
  return [candles(bars, slotX, scaleOf(low, high, top, bottom), 2.8, 0.7)]
}

function overlay(bars: readonly Candle[], prices: Reach, study: ChartStudy): string[] {
  const lines = reachOf(study.lines.flatMap(({ values }) => values))
  const spare = 0.35 * (prices.high - prices.low)
  const low = Math.max(Math.min(lines.low, prices.low), prices.low - spare)
  const high = Math.min(Math.max(lines.high, prices.high), prices.high + spare)
  const names = legend(study, 10)
  const y = scaleOf(low, high, names.length === 0 ? 6 : 15, height - 6)
  return [candles(bars, slotX, y, 2.8, 0.6), ...studyParts(study, y), ...names]
}

const [paneTop, paneBottom] = [54, height - 5]

function ownPane(study: ChartStudy): string[] {
  const hasColumns = study.lines.some(({ style }) => style === 'histogram')
  const levels = study.levels.length === 0 && hasColumns ? [0] : study.levels
  const { low, high } = reachOf([...study.lines.flatMap(({ values }) => values), ...levels, ...(study.range ?? [])])
  const names = legend(study, 57)
  const y = scaleOf(low, high, names.length === 0 ? paneTop : paneTop + 9, paneBottom)
  const rules = path(levels.map((level) => `M4 ${figure(y(level))}H${figure(slotX(sight - 1))}`).join(''), {
    stroke: colours.muted,
    'stroke-width': 0.8,
    'stroke-dasharray': '3 3',
  })
  const figures = levels.map((level) => label(String(level), width, y(level) + 3, ' text-anchor="end"'))
  const border = path(`M0 47.5H${width}`, { stroke: colours.muted, 'stroke-opacity': 0.35 })
  return [border, rules, ...figures, ...studyParts(study, y), ...names]
}

function studyParts({ lines, fill }: ChartStudy, y: Scale): string[] {
  const valuesNamed = (name: string | undefined) => lines.find((each) => each.name === name)?.values ?? []
  const [one, other] = [valuesNamed(fill?.[0]), valuesNamed(fill?.[1])]
  const shade = path(area(one, other, slotX, y), { fill: colours.lines[0], 'fill-opacity': 0.13 })
  // Columns stand behind lines.
  const order = lines.map((each, n) => ({ each, colour: hue(n) })).toSorted((a, b) => depth(a.each) - depth(b.each))
  return [shade, ...order.map(({ each, colour }) => linePart(each, colour, y))]
}

const depth = ({ style }: ChartLine): number => (style === 'histogram' ? 0 : 1)

const hue = (n: number): string => colours.lines[n % colours.lines.length] as string

function linePart({ style, values }: ChartLine, colour: string, y: Scale): string {
  const pen = { stroke: colour, 'stroke-width': 1.4 }
  switch (style) {
    case 'dots':
      return path(dots(values, slotX, y), { ...pen, 'stroke-width': 3, 'stroke-linecap': 'round' })
    case 'histogram':
      return path(columnPath(values, slotX, y), { stroke: colour, 'stroke-width': 2.8, 'stroke-opacity': 0.6 })
    case 'steps':
      return path(steps(values, slotX, y), pen)
    case 'dashed':
      return path(line(values, slotX, y), { ...pen, 'stroke-dasharray': '4 2' })
    case 'line':
      return path(line(values, slotX, y), pen)
  }
}

/** Names of the lines, where there are several and they fit. */
function legend({ lines }: ChartStudy, y: number): string[] {
  if (lines.length < 2) return []
  const names = lines.map(({ name }, n) => `<tspan fill="${hue(n)}">${name}</tspan>`)
  const isNarrow = lines.reduce((sum, { name }) => sum + name.length + 1, 0) <= 50
  return isNarrow ? [`<text x="4" y="${y}" font-weight="600">${names.join(' ')}</text>`] : []
}

/** Many outputs that are mostly 0: a row each, a dot where there is something. */
function raster(outputs: readonly OutputColumn[]): string[] {
  const place = (n: number): string => figure(paneTop + ((n + 0.5) / outputs.length) * (paneBottom - paneTop))
  const spots = (sign: 1 | -1): string =>
    outputs
      .map(({ values }, n) =>
        Array.from(values, (value, slot) => (value * sign > 0 ? `M${figure(slotX(slot))} ${place(n)}h0` : '')).join(''),
      )
      .join('')
  const pen = { 'stroke-width': 2.6, 'stroke-linecap': 'round' }
  return [
    path(`M0 47.5H${width}`, { stroke: colours.muted, 'stroke-opacity': 0.35 }),
    path(spots(1), { stroke: colours.up, ...pen }),
    path(spots(-1), { stroke: colours.down, ...pen }),
  ]
}

/** Candles before a pattern that are shown, too. */
const shownBefore = 5

function patternPicture({ type, indicator }: Drawn, textbook: readonly Candle[]): string[] {
  const value = patternValue(indicator, textbook)
  const isNeutral = candleCatalogue.find((each) => each.type === type)?.direction === 'neutral'
  const shown = textbook.slice(before - shownBefore)
  const { low, high } = reachOf(shown.flatMap(([, top, bottom]) => [top, bottom]))
  const y = scaleOf(low, high, 14, height - 14)
  const x = (slot: number): number => width / 2 + (slot - (shown.length - 1) / 2) * 21
  const faded = shown.map((candle, slot): Candle => (slot < shownBefore ? candle : unknown))
  const made = shown.map((candle, slot): Candle => (slot < shownBefore ? unknown : candle))
  const last = shown.at(-1) ?? unknown
  return [candles(faded, x, y, 11, 0.45), candles(made, x, y, 11, 1), mark(x(shown.length - 1), y, last, value, isNeutral)]
}

const unknown: Candle = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/** What it says of the last candle: 100, -80. */
export function patternValue(indicator: Indicator, textbook: readonly Candle[]): number {
  const column = (k: number): Float64Array => Float64Array.from(textbook, (candle) => candle[k] as number)
  const [open, high, low, close] = [column(0), column(1), column(2), column(3)]
  return valuesOf(indicator, { open, high, low, close })[0]?.values.at(-1) ?? Number.NaN
}

/** An arrow head below a bullish candle and above a bearish one, a dot above one that says neither. */
function mark(at: number, y: Scale, [, high, low]: Candle, value: number, isNeutral: boolean): string {
  if (isNeutral)
    return path(`M${figure(at)} ${figure(y(high) - 7)}h0`, { stroke: colours.muted, 'stroke-width': 6, 'stroke-linecap': 'round' })
  const isBullish = value > 0
  const tip = isBullish ? y(low) + 4 : y(high) - 4
  const side = isBullish ? 7 : -7
  return path(`M${figure(at)} ${figure(tip)}l4.5 ${side}h-9z`, { fill: isBullish ? colours.up : colours.down })
}
