import type { ChartData, ChartStudy, ChartView } from './chart-data.ts'
import type { Layout } from './layout.ts'
import { type Look, fontFamily, looks } from './look.ts'
import { amountText, fixedText, valueText } from './number-text.ts'
import type { Part } from './series-part.ts'
import { hasClock, momentText } from './time-ticks.ts'

/** The texts of a chart: heading, prices and the values of all indicators at one slot. */
export function legendsAt(data: ChartData, view: ChartView, layout: Layout, slot: number): readonly Part[] {
  const look = looks[view.theme]
  const [price, ...rest] = layout.panes
  if (price === undefined) return []
  const own = data.volume === undefined ? rest : rest.slice(1)
  const volumePane = data.volume === undefined ? undefined : rest[0]
  return [
    heading(data, view, look),
    prices(data, view, look, slot),
    ...(data.overlays.length === 0 ? [] : [studies(data.overlays, overlayColors(data, look), price, look, { data, slot, rows: true })]),
    ...(volumePane === undefined ? [] : [volumeText(data, look, volumePane, slot)]),
    ...data.panes.flatMap((study, n) => {
      const pane = own[n]
      return pane === undefined ? [] : [studies([study], [ownColors(study, look)], pane, look, { data, slot, rows: false })]
    }),
  ]
}

/** The last slot with a bar, up to `to`. */
export function lastBar(data: ChartData, to: number): number {
  for (let slot = Math.min(to, data.times.length - 1); slot > 0; slot--) if (Number.isFinite(data.close[slot])) return slot
  return 0
}

/** One colour an indicator: its lines belong together. */
export function overlayColors({ overlays }: ChartData, { lines }: Look): readonly (readonly string[])[] {
  return overlays.map((study) => study.lines.map(() => lines[study.hue % lines.length] as string))
}

/** One colour a line: in a pane of their own lines are told from each other. */
export function ownColors(study: ChartStudy, look: Look): readonly string[] {
  let next = 0
  return study.lines.map(({ style }) => (style === 'histogram' ? look.muted : (look.lines[next++ % look.lines.length] as string)))
}

const text = (size: number, color: string, weight = 400): Part => ({ fontFamily, fontSize: size, color, fontWeight: weight })

function title(markup: string, left: number, top: number, rich: Part, more: Part = {}): Part {
  return { text: markup, left, top, padding: 0, textStyle: { fontFamily, fontWeight: 400, fontSize: 12, rich, ...more } }
}

function heading({ title: name, facts, times }: ChartData, { from, to }: ChartView, look: Look): Part {
  const clock = hasClock(times.slice(from, to + 1))
  const span = `${momentText(times[from] as number, clock)} – ${momentText(times[to] as number, clock)} UTC`
  const rich = { name: text(19, look.text, 600), facts: { ...text(12.5, look.muted), padding: [4, 0, 0, 0] } }
  return title(`{name|${escaped(name)}}  {facts|${escaped(facts)}   ${span}}`, 14, 10, rich)
}

function prices({ times, open, high, low, close, decimals }: ChartData, view: ChartView, look: Look, slot: number): Part {
  const at = (column: readonly number[]): number => column[slot] ?? Number.NaN
  const change = at(close) - at(open)
  const share = fixedText((100 * change) / at(open), 2)
  const style = change < 0 ? 'down' : 'up'
  const pairs = [
    ['O', open],
    ['H', high],
    ['L', low],
    ['C', close],
  ] as const
  const values = pairs.map(([letter, column]) => `{key|${letter}} {${style}|${fixedText(at(column), decimals)}}`)
  const sign = change > 0 ? '+' : ''
  const moved = Number.isFinite(change) ? `   {${style}|${sign}${fixedText(change, decimals)} (${sign}${share} %)}` : ''
  const when = view.interactive ? `   {key|${momentText(times[slot] as number, true)}}` : ''
  const rich = { key: text(12, look.muted), up: text(12, look.up, 600), down: text(12, look.down, 600) }
  return title(`${values.join('   ')}${moved}${when}`, 14, 37, rich)
}

function volumeText({ volume = [], open, close }: ChartData, look: Look, pane: Layout['panes'][number], slot: number): Part {
  const color = (close[slot] ?? 0) < (open[slot] ?? 0) ? look.down : look.up
  const rich = { key: text(11.5, look.muted), value: text(11.5, color, 600) }
  return title(`{key|Volume}  {value|${amountText(volume[slot] ?? Number.NaN)}}`, pane.left + 6, pane.top + 3, rich, {
    backgroundColor: look.veil,
  })
}

interface Place {
  readonly data: ChartData
  readonly slot: number
  /** A row for each indicator, or one for all. */
  readonly rows: boolean
}

function studies(
  all: readonly ChartStudy[],
  colors: readonly (readonly string[])[],
  pane: Layout['panes'][number],
  look: Look,
  { data, slot, rows }: Place,
): Part {
  const rich: Record<string, Part> = { key: text(11.5, look.text) }
  const parts = all.map((study, n) => {
    const span = spanOf(study)
    const values = study.lines.map((line, k) => {
      const color = colors[n]?.[k] ?? look.text
      rich[`v${n}_${k}`] = text(11.5, line.style === 'histogram' ? ((line.values[slot] ?? 0) < 0 ? look.down : look.up) : color, 600)
      const value = line.values[slot] ?? Number.NaN
      const shown = !Number.isFinite(value) ? '–' : rows ? fixedText(value, overlayDecimals(data)) : valueText(value, span)
      return `{v${n}_${k}|${shown}}`
    })
    return `{key|${escaped(study.label)}}  ${values.join('  ')}`
  })
  return title(parts.join(rows ? '\n' : '     '), pane.left + 6, pane.top + 5, rich, { backgroundColor: look.veil, lineHeight: 17 })
}

/** A mean of prices has a decimal more than they have. */
const overlayDecimals = ({ decimals }: ChartData): number => Math.min(8, decimals + 1)

/** How far the values of an indicator reach. */
export function spanOf({ lines, range }: ChartStudy): number {
  let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { values } of lines)
    for (const value of values)
      if (Number.isFinite(value)) {
        low = Math.min(low, value)
        high = Math.max(high, value)
      }
  return high - low
}

/** Braces and bars are markup in the library's texts. */
const escaped = (words: string): string => words.replaceAll(/[{}|]/g, ' ')
