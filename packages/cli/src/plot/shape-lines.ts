import type { ChartData, ChartShape } from './chart-data.ts'
import { type Look, fontFamily } from './look.ts'
import { type DrawingApi, type DrawingArea, type Part, inPane, still } from './series-part.ts'

/** Outlines of chart patterns, and levels of support and resistance. */
export function shapeLines({ shapes }: ChartData, look: Look): Part {
  return {
    type: 'custom',
    id: 'shapes',
    ...still,
    ...inPane(0),
    z: 5,
    clip: true,
    data: shapes.map(({ points }) => [points[0]?.[0], points.at(-1)?.[0]]),
    // Both ends are x: a shape of which a part is in sight is drawn.
    encode: { x: [0, 1], y: [] },
    renderItem(area: DrawingArea, api: DrawingApi) {
      const shape = shapes[area.dataIndex] as ChartShape
      const points = shape.points.map((point) => api.coord(point))
      return { type: 'group', children: shape.kind === 'level' ? level(shape, points, area, look) : outline(shape, points, look) }
    },
  }
}

type Points = readonly (readonly [number, number])[]

function colorOf({ tone }: ChartShape, look: Look): string {
  return tone === 'bullish' ? look.up : tone === 'bearish' ? look.down : look.neutral
}

function outline(shape: ChartShape, points: Points, look: Look): readonly Part[] {
  const color = colorOf(shape, look)
  const dots = points.map(([cx, cy]) => ({ type: 'circle', shape: { cx, cy, r: 2.5 }, style: { fill: color } }))
  const [x, y] = points.at(-1) ?? [0, 0]
  return [
    { type: 'polyline', shape: { points }, style: { stroke: color, fill: 'none', lineWidth: 1.8, opacity: 0.85 } },
    ...dots,
    words(shape.label, x + 7, y, 'left', color, look),
  ]
}

/** A level ends at the border of the pane: its name stands there, inside. */
function level(shape: ChartShape, [[x1, y] = [0, 0]]: Points, { coordSys }: DrawingArea, look: Look): readonly Part[] {
  const color = colorOf(shape, look)
  const x2 = coordSys.x + coordSys.width
  const line = {
    type: 'line',
    shape: { x1: Math.max(x1, coordSys.x), y1: y, x2, y2: y },
    style: { stroke: color, lineWidth: 1, lineDash: [7, 4], opacity: 0.85 },
  }
  return [line, words(shape.label, x2 - 5, y, 'right', color, look)]
}

function words(text: string, x: number, y: number, align: 'left' | 'right', color: string, look: Look): Part {
  const ground = { backgroundColor: look.veil, padding: [1, 3] }
  return { type: 'text', x, y, style: { text, fill: color, fontFamily, fontSize: 10.5, align, verticalAlign: 'middle', ...ground } }
}
