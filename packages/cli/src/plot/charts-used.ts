import { BarChart, CandlestickChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { AxisPointerComponent, DataZoomComponent, GridComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import { LabelLayout } from 'echarts/features'

/** The parts of the library that a chart of ours needs; everything else stays out of a page that carries it. */
export const chartsUsed = [
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
