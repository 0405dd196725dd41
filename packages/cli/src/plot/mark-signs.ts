import type { ChartData, ChartMark } from './chart-data.ts'
import { type Look, fontFamily } from './look.ts'
import { type Part, inPane, still } from './series-part.ts'

const markSize = 8

/** Triangles below bars for bullish patterns, above them for bearish ones; names where there is room. */
export function markSigns(data: ChartData, look: Look): readonly Part[] {
  const named = data.marks.length <= 60
  const one = (direction: ChartMark['direction'], color: string, above: boolean): Part => ({
    type: 'scatter',
    id: `marks ${direction}`,
    ...still,
    ...inPane(0),
    z: 6,
    data: data.marks.flatMap((mark) =>
      mark.direction === direction ? [[mark.slot, (above ? data.high : data.low)[mark.slot], mark.label]] : [],
    ),
    encode: { x: 0, y: 1 },
    symbol: direction === 'neutral' ? 'diamond' : 'triangle',
    symbolSize: markSize,
    symbolRotate: direction === 'bearish' ? 180 : 0,
    symbolOffset: [0, above ? -markSize - 2 : markSize + 2],
    itemStyle: { color },
    label: {
      show: named,
      position: above ? 'top' : 'bottom',
      distance: 3,
      formatter: ({ value }: { value: readonly unknown[] }) => String(value[2]),
      color,
      fontFamily,
      fontSize: 10,
      lineHeight: 12,
    },
    labelLayout: { hideOverlap: true },
  })
  return [one('bullish', look.up, false), one('bearish', look.down, true), one('neutral', look.neutral, true)]
}
