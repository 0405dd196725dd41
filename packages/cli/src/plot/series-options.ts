import type { ChartData, ChartLine, ChartStudy } from './chart-data.ts'
import { overlayColors, ownColors, spanOf } from './legend.ts'
import { type Look, fontFamily } from './look.ts'
import { fixedText, valueText } from './number-text.ts'
import { type Part, inPane, still } from './series-part.ts'

/** What the library calls a point that is not there. */
const nothing = '-'

export function candles({ open, high, low, close, decimals }: ChartData, look: Look): Part {
  const last = close.length - 1
  const rising = (close[last] ?? 0) >= (open[last] ?? 0)
  const values = open.map((value, slot) => (Number.isFinite(value) ? [value, close[slot], low[slot], high[slot]] : nothing))
  return {
    type: 'candlestick',
    id: 'candles',
    ...still,
    ...inPane(0),
    z: 4,
    data: values,
    barMaxWidth: 18,
    large: false,
    progressive: 0,
    itemStyle: { color: look.up, color0: look.down, borderColor: look.up, borderColor0: look.down, borderWidth: 1 },
    markLine: tagAt(close[lastBarOf(close)] ?? Number.NaN, rising ? look.up : look.down, look, (value) => fixedText(value, decimals), true),
  }
}

function lastBarOf(close: readonly number[]): number {
  for (let slot = close.length - 1; slot > 0; slot--) if (Number.isFinite(close[slot])) return slot
  return 0
}

/** The last value, on a coloured ground at the axis. */
function tagAt(value: number, color: string, look: Look, textOf: (value: number) => string, line: boolean): Part {
  if (!Number.isFinite(value)) return { data: [] }
  return {
    silent: true,
    animation: false,
    symbol: 'none',
    lineStyle: { color, width: 1, type: [3, 3], opacity: line ? 0.75 : 0 },
    label: {
      position: 'end',
      opacity: 1,
      distance: 4,
      formatter: () => textOf(value),
      color: look.inverse,
      backgroundColor: color,
      padding: [3, 5],
      borderRadius: 3,
      fontFamily,
      fontSize: 11,
      fontWeight: 600,
    },
    data: [{ yAxis: value }],
  }
}

export function volumes({ volume = [], open, close }: ChartData, look: Look, pane: number): Part {
  const data = volume.map((value, slot) => ({
    value: Number.isFinite(value) ? value : nothing,
    itemStyle: { color: (close[slot] ?? 0) < (open[slot] ?? 0) ? look.down : look.up },
  }))
  return {
    type: 'bar',
    id: 'volume',
    ...still,
    ...inPane(pane),
    data,
    itemStyle: { opacity: 0.55 },
    barCategoryGap: '28%',
    barMaxWidth: 18,
    large: false,
  }
}

export function overlays(data: ChartData, look: Look): readonly Part[] {
  const colors = overlayColors(data, look)
  return data.overlays.flatMap((study, n) => {
    const lines = study.lines.map((line, k) =>
      lineOf(line, `overlay ${n} ${k}`, 0, colors[n]?.[k] ?? look.text, look, study.fill === undefined ? 1.6 : 1.1),
    )
    return [...bandOf(study, `band ${n}`, 0, colors[n]?.[0] ?? look.text), ...lines]
  })
}

export function ownSeries(study: ChartStudy, n: number, pane: number, look: Look): readonly Part[] {
  if (study.lines.length === 0) return []
  const colors = ownColors(study, look)
  const span = spanOf(study)
  const lines = study.lines.map((line, k) => lineOf(line, `pane ${n} ${k}`, pane, colors[k] ?? look.text, look))
  const first = study.lines.findIndex(({ style }) => style !== 'histogram')
  const values = study.lines[Math.max(first, 0)]?.values ?? []
  const last = values[lastBarOf(values)] ?? Number.NaN
  const tag = tagAt(last, colors[Math.max(first, 0)] ?? look.text, look, (value) => valueText(value, span), false)
  const levels = study.levels.map((level) => levelOf(level, look))
  const carrier = { ...lines[Math.max(first, 0)], markLine: withLevels(tag, levels) }
  return [...bandOf(study, `pane band ${n}`, pane, colors[0] ?? look.text), ...lines.with(Math.max(first, 0), carrier)]
}

function withLevels(tag: Part, levels: readonly Part[]): Part {
  const data = (tag['data'] ?? []) as readonly Part[]
  return { ...tag, silent: true, symbol: 'none', animation: false, data: [...levels, ...data] }
}

/** A level says itself on the axis: it needs no label. */
function levelOf(level: number, look: Look): Part {
  return { yAxis: level, label: { show: false }, lineStyle: { color: look.muted, opacity: 0.55, width: 1, type: [4, 4] } }
}

function lineOf({ style, values }: ChartLine, id: string, pane: number, color: string, look: Look, width = 1.6): Part {
  const common: Part = { id, ...still, ...inPane(pane) }
  const data = values.map((value) => (Number.isFinite(value) ? value : nothing))
  if (style === 'histogram') {
    const bars = values.map((value) => ({
      value: Number.isFinite(value) ? value : nothing,
      itemStyle: { color: value < 0 ? look.down : look.up },
    }))
    return { ...common, type: 'bar', data: bars, itemStyle: { opacity: 0.6 }, barCategoryGap: '28%', barMaxWidth: 18, z: 2 }
  }
  if (style === 'dots') return { ...common, type: 'scatter', data, symbolSize: 3.5, itemStyle: { color }, z: 5 }
  const line = { color, width, ...(style === 'dashed' ? { type: [5, 4] } : {}) }
  return {
    ...common,
    type: 'line',
    data,
    ...(style === 'steps' ? { step: 'middle' } : {}),
    lineStyle: line,
    itemStyle: { color },
    symbol: 'none',
    connectNulls: false,
    z: 5,
  }
}

/** Two lines that nobody sees, the upper one stacked on the lower: the area between them is shaded. */
function bandOf({ fill, lines }: ChartStudy, id: string, pane: number, color: string): readonly Part[] {
  const [one, other] = (fill ?? []).map((name) => lines.find((line) => line.name === name))
  if (one === undefined || other === undefined) return []
  const isThere = (slot: number): boolean => Number.isFinite(one.values[slot]) && Number.isFinite(other.values[slot])
  const at = (slot: number): readonly [number, number] => [one.values[slot] as number, other.values[slot] as number]
  const low = one.values.map((_, slot) => (isThere(slot) ? Math.min(...at(slot)) : nothing))
  const wide = one.values.map((_, slot) => (isThere(slot) ? Math.abs(at(slot)[0] - at(slot)[1]) : nothing))
  const unseen: Part = {
    type: 'line',
    ...still,
    ...inPane(pane),
    stack: id,
    stackStrategy: 'all',
    symbol: 'none',
    lineStyle: { opacity: 0 },
    z: 1,
  }
  return [
    { ...unseen, id: `${id} low`, data: low },
    { ...unseen, id: `${id} high`, data: wide, areaStyle: { color, opacity: 0.08 } },
  ]
}
