import type { EChartsCoreOption } from 'echarts/core'
import type { ChartData, ChartStudy, ChartView } from './chart-data.ts'
import { type Layout, layoutOf } from './layout.ts'
import { lastBar, legendsAt, spanOf } from './legend.ts'
import { type Look, fontFamily, looks } from './look.ts'
import { axisText, fixedText } from './number-text.ts'
import { holeShades } from './hole-shades.ts'
import { markSigns } from './mark-signs.ts'
import { candles, overlays, ownSeries, volumes } from './series-options.ts'
import type { Part } from './series-part.ts'
import { shapeLines } from './shape-lines.ts'
import { type TimeTick, momentText, timeTicks } from './time-ticks.ts'

/** Pixels that a label of the time axis takes, with the room around it. */
const tickWidth = 84

/** A whole chart as the library wants it: a pure function of its columns and of how to look at them. */
export function chartOption(data: ChartData, view: ChartView): EChartsCoreOption {
  const look = looks[view.theme]
  const layout = layoutOf(data, view)
  const firstOwn = data.volume === undefined ? 1 : 2
  return {
    animation: false,
    backgroundColor: look.ground,
    textStyle: { fontFamily },
    title: legendsAt(data, view, layout, lastBar(data, view.to)),
    grid: layout.panes.map((pane) => ({
      ...pane,
      containLabel: false,
      show: true,
      borderColor: look.border,
      borderWidth: 1,
      backgroundColor: 'transparent',
    })),
    xAxis: timeAxes(data, view),
    yAxis: valueAxes(data, layout, look),
    ...(view.interactive ? interaction(view, layout, look) : {}),
    series: [
      holeShades(data, look, layout),
      ...overlays(data, look),
      candles(data, look),
      ...(data.volume === undefined ? [] : [volumes(data, look, 1)]),
      ...data.panes.flatMap((study, n) => ownSeries(study, n, firstOwn + n, look)),
      shapeLines(data, look),
      ...markSigns(data, look),
    ],
  }
}

/** The time axis of every pane for what is in sight; the lowest one carries the labels. */
export function timeAxes(data: ChartData, view: ChartView): readonly Part[] {
  const look = looks[view.theme]
  const { panes } = layoutOf(data, view)
  const width = panes[0]?.width ?? view.width
  const ticks = timeTicks(data.times, view.from, view.to, Math.max(2, Math.floor(width / tickWidth)))
  const isTick = (slot: number): boolean => ticks.has(slot)
  return panes.map((_, pane) => {
    const lowest = pane === panes.length - 1
    return {
      type: 'category',
      gridIndex: pane,
      data: data.times.map(String),
      boundaryGap: true,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: true, interval: isTick, lineStyle: { color: look.grid } },
      axisLabel: lowest ? tickLabels(labelsByTime(data, ticks), look, isTick) : { show: false },
      axisPointer: { label: { show: lowest, formatter: ({ value }: { value: string }) => momentText(Number(value), true) } },
    }
  })
}

/** The library counts labels from the first slot in sight: their text is found by the time. */
function labelsByTime({ times }: ChartData, ticks: ReadonlyMap<number, TimeTick>): ReadonlyMap<string, TimeTick> {
  return new Map([...ticks].map(([slot, tick]) => [String(times[slot]), tick]))
}

function tickLabels(ticks: ReadonlyMap<string, TimeTick>, look: Look, isTick: (slot: number) => boolean): Part {
  return {
    interval: isTick,
    margin: 8,
    fontSize: 11,
    fontFamily,
    color: look.muted,
    hideOverlap: true,
    showMinLabel: true,
    showMaxLabel: true,
    formatter(value: string) {
      const tick = ticks.get(value)
      return tick === undefined ? '' : tick.strong ? `{strong|${tick.text}}` : tick.text
    },
    rich: { strong: { color: look.text, fontWeight: 600, fontSize: 11, fontFamily } },
  }
}

function valueAxes(data: ChartData, { panes }: Layout, look: Look): readonly Part[] {
  const heightOf = (pane: number): number => panes[pane]?.height ?? 0
  const price = { scale: true, boundaryGap: ['7%', '7%'], ...numbers(heightOf(0), look, (value) => fixedText(value, data.decimals)) }
  const volume = { min: 0, boundaryGap: [0, '12%'], ...numbers(heightOf(1), look, (value) => axisText(value, 1e6)), splitNumber: 2 }
  const all = data.volume === undefined ? [price] : [price, volume]
  const own = data.panes.map((study, n) => ownAxis(study, heightOf(all.length + n), look))
  return [...all, ...own].map((axis, pane) => ({ type: 'value', gridIndex: pane, position: 'right', ...axis }))
}

function ownAxis(study: ChartStudy, height: number, look: Look): Part {
  const span = spanOf(study)
  const limits = study.range === undefined ? freeLimits(study) : fixedLimits(study.range)
  const axis = numbers(height, look, (value) => axisText(value, span))
  return study.levels.length === 0 ? { ...limits, ...axis } : { ...limits, ...axis, ...levelTicks(study, axis) }
}

/** A histogram stands on 0. */
const freeLimits = ({ lines }: ChartStudy): Part => ({
  scale: !lines.some(({ style }) => style === 'histogram'),
  boundaryGap: ['8%', '8%'],
})

/** A little more than the range, so that lines at its ends can be seen. */
function fixedLimits([low, high]: readonly [number, number]): Part {
  const room = 0.06 * (high - low)
  return { min: low - room, max: high + room }
}

/** Where levels are told, they are what the axis is labelled with. */
function levelTicks({ levels }: ChartStudy, axis: Part): Part {
  return {
    axisLabel: { ...(axis['axisLabel'] as Part), customValues: [...levels], showMinLabel: true, showMaxLabel: true },
    splitLine: { show: false },
  }
}

function numbers(height: number, look: Look, textOf: (value: number) => string): Part {
  return {
    splitNumber: Math.max(2, Math.round(height / 55)),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: look.grid } },
    axisLabel: {
      color: look.muted,
      fontSize: 11,
      fontFamily,
      margin: 8,
      formatter: textOf,
      hideOverlap: true,
      showMinLabel: false,
      showMaxLabel: false,
    },
    axisPointer: { label: { formatter: ({ value }: { value: number }) => textOf(value) } },
  }
}

function interaction({ from, to }: ChartView, { panes, sliderTop }: Layout, look: Look): Part {
  const [pane] = panes
  const all = panes.map((_, n) => n)
  const zoom = { xAxisIndex: all, filterMode: 'weakFilter', startValue: from, endValue: to, minValueSpan: 10 }
  const line = { color: look.muted, width: 1, type: [3, 3] }
  return {
    axisPointer: {
      show: true,
      type: 'line',
      link: [{ xAxisIndex: 'all' }],
      snap: true,
      lineStyle: line,
      label: { backgroundColor: look.text, color: look.ground, fontFamily, fontSize: 11, padding: [4, 6], shadowBlur: 0 },
    },
    dataZoom: [
      { type: 'inside', ...zoom, zoomOnMouseWheel: true, moveOnMouseMove: true, moveOnMouseWheel: false },
      {
        type: 'slider',
        ...zoom,
        left: pane?.left,
        width: pane?.width,
        top: sliderTop,
        height: 22,
        showDetail: false,
        brushSelect: false,
        borderColor: look.border,
        fillerColor: look.absent,
        dataBackground: { lineStyle: { color: look.muted, width: 1 }, areaStyle: { color: look.absent } },
        selectedDataBackground: { lineStyle: { color: look.text, width: 1 }, areaStyle: { color: look.absent } },
        handleStyle: { color: look.ground, borderColor: look.muted },
        moveHandleSize: 0,
      },
    ],
    aria: { enabled: false },
  }
}
