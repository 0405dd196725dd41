import type { ChartData } from '../src/plot/chart-data.ts'
import { spanOf } from '../src/plot/legend.ts'
import { fixedText, valueText } from '../src/plot/number-text.ts'
import { momentText } from '../src/plot/time-ticks.ts'

/** A bar and its indicators, for who hears the chart. */
export function slotInWords(data: ChartData, slot: number): string {
  const { times, open, high, low, close, decimals, overlays, panes, marks } = data
  const price = (name: string, column: readonly number[]): string => `${name} ${fixedText(column[slot] ?? Number.NaN, decimals)}`
  const when = momentText(times[slot] as number, true)
  if (!Number.isFinite(close[slot])) return `${when}: no bar`
  const values = [...overlays, ...panes].map((study) => {
    const words = study.lines.map(({ name, values: line }) => `${name} ${valueText(line[slot] ?? Number.NaN, spanOf(study))}`)
    return `${study.label}: ${words.join(', ')}`
  })
  const patterns = marks.filter((mark) => mark.slot === slot).map(({ label, direction }) => `${label}, ${direction}`)
  const bar = [price('open', open), price('high', high), price('low', low), price('close', close)].join(', ')
  return [`${when}: ${bar}`, ...values, ...patterns].join('. ')
}
