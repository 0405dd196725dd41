import { BarChart, CandlestickChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { AxisPointerComponent, DataZoomComponent, GridComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import type { use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'

type ChartPart = Extract<Parameters<typeof use>[0], readonly unknown[]>[number]

/** The parts of the library that a chart of ours needs; everything else stays out of a page that carries it. */
export const chartsUsed: readonly ChartPart[] = [
  BarChart,
  CandlestickChart,
  CustomChart,
  LineChart,
  ScatterChart,
  AxisPointerComponent,
  DataZoomComponent,
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  LabelLayout,
]
