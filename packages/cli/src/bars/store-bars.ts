import { type BarSpec, configError, isBarSpec } from '@feedloom/core'
import { didYouMean } from '@feedloom/core/config'
import { type QueryResult, queryFile } from '../store-file.ts'
import type { BarTable } from './bar-table.ts'
import { timeText } from './bar-times.ts'
import { makeBars } from './make-bars.ts'

/** Which bars of a store are meant. */
export interface StoredSeries {
  readonly venue: string
  readonly symbol: string
  readonly nativeSymbol: string
  readonly interval: BarSpec
  readonly origin: string
  /** Stored bars; 0 where bars of that width must be made from narrower ones or from trades. */
  readonly rows: number
}

export interface SeriesChoice {
  /** Unified or native; left out, the only one of the store. */
  readonly symbol: string | undefined
  readonly venue: string | undefined
  /** Left out, the finest. */
  readonly interval: string | undefined
}

/** What to read of a series: `last` rows before `until`, or those since `from`, and `lead` rows before them. */
export interface BarSpan {
  readonly from: number | undefined
  readonly until: number | undefined
  readonly last: number
  readonly lead: number
}

export interface StoredBars {
  readonly bars: BarTable
  /** Row of the first bar that was asked for; those before it are the lead. */
  readonly first: number
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const time = (ms: number): string => `make_timestamp(${Math.round(ms * 1_000)})`

/** SQL condition of one series, for tables that have its columns. */
export function seriesCondition({ venue, nativeSymbol, interval }: StoredSeries): string {
  return `venue = ${text(venue)} AND native_symbol = ${text(nativeSymbol)} AND "interval" = ${text(interval)}`
}

/** Width of bars that are made from trades when nobody says one. */
const standardInterval = '1m'

/** Finds the series that is meant. Throws `FEEDLOOM_BARS_MISSING` with what there is. */
export async function findSeries(file: string, choice: SeriesChoice): Promise<StoredSeries> {
  const [bars, trades] = await queryFile(file, [
    'SELECT venue, symbol, native_symbol, "interval", origin, count(*) AS n, median(epoch_ms(close_time) - epoch_ms(open_time)) AS width ' +
      'FROM kline_data WHERE final GROUP BY ALL ORDER BY width, origin DESC, venue, symbol',
    `SELECT DISTINCT venue, symbol, native_symbol, ${text(standardInterval)}, 'derived', 0 FROM trade_data ORDER BY ALL`,
  ])
  const all = [...(bars?.rows ?? []), ...(trades?.rows ?? [])].map(seriesOf)
  if (all.length === 0)
    throw missing(`${file} holds no bars and no trades`, 'Store some: `feedloom history`, or a `duckdb` sink that gets kind `bar`.')
  const found = ofVenue(file, ofSymbol(file, all, choice.symbol), choice)
  const { interval } = choice
  const stored = found.find((each) => each.rows > 0 && (interval === undefined || each.interval === interval))
  const [first] = found
  if (stored !== undefined || first === undefined) return stored ?? (first as never)
  if (interval !== undefined && !isBarSpec(interval)) throw missing(`\`${interval}\` is no interval`, 'Write 1m, 4h, 1d …')
  return { ...first, interval: interval ?? first.interval, origin: 'derived', rows: 0 }
}

function ofSymbol(file: string, all: readonly StoredSeries[], symbol: string | undefined): readonly StoredSeries[] {
  const symbols = [...new Set(all.map((each) => each.symbol))]
  const there = `There are: ${symbols.slice(0, 12).join(', ')}.`
  if (symbol === undefined && symbols.length > 1) throw missing('which symbol?', `Name one with --symbol. ${there}`)
  const found = symbol === undefined ? all : all.filter((each) => each.symbol === symbol || each.nativeSymbol === symbol)
  if (found.length > 0) return found
  throw missing(`${file} holds no bars of \`${symbol}\``, didYouMean(symbol ?? '', symbols) ?? there)
}

function ofVenue(file: string, all: readonly StoredSeries[], { symbol, venue }: SeriesChoice): readonly StoredSeries[] {
  const venues = [...new Set(all.map((each) => each.venue))]
  const there = venues.join(', ')
  if (venue === undefined && venues.length > 1)
    throw missing(`${symbol ?? 'the symbol'} is traded on several venues`, `Name one with --venue: ${there}.`)
  const found = all.filter((each) => venue === undefined || each.venue === venue)
  if (found.length > 0) return found
  throw missing(`${file} holds no such bars of ${venue}`, `There are those of: ${there}.`)
}

function seriesOf([venue, symbol, nativeSymbol, interval, origin, rows]: readonly unknown[]): StoredSeries {
  return {
    venue: String(venue),
    symbol: String(symbol),
    nativeSymbol: String(nativeSymbol),
    interval: String(interval) as BarSpec,
    origin: String(origin),
    rows: Number(rows),
  }
}

const columns = ['open', 'high', 'low', 'close', 'volume', 'quote_volume'] as const

/** Reads bars oldest first, with those before them that indicators need. Throws `FEEDLOOM_BARS_MISSING`. */
export async function readStoredBars(file: string, series: StoredSeries, span: BarSpan): Promise<StoredBars> {
  if (series.rows === 0) return cutFrom(await makeBars(file, series, span.until), series, span)
  const { from, until, last, lead } = span
  const where = `${seriesCondition(series)} AND origin = ${text(series.origin)} AND final${until === undefined ? '' : ` AND open_time < ${time(until)}`}`
  const since = from === undefined ? '' : ` AND open_time >= ${time(from)}`
  const [counted] = await queryFile(file, [`SELECT count(*) FROM kline_data WHERE ${where}${since}`])
  const wanted = Math.min(last, Number(counted?.rows[0]?.[0] ?? 0))
  if (wanted === 0)
    throw missing('there are no bars in that time', `${file} holds ${series.rows} ${series.interval} bars of ${series.symbol}.`)
  const limit = Number.isFinite(lead) ? ` LIMIT ${wanted + lead}` : ''
  const [read] = await queryFile(file, [
    `SELECT epoch_us(open_time) / 1000.0, ${columns.join(', ')} FROM kline_data WHERE ${where} ORDER BY open_time DESC${limit}`,
  ])
  const bars = tableOf(read?.rows ?? [])
  return { bars, first: bars.times.length - wanted }
}

/** Made bars come from the beginning: what they are made of has to be read anyway. */
function cutFrom(bars: BarTable, { symbol, interval }: StoredSeries, { from, last }: BarSpan): StoredBars {
  const { times } = bars
  if (times.length === 0)
    throw missing(`no ${interval} bars of ${symbol} can be made`, 'Choose a multiple of the stored intervals, or store trades.')
  const since = from === undefined ? 0 : times.findIndex((time) => time >= from)
  if (since < 0) throw missing('there are no bars in that time', `The last one is of ${timeText(times.at(-1) as number)}.`)
  return { bars, first: Math.max(since, times.length - last) }
}

/** Newest first, as they were asked for. */
function tableOf(rows: QueryResult['rows']): BarTable {
  const column = (at: number): Float64Array => {
    const values = new Float64Array(rows.length)
    for (let row = 0; row < rows.length; row++) {
      const cell = rows[rows.length - 1 - row]?.[at]
      values[row] = typeof cell === 'number' ? cell : Number.NaN
    }
    return values
  }
  return { times: column(0), columns: new Map(columns.map((name, n) => [name, column(n + 1)])), timesAre: undefined }
}

function missing(message: string, hint: string): Error {
  return configError('FEEDLOOM_BARS_MISSING', message, { hint })
}
