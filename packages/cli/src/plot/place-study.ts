import type { Indicator, IndicatorStyle } from '@feedloom/core'
import type { OutputColumn } from '../indicators/run-indicator.ts'
import type { ChartLine, ChartMark, ChartStudy } from './chart-data.ts'

/** Where an indicator is drawn. */
export type Placed =
  | { readonly pane: 'price' | 'own'; readonly study: ChartStudy }
  | { readonly pane: 'marks'; readonly marks: readonly ChartMark[] }

/** What is to be placed: the values of one indicator, a row a slot. */
export interface Study {
  readonly label: string
  /** `cdl-doji`: patterns are known by their name where nothing says how to draw them. */
  readonly type: string
  readonly outputs: readonly OutputColumn[]
  readonly display: Indicator['display']
  /** Its inputs are prices; undefined when nobody knows. */
  readonly readsPrices: boolean | undefined
}

/** What the bars in sight reach. */
export interface PriceRange {
  readonly low: number
  readonly high: number
}

/**
 * Over the candles or in a pane of its own: as the indicator says, unless it runs over something that is no price; else
 * as its values show.
 */
export function placeStudy(study: Study, prices: PriceRange): Placed {
  const { display, type, outputs } = study
  const pane = display?.pane ?? (isPattern(type, outputs) ? 'marks' : movesWithPrices(outputs, prices) ? 'price' : 'own')
  if (pane === 'marks') return { pane, marks: marksOf(study) }
  const over = pane === 'price' && study.readsPrices !== false
  return { pane: over ? 'price' : 'own', study: chartStudy(study) }
}

function chartStudy({ label, outputs, display }: Study): ChartStudy {
  const lines = outputs.flatMap(({ name, values }): ChartLine[] => {
    const style = display?.styles?.[name] ?? styleOf(name)
    return style === 'hidden' ? [] : [{ name, style, values: shifted(values, display?.shifts?.[name] ?? 0) }]
  })
  return { label, hue: 0, lines, fill: display?.fill ?? bandNames(outputs), levels: display?.levels ?? [], range: display?.range }
}

/** So many slots to the right, or, below 0, to the left; what has no slot is not drawn. */
function shifted(values: Float64Array, slots: number): number[] {
  return Array.from(values, (_, slot) => values[slot - slots] ?? Number.NaN)
}

function styleOf(name: string): IndicatorStyle {
  return /^hist(ogram)?$/i.test(name) ? 'histogram' : 'line'
}

/** The two that everybody calls the bands. */
function bandNames(outputs: readonly OutputColumn[]): readonly [string, string] | undefined {
  const names = outputs.map(({ name }) => name)
  return names.includes('upper') && names.includes('lower') ? ['upper', 'lower'] : undefined
}

/** Values of TA-Lib's patterns are multiples of ten, most of them 0. */
function isPattern(type: string, outputs: readonly OutputColumn[]): boolean {
  const [only] = outputs
  return (
    outputs.length === 1 &&
    type.startsWith('cdl') &&
    only !== undefined &&
    only.values.every((value) => Number.isNaN(value) || value % 10 === 0)
  )
}

/** At least four fifths of the values lie where the prices are, or as far again above or below. */
function movesWithPrices(outputs: readonly OutputColumn[], { low, high }: PriceRange): boolean {
  const reach = high - low
  let [near, all] = [0, 0]
  for (const { values } of outputs)
    for (const value of values)
      if (Number.isFinite(value)) {
        all += 1
        if (value >= low - reach && value <= high + reach) near += 1
      }
  return all > 0 && near >= 0.8 * all
}

function marksOf({ type, label, outputs }: Study): readonly ChartMark[] {
  const name = patternName(type, label)
  const marks: ChartMark[] = []
  for (const { values } of outputs)
    values.forEach((value, slot) => {
      if (Number.isFinite(value) && value !== 0) marks.push({ slot, label: name, direction: value > 0 ? 'bullish' : 'bearish' })
    })
  return marks
}

/** `cdl-morning-star` to `Morning star`. */
function patternName(type: string, label: string): string {
  const words = type.startsWith('cdl') ? type.replace(/^cdl-?/, '').replaceAll('-', ' ') : label.toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
