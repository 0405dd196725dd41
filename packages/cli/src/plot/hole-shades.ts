import type { ChartData, ChartHole } from './chart-data.ts'
import type { Layout } from './layout.ts'
import { type Look, fontFamily } from './look.ts'
import { type DrawingApi, type DrawingArea, type Part, inPane, still } from './series-part.ts'

/** Shades the slots in which something is missing, over all panes. */
export function holeShades({ holes }: ChartData, look: Look, { panes, timesTop }: Layout): Part {
  const top = panes[0]?.top ?? 0
  return {
    type: 'custom',
    id: 'holes',
    ...still,
    ...inPane(0),
    z: 1,
    clip: false,
    data: holes.map(({ from, to }) => [from, to]),
    encode: { x: [0, 1], y: [] },
    renderItem: (area: DrawingArea, api: DrawingApi) =>
      holeShape(area, api, holes[area.dataIndex] as ChartHole, look, { top, height: timesTop - top }),
  }
}

function holeShape(
  { coordSys }: DrawingArea,
  api: DrawingApi,
  hole: ChartHole,
  look: Look,
  { top, height }: { top: number; height: number },
): Part | undefined {
  const half = api.size([1, 0])[0] / 2
  const left = Math.max(coordSys.x, api.coord([hole.from, 0])[0] - half)
  const right = Math.min(coordSys.x + coordSys.width, api.coord([hole.to, 0])[0] + half)
  if (right <= left) return undefined
  const known = hole.known === 'ledger'
  const width = Math.max(right - left, 1.5)
  const shade = { type: 'rect', shape: { x: left, y: top, width, height }, style: { fill: known ? look.lost : look.absent } }
  const fits = known && hole.label.length * 6 < height
  const words = {
    type: 'text',
    x: left + width / 2,
    y: top + 8,
    rotation: Math.PI / 2,
    style: { text: hole.label, fill: look.text, opacity: 0.75, fontFamily, fontSize: 10.5, align: 'right', verticalAlign: 'middle' },
  }
  return { type: 'group', children: fits && width >= 12 ? [shade, words] : [shade] }
}
