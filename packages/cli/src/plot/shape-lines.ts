import type { ChartData, ChartShape } from './chart-data.ts'
import { type Look, fontFamily } from './look.ts'
import { type Part, inPane, still } from './series-part.ts'

/** Outlines of chart patterns, and levels of support and resistance. */
export function shapeLines({ shapes }: ChartData, look: Look): readonly Part[] {
  return shapes.map((shape, n) => lineOf(shape, n, look))
}

function lineOf({ kind, tone, label, points }: ChartShape, n: number, look: Look): Part {
  const color = tone === 'bullish' ? look.up : tone === 'bearish' ? look.down : look.neutral
  const isLevel = kind === 'level'
  return {
    type: 'line',
    id: `shape ${n}`,
    ...still,
    ...inPane(0),
    z: 5,
    data: points.map((point) => [...point]),
    symbol: isLevel ? 'none' : 'circle',
    symbolSize: 4.5,
    itemStyle: { color },
    lineStyle: { color, width: isLevel ? 1 : 1.8, opacity: 0.85, ...(isLevel ? { type: [7, 4] } : {}) },
    endLabel: {
      show: true,
      formatter: () => label,
      color,
      fontFamily,
      fontSize: 10.5,
      backgroundColor: look.veil,
      padding: [1, 3],
      // A level ends at the border: its name stands inside.
      ...(isLevel ? { align: 'right', offset: [-10, 0] } : { distance: 6 }),
    },
    labelLayout: { hideOverlap: true },
  }
}
