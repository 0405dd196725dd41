import { configError } from '@feedloom/core'
import type { AddCommand, CommandContext } from '../command.ts'
import { cellJson, cellText } from '../cell-text.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { count, duration, plural } from '../figures.ts'
import { plainTable } from '../plain-table.ts'
import { type QueryResult, queryFile } from '../store-file.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  readonly symbol?: string
  readonly kind?: string
  readonly open?: boolean
  readonly coverage?: boolean
  readonly json?: boolean
}

/** `feedloom gaps FILE`: what is missing in a store, and what became of it. */
export const addGaps: AddCommand = (program, action) => {
  program
    .command('gaps')
    .description('list what is missing in a DuckDB store: since when, why, and whether it was healed')
    .argument('<file>', 'DuckDB file')
    .option('--symbol <symbol>', 'of one symbol, unified or native')
    .option('--kind <kind>', 'of one kind of data, e.g. trade or book')
    .option('--open', 'those only that are not healed: suspected, healing or lost')
    .option('--coverage', 'list what is there instead: first and last row of each instrument and kind, and its gaps')
    .option('--json', 'print JSON')
    .action(action((context, file: string, options: Options) => list(context, file, options)))
}

async function list({ terminal }: CommandContext, file: string, options: Options): Promise<ExitCode> {
  const [tables] = await queryFile(file, [
    "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main'",
  ])
  const columns = columnsOf(tables)
  if (!columns.has('gaps')) {
    throw configError('FEEDLOOM_STORE_UNREACHABLE', `${file} has no table of gaps`, { hint: 'It was not written by a `duckdb` sink.' })
  }
  const sql = options.coverage === true ? coverageSql(columns, options) : gapsSql(columns, options)
  const [found] = await queryFile(file, [sql])
  if (found === undefined) return exitCodes.ok
  if (options.json === true) terminal.out(jsonOf(found))
  else terminal.out(options.coverage === true ? coverageText(found, terminal) : gapsText(found, terminal))
  return exitCodes.ok
}

function columnsOf(result: QueryResult | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = new Map<string, Set<string>>()
  for (const [table, column] of result?.rows ?? []) {
    const known = tables.get(String(table)) ?? new Set()
    tables.set(String(table), known.add(String(column)))
  }
  return tables
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

function whereOf({ symbol, kind, open }: Options, kindColumn: string | undefined): string {
  const conditions = [
    ...(symbol === undefined ? [] : [`(symbol = ${text(symbol)} OR native_symbol = ${text(symbol)})`]),
    ...(kind === undefined || kindColumn === undefined ? [] : [`${kindColumn} = ${text(kind)}`]),
    ...(open === true ? ["state <> 'healed'"] : []),
  ]
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

function gapsSql(columns: ReadonlyMap<string, ReadonlySet<string>>, options: Options): string {
  // A file that an older release wrote has no reasons.
  const reason = columns.get('gaps')?.has('reason') === true ? 'reason' : 'NULL AS reason'
  return (
    'SELECT venue, symbol, data_kind AS kind, "interval", from_time AS "from", to_time AS "to", epoch_ms(to_time) - epoch_ms(from_time) AS ms, ' +
    `cause, state, healed_by, missing, from_id, to_id, gap_id AS id, ${reason} FROM gaps${whereOf(options, 'data_kind')} ORDER BY coalesce(from_time, ts), gap_id`
  )
}

function gapsText({ rows }: QueryResult, terminal: Terminal): string {
  const { colors } = terminal
  const paint = (state: string): string =>
    state === 'healed' ? colors.green(state) : state === 'lost' ? colors.red(state) : colors.yellow(state)
  const hasReasons = rows.some((row) => row[reasonAt] !== null)
  const head = [
    'venue',
    'symbol',
    'kind',
    'from (UTC)',
    'lasted',
    'cause',
    'state',
    'healed by',
    'missing',
    ...(hasReasons ? ['reason'] : []),
  ]
  const lines = rows.map(([venue, symbol, kind, interval, from, to, ms, cause, state, by, missing, , , , reason]) => [
    cellText(venue),
    cellText(symbol),
    interval === null ? cellText(kind) : `${cellText(kind)} ${cellText(interval)}`,
    from === null ? '-' : seconds(from),
    to === null ? 'open' : ms === null ? '-' : duration(Number(ms)),
    cellText(cause),
    paint(cellText(state)),
    cellText(by),
    missing === null ? (state === 'healed' ? '' : '?') : count(Number(missing)),
    ...(hasReasons ? [reason === null ? '' : cellText(reason)] : []),
  ])
  const table = lines.length === 0 ? '' : plainTable(head, lines, terminal, ['lasted', 'missing'])
  return `${table}${colors.dim(gapsSummary(rows))}\n`
}

const stateAt = 8
const missingAt = 10
const reasonAt = 14

function gapsSummary(rows: QueryResult['rows']): string {
  if (rows.length === 0) return 'no gaps'
  const states = ['healed', 'healing', 'suspected', 'lost'].flatMap((state) => {
    const number = rows.filter((row) => row[stateAt] === state).length
    return number === 0 ? [] : [`${count(number)} ${state}`]
  })
  const lost = rows.filter((row) => row[stateAt] !== 'healed')
  const known = lost.reduce((sum, row) => sum + Number(row[missingAt] ?? 0), 0)
  const unknown = lost.filter((row) => row[missingAt] === null).length
  const missing = [
    ...(known === 0 ? [] : [`${plural(known, 'event')} missing`]),
    ...(unknown === 0 ? [] : [`of ${plural(unknown, 'gap')} nobody knows how much`]),
  ]
  return `${plural(rows.length, 'gap')}: ${[...states, ...missing].join(', ')}`
}

/** Tables that hold no rows of the market. */
const beside: ReadonlySet<string> = new Set(['gaps', 'symbol_info'])

function coverageSql(columns: ReadonlyMap<string, ReadonlySet<string>>, options: Options): string {
  const parts = [...columns].flatMap(([table, names]) => {
    if (beside.has(table) || !names.has('symbol') || !names.has('ts')) return []
    const kind = names.has('kind') ? 'kind' : text(kindOfTable[table] ?? table)
    const interval = names.has('interval') ? '"interval"' : 'NULL'
    const time = names.has('open_time') && table === 'kline_data' ? 'open_time' : 'ts'
    const where = whereOf({ ...options, open: false }, kind)
    return [
      `SELECT venue, symbol, ${kind} AS kind, ${interval} AS width, min(${time}) AS low, max(${time}) AS high, count(*) AS n FROM ${table}${where} GROUP BY ALL`,
    ]
  })
  const gaps = `SELECT venue, symbol, data_kind AS kind, count(*) AS gaps, count(*) FILTER (state <> 'healed') AS unhealed FROM gaps GROUP BY ALL`
  return (
    'SELECT c.venue, c.symbol, c.kind, c.width AS "interval", c.low AS first, c.high AS last, c.n AS "rows", coalesce(g.gaps, 0) AS gaps, ' +
    `coalesce(g.unhealed, 0) AS unhealed FROM (${parts.join(' UNION ALL ')}) c LEFT JOIN (${gaps}) g ` +
    `ON g.venue = c.venue AND g.symbol = c.symbol AND g.kind = CASE WHEN c.kind LIKE 'book.%' THEN 'book' ELSE c.kind END ORDER BY ALL`
  )
}

const kindOfTable: Readonly<Record<string, string>> = {
  trade_data: 'trade',
  trade_corrections: 'trade.correction',
  quotes: 'quote',
  kline_data: 'bar',
  orderbook_snapshots: 'book.snapshot',
  orderbook_deltas: 'book.delta',
  liquidations: 'liquidation',
  indicator_values: 'indicator',
  instrument_status: 'status',
}

function coverageText({ rows }: QueryResult, terminal: Terminal): string {
  const head = ['venue', 'symbol', 'kind', 'first (UTC)', 'last (UTC)', 'rows', 'gaps', 'not healed']
  const lines = rows.map(([venue, symbol, kind, interval, first, last, n, gaps, unhealed]) => [
    cellText(venue),
    cellText(symbol),
    interval === null ? cellText(kind) : `${cellText(kind)} ${cellText(interval)}`,
    seconds(first),
    seconds(last),
    count(Number(n)),
    count(Number(gaps)),
    count(Number(unhealed)),
  ])
  const table = lines.length === 0 ? '' : plainTable(head, lines, terminal, ['rows', 'gaps', 'not healed'])
  const total = rows.reduce((sum, row) => sum + Number(row[6]), 0)
  return `${table}${terminal.colors.dim(`${plural(rows.length, 'series', 'series')}, ${plural(total, 'row')}`)}\n`
}

/** Without what nobody looks at. */
const seconds = (time: unknown): string => cellText(time).slice(0, 19)

function jsonOf({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, cellJson(row[index])])))
  return `${JSON.stringify(objects, undefined, 2)}\n`
}
