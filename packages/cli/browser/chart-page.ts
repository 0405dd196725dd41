import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { ChartData, ChartStudy, ChartView } from '../src/plot/chart-data.ts'
import { chartOption, timeAxes } from '../src/plot/chart-option.ts'
import { chartsUsed } from '../src/plot/charts-used.ts'
import { layoutOf } from '../src/plot/layout.ts'
import { lastBar, legendsAt, overlayColors, ownColors } from '../src/plot/legend.ts'
import { looks } from '../src/plot/look.ts'
import { keyActions } from './keys.ts'
import { slotInWords } from './slot-in-words.ts'
import { type Toggle, drawToggles } from './toggles.ts'

use([...chartsUsed, CanvasRenderer])

/** What the command wrote into the page. */
interface PageContent {
  readonly data: ChartData
  readonly view: Pick<ChartView, 'theme' | 'from' | 'to'>
}

/** Draws the chart and makes it answer to mouse, touch and keys. */
export function show({ data: written, view: begin }: PageContent): void {
  const data = revived(written)
  const [frame, toggles, spoken] = [byId('chart'), byId('toggles'), byId('spoken')]
  const chart = init(frame)
  const hidden = new Set<ChartStudy>()
  let { theme, from, to } = begin
  let cursor = lastBar(data, to)

  const shown = (): ChartData => ({ ...data, overlays: data.overlays.filter(isShown), panes: data.panes.filter(isShown) })
  const isShown = (study: ChartStudy): boolean => !hidden.has(study)
  const view = (): ChartView => ({ theme, from, to, width: frame.clientWidth, height: frame.clientHeight, interactive: true })
  const legends = (slot: number): void => chart.setOption({ title: [...legendsAt(shown(), view(), layoutOf(shown(), view()), slot)] })

  const draw = (): void => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.style.setProperty('--ground', looks[theme].ground)
    chart.resize({ width: frame.clientWidth, height: frame.clientHeight })
    chart.setOption(chartOption(shown(), view()), { notMerge: true })
    drawToggles(toggles, togglesOf(data, theme, hidden), (study) => {
      if (!hidden.delete(study)) hidden.add(study)
      draw()
    })
  }
  const point = (slot: number): void => {
    cursor = Math.min(data.times.length - 1, Math.max(0, slot))
    if (cursor < from) zoom(cursor, cursor + to - from)
    else if (cursor > to) zoom(cursor - (to - from), cursor)
    const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [cursor, data.close[cursor] ?? 0])
    chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'mousemove', x, y })
    legends(cursor)
    spoken.textContent = slotInWords(shown(), cursor)
  }
  const zoom = (first: number, last: number): void => {
    const width = Math.min(Math.max(last - first, 10), data.times.length - 1)
    const startValue = Math.round(Math.min(Math.max(first, 0), data.times.length - 1 - width))
    chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue, endValue: startValue + Math.round(width) })
  }
  const switchTheme = (): void => {
    theme = theme === 'light' ? 'dark' : 'light'
    draw()
  }

  chart.on('datazoom', () => {
    const { dataZoom } = chart.getOption() as { dataZoom: readonly { startValue: number; endValue: number }[] }
    ;({ startValue: from, endValue: to } = dataZoom[0] ?? { startValue: from, endValue: to })
    chart.setOption({ xAxis: [...timeAxes(shown(), view())] })
    legends(lastBar(data, to))
  })
  chart.on('updateAxisPointer', (event) => {
    const { axesInfo } = event as { axesInfo?: readonly { axisDim: string; value: number }[] }
    const slot = axesInfo?.find(({ axisDim }) => axisDim === 'x')?.value
    if (slot !== undefined) cursor = slot
    legends(slot ?? lastBar(data, to))
  })
  frame.addEventListener(
    'keydown',
    keyActions({
      move: (by) => point(Math.min(Math.max(cursor, from), to) + by),
      first: () => point(from),
      last: () => point(to),
      pan: (share) => zoom(from + share * (to - from), to + share * (to - from)),
      zoom(factor) {
        const centre = cursor < from || cursor > to ? (from + to) / 2 : cursor
        zoom(centre - (centre - from) * factor, centre + (to - centre) * factor)
      },
      reset: () => zoom(begin.from, begin.to),
      theme: switchTheme,
    }),
  )
  byId('reset').addEventListener('click', () => zoom(begin.from, begin.to))
  byId('theme').addEventListener('click', switchTheme)
  new ResizeObserver(draw).observe(frame)
  draw()
}

/** JSON has null where there is no value. */
function revived(data: ChartData): ChartData {
  const column = (values: readonly number[]): number[] => values.map((value: number | null) => value ?? Number.NaN)
  const study = (one: ChartStudy): ChartStudy => ({ ...one, lines: one.lines.map((line) => ({ ...line, values: column(line.values) })) })
  const { open, high, low, close, volume } = data
  return {
    ...data,
    open: column(open),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: volume === undefined ? undefined : column(volume),
    overlays: data.overlays.map(study),
    panes: data.panes.map(study),
  }
}

function togglesOf(data: ChartData, theme: ChartView['theme'], hidden: ReadonlySet<ChartStudy>): readonly Toggle[] {
  const colors = overlayColors(data, looks[theme])
  const color = (study: ChartStudy, n: number): string => colors[n]?.[0] ?? ownColors(study, looks[theme])[0] ?? looks[theme].text
  const over = data.overlays.map((study, n) => ({ study, color: color(study, n), on: !hidden.has(study) }))
  const own = data.panes.map((study) => ({ study, color: ownColors(study, looks[theme])[0] ?? looks[theme].text, on: !hidden.has(study) }))
  return [...over, ...own]
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement
}
