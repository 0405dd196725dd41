import { extname } from 'node:path'
import { stat } from 'node:fs/promises'
import { Option } from 'commander'
import { configError } from '@feedloom/core'
import { type AddCommand, type CommandContext, integerArgument, listArgument, timeArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { bytes, plural } from '../figures.ts'
import { loadCatalogue } from '../indicators/catalogue.ts'
import { splitList } from '../indicators/notation.ts'
import type { ChartData, ChartView } from '../plot/chart-data.ts'
import { drawSvg } from '../plot/draw-svg.ts'
import { naturalHeight } from '../plot/layout.ts'
import { loadChart } from '../plot/load-chart.ts'
import { standardBars } from '../plot/plot-request.ts'
import { hasClock, momentText } from '../plot/time-ticks.ts'
import { writeOutput } from '../write-output.ts'

interface Options {
  readonly symbol?: string
  readonly venue?: string
  readonly interval?: string
  readonly indicators?: readonly string[]
  readonly patterns?: boolean
  readonly levels?: boolean
  readonly from?: number
  readonly until?: number
  readonly last?: number
  readonly to: string
  readonly theme: ChartView['theme']
  readonly width: number
  readonly height?: number
  readonly scale: number
  readonly plugin?: readonly string[]
}

const formats = ['.svg', '.png', '.html'] as const
type Format = (typeof formats)[number]

/** `feedloom plot FILE`: candles, volume and indicators as a picture, or as a page with zoom. */
export const addPlot: AddCommand = (program, action) => {
  program
    .command('plot')
    .description('draw bars and indicators as SVG, PNG, or an HTML page with zoom')
    .argument('<file>', 'DuckDB store, or a CSV or Parquet file of bars')
    .option('--symbol <symbol>', 'unified or native; of a file of bars, the title')
    .option('--venue <venue>', 'where a store holds several')
    .option('--interval <interval>', 'width of the bars, e.g. 1m; left out, the finest that is there')
    .option('--indicators <list>', 'e.g. sma20,bbands(20,2),rsi14,macd,ema:period=50; stored:NAME takes what a run has stored', splitList)
    .option('--patterns', 'of a store: outlines of the chart patterns that a run has found')
    .option('--levels', 'of a store: support and resistance that hold')
    .option('--from <time>', 'from this time on, e.g. 2026-11-20 or 2026-11-20T12:00Z', timeArgument)
    .option('--until <time>', 'before this time', timeArgument)
    .option('--last <bars>', `so many bars up to the end (default: ${standardBars.seen})`, integerArgument(2))
    .option('--to <file>', 'picture to write: .svg, .png or .html', 'chart.svg')
    .addOption(new Option('--theme <theme>', 'colours').choices(['light', 'dark']).default('light'))
    .option('--width <pixels>', 'width of the picture', integerArgument(320), 1280)
    .option('--height <pixels>', 'its height; left out, what its panes need', integerArgument(200))
    .option('--scale <factor>', 'pixels of a PNG for one of the picture', integerArgument(1), 1)
    .option('--plugin <list>', 'packages or files with more indicators', listArgument)
    .action(action((context, file: string, options: Options) => plot(context, file, options)))
}

async function plot(context: CommandContext, file: string, options: Options): Promise<ExitCode> {
  const { terminal } = context
  const { symbol, venue, interval, indicators = [], patterns = false, levels = false, from, until, last, to } = options
  const format = formatOf(to)
  const catalogue = await loadCatalogue(context, options.plugin)
  const request = { file, symbol, venue, interval, indicators, patterns, levels, from, until, last }
  const data = await loadChart(request, catalogue, format === '.html' ? standardBars.held : standardBars.seen)
  const picture = await draw(data, format, options)
  if (!(await writeOutput(terminal, { [to]: picture }))) return exitCodes.usage
  const { size } = await stat(to)
  terminal.out(`${to}  ${terminal.colors.dim(`${summary(data)}, ${bytes(size)}`)}\n`)
  return exitCodes.ok
}

function formatOf(path: string): Format {
  const found = formats.find((format) => extname(path).toLowerCase() === format)
  if (found !== undefined) return found
  throw configError('FEEDLOOM_CONFIG_VALUE_INVALID', `\`${path}\` is no picture`, { hint: `Its name ends with ${formats.join(', ')}.` })
}

async function draw(data: ChartData, format: Format, { theme, width, height, scale, from, last }: Options): Promise<string | Uint8Array> {
  const to = data.times.length - 1
  if (format === '.html') {
    const { htmlOf } = await import('../plot/draw-html.ts')
    const seen = from === undefined && last === undefined ? Math.max(0, to + 1 - standardBars.seen) : 0
    return await htmlOf(data, { theme, from: seen, to })
  }
  const svg = await drawSvg(data, { theme, width, height: height ?? naturalHeight(data), from: 0, to, interactive: false })
  if (format === '.svg') return svg
  const { pngOf } = await import('../plot/draw-png.ts')
  return await pngOf(svg, { width, scale })
}

/** `BTC/USDT 1m · binance: 240 bars, 2 Jan 2022 04:21 to 2 Jan 2022 08:20 UTC, 3 indicators`. */
function summary({ title, facts, times, close, overlays, panes, marks, holes }: ChartData): string {
  const bars = close.filter((value) => Number.isFinite(value)).length
  const clock = hasClock(times)
  const span = `${momentText(times[0] as number, clock)} to ${momentText(times.at(-1) as number, clock)} UTC`
  const lost = holes.filter(({ known }) => known === 'ledger').length
  return [
    `${title}${facts === '' ? '' : ` ${facts}`}: ${plural(bars, 'bar')}`,
    span,
    ...(overlays.length + panes.length === 0 ? [] : [plural(overlays.length + panes.length, 'indicator')]),
    ...(marks.length === 0 ? [] : [plural(marks.length, 'mark')]),
    ...(lost === 0 ? [] : [`${plural(lost, 'gap')} shaded`]),
  ].join(', ')
}
