import type { ChartData, ChartView } from './chart-data.ts'
import { chartOption } from './chart-option.ts'
import { lineWidth } from './letter-widths.ts'

/** Marks by which a script in a page would take the picture over: a third of its size. */
const forBrowsers = / (?:ecmeta_\w+|class|pointer-events)="[^"]*"|<style ?><!\[CDATA\[[^\]]*\]\]>\s*<\/style>/g

/** Draws a chart as SVG, without a browser. */
export async function drawSvg(data: ChartData, view: ChartView): Promise<string> {
  const [{ init, setPlatformAPI, use }, { SVGRenderer }, { chartsUsed }] = await Promise.all([
    import('echarts/core'),
    import('echarts/renderers'),
    import('./charts-used.ts'),
  ])
  use([...chartsUsed, SVGRenderer])
  setPlatformAPI({ measureText: (text, font = '') => ({ width: lineWidth(text, font) }) })
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: view.width, height: view.height })
  try {
    chart.setOption(chartOption(data, view))
    return chart.renderToSVGString().replaceAll(forBrowsers, '')
  } finally {
    chart.dispose()
  }
}
