import { basename } from 'node:path'
import { type BarSpec, type Indicator, configError, isBarSpec } from '@feedloom/core'
import { isBarFile, readBars } from '../bars/read-bars.ts'
import { findSeries, readStoredBars } from '../bars/store-bars.ts'
import type { IndicatorCatalogue } from '../indicators/catalogue.ts'
import { type NamedIndicator, readNotation } from '../indicators/notation.ts'
import { columnsRead, runIndicator } from '../indicators/run-indicator.ts'
import type { ChartData } from './chart-data.ts'
import { type ChartSource, chartOf } from './chart-of.ts'
import type { Study } from './place-study.ts'
import type { PlotRequest } from './plot-request.ts'
import { storedLevels, storedPatterns } from './stored-shapes.ts'
import { ledgerGaps, storedNames, storedStudy } from './stored-studies.ts'

/** An indicator to compute, or the name of a stored one. */
type Wanted = { readonly named: NamedIndicator; readonly indicator: Indicator } | { readonly stored: string }

/** Reads bars, computes indicators over them and lays the chart out; `most` is the number of bars when nobody says it. */
export async function loadChart(request: PlotRequest, catalogue: IndicatorCatalogue, most: number): Promise<ChartData> {
  return isBarFile(request.file) ? await chartOfFile(request, catalogue, most) : await chartOfStore(request, catalogue, most)
}

async function chartOfFile(request: PlotRequest, catalogue: IndicatorCatalogue, most: number): Promise<ChartData> {
  const wanted = await Promise.all(request.indicators.map((text) => computed(text, catalogue)))
  const extra = wanted.flatMap(({ named, indicator }) => [...columnsRead(named.plugin.type, indicator).values()])
  const needed = [...new Set(['open', 'high', 'low', 'close', ...extra])].filter((name) => name !== 'openTime' && name !== 'volume')
  const reads = extra.includes('volume') ? { required: [...needed, 'volume'] } : { required: needed, optional: ['volume'] }
  const bars = await readBars(request.file, reads)
  const { from, to } = rowsIn(bars.times, request, most)
  const source: ChartSource = {
    title: request.symbol ?? basename(request.file),
    facts: [request.interval, request.venue].filter((part) => part !== undefined).join(' · '),
    interval: request.interval === undefined ? undefined : intervalOf(request.interval),
    bars,
    gaps: [],
    shapes: [],
  }
  return chartOf(
    source,
    wanted.map((each) => studyOf(each, bars)),
    from,
    to,
  )
}

async function chartOfStore(request: PlotRequest, catalogue: IndicatorCatalogue, most: number): Promise<ChartData> {
  const { file, from, until, last } = request
  const series = await findSeries(file, request)
  const names = await storedNames(file, series)
  const wanted = await Promise.all(request.indicators.map((text) => wantedOf(text, catalogue, names)))
  const lead = Math.max(0, ...wanted.map((each) => ('stored' in each ? 0 : leadOf(each.indicator))))
  const span = { from, until, last: last ?? (from === undefined ? most : Number.POSITIVE_INFINITY), lead }
  const { bars, first } = await readStoredBars(file, series, span)
  const studies: Study[] = []
  for (const each of wanted) studies.push('stored' in each ? await storedStudy(file, series, each.stored, bars.times) : studyOf(each, bars))
  const source: ChartSource = {
    title: series.symbol,
    facts: `${series.interval} · ${series.venue}`,
    interval: series.interval,
    bars,
    gaps: await ledgerGaps(file, series),
    shapes: [...(request.levels ? await storedLevels(file, series) : []), ...(request.patterns ? await storedPatterns(file, series) : [])],
  }
  return chartOf(source, studies, first, bars.times.length - 1)
}

/** Bars before the first one in sight, so that its value is what a longer history would give. Sums from the beginning need all. */
function leadOf({ convergence, warmup }: Indicator): number {
  return convergence === warmup && warmup <= 1 ? Number.POSITIVE_INFINITY : convergence
}

const storedMark = 'stored:'

async function wantedOf(text: string, catalogue: IndicatorCatalogue, names: readonly string[]): Promise<Wanted> {
  if (text.startsWith(storedMark)) return { stored: text.slice(storedMark.length) }
  try {
    return await computed(text, catalogue)
  } catch (error) {
    if (names.includes(text)) return { stored: text }
    throw error
  }
}

async function computed(text: string, catalogue: IndicatorCatalogue): Promise<{ named: NamedIndicator; indicator: Indicator }> {
  const named = readNotation(text, catalogue)
  return { named, indicator: await catalogue.create(named.plugin, named.parameters) }
}

/** What prices are made of; an indicator of anything else is not drawn over candles. */
const priceInputs: ReadonlySet<string> = new Set(['open', 'high', 'low', 'close', 'price', 'second'])

function studyOf({ named, indicator }: { named: NamedIndicator; indicator: Indicator }, bars: ChartSource['bars']): Study {
  const { type } = named.plugin
  return {
    label: named.label,
    type,
    outputs: runIndicator(indicator, columnsRead(type, indicator), bars),
    display: indicator.display,
    readsPrices: indicator.inputs.some((input) => priceInputs.has(input)),
  }
}

/** Rows of a file that are to be seen. Throws `FEEDLOOM_BARS_MISSING`. */
function rowsIn(times: Float64Array, { from, until, last }: PlotRequest, most: number): { from: number; to: number } {
  const before = until === undefined ? times.length : lowerBound(times, until)
  const since = from === undefined ? 0 : lowerBound(times, from)
  const shown = last ?? (from === undefined ? most : Number.POSITIVE_INFINITY)
  const first = Math.max(since, before - shown)
  if (first < before) return { from: first, to: before - 1 }
  throw configError('FEEDLOOM_BARS_MISSING', 'there are no bars in that time', { hint: 'Ask for another one with --from and --until.' })
}

/** First row at or after a time. */
function lowerBound(times: Float64Array, time: number): number {
  const row = times.findIndex((each) => each >= time)
  return row < 0 ? times.length : row
}

function intervalOf(text: string): BarSpec {
  if (isBarSpec(text)) return text
  throw configError('FEEDLOOM_CONFIG_VALUE_INVALID', `\`${text}\` is no interval`, { hint: 'Write 1m, 4h, 1d …' })
}
