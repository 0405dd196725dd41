import type { ColumnType, EventKind, EventLayout } from '../contracts/index.ts'
import { snakeCase } from './field.ts'
import { layoutOf, layouts } from './layouts.ts'

/**
 * Where a table column comes from: the header of the event, its instrument, the kind itself, or a column of the kind's
 * layout (then `field` is its name there).
 */
export type TableColumnSource = 'header' | 'instrument' | 'kind' | 'layout'

export interface TableColumn {
  /** snake_case. */
  readonly name: string
  readonly source: TableColumnSource
  /** `ts`, `nanos`, `tsRecv`, `revision`; a field of the instrument; `kind`; or a name of the layout. */
  readonly field: string
  readonly type: ColumnType
  readonly unit: string | undefined
  readonly description: string
  /** May be NULL. */
  readonly optional: boolean
  /** The event kinds that fill it; undefined when all kinds of the table do. */
  readonly kinds: readonly string[] | undefined
}

/** One table of a store. Storage packages turn it into SQL; they add nothing to its meaning. */
export interface TableLayout {
  readonly table: string
  readonly description: string
  /** Event kinds kept in it; empty for `symbol_info`. */
  readonly kinds: readonly string[]
  readonly columns: readonly TableColumn[]
  /** The column that ranges and order go by: `ts`, of bars `open_time`. */
  readonly time: string
  /**
   * Columns that tell one fact from another, where a later row replaces an earlier one (bars, indicator values, patterns, gaps,
   * instruments); undefined for tables that only grow.
   */
  readonly key: readonly string[] | undefined
}

/** Partial, because a plugin may add kinds by declaration merging; a test looks that no kind of ours is missing. */
const names: Readonly<Partial<Record<EventKind, string>>> = {
  trade: 'trade_data',
  'trade.correction': 'trade_corrections',
  quote: 'quotes',
  ticker: 'market_metrics',
  bar: 'kline_data',
  'book.snapshot': 'orderbook_snapshots',
  'book.delta': 'orderbook_deltas',
  mark: 'market_metrics',
  funding: 'market_metrics',
  'open-interest': 'market_metrics',
  liquidation: 'liquidations',
  'option.quote': 'option_quotes',
  'option.greeks': 'option_greeks',
  'option.chain': 'option_chains',
  indicator: 'indicator_values',
  pattern: 'patterns',
  level: 'price_levels',
  'volume-profile': 'volume_profiles',
  alert: 'alerts',
  mover: 'movers',
  status: 'instrument_status',
  'price-band': 'price_bands',
  news: 'news',
  'corporate-action': 'corporate_actions',
  gap: 'gaps',
}

const descriptions: Readonly<Record<string, string>> = {
  trade_data: 'Trades and aggregate trades',
  trade_corrections: 'Trades that the venue changed or took back',
  quotes: 'Best bid and offer',
  market_metrics: 'Rolling statistics, mark price, funding and open interest, one row a message, told apart by kind',
  kline_data: 'Bars',
  orderbook_snapshots: 'Whole books',
  orderbook_deltas: 'Changes of books, to be applied on the snapshot before them',
  liquidations: 'Forced orders',
  option_quotes: 'What an option quote knows beyond its top of book',
  option_greeks: 'Sensitivities of options',
  option_chains: 'Analytics of one expiry of a chain',
  indicator_values: 'Values of indicators',
  patterns: 'Candlestick and chart patterns',
  price_levels: 'Support and resistance',
  volume_profiles: 'Volume by price',
  alerts: 'Alerts',
  movers: 'How far instruments have moved in windows of time, and their ranks',
  instrument_status: 'Trading status of instruments',
  price_bands: 'Price limits',
  news: 'News',
  corporate_actions: 'Corporate actions',
  gaps: 'Where data is missing, and what became of it',
}

const instrumentKey = ['venue', 'native_symbol']
const keys: Readonly<Record<string, readonly string[]>> = {
  kline_data: [...instrumentKey, 'interval', 'open_time', 'origin'],
  indicator_values: [...instrumentKey, 'name', 'interval', 'open_time'],
  patterns: [...instrumentKey, 'interval', 'pattern_id', 'open_time'],
  price_levels: [...instrumentKey, 'interval', 'level_id', 'open_time'],
  volume_profiles: [...instrumentKey, 'name', 'interval', 'from_time'],
  gaps: ['gap_id'],
}

type Plain = readonly [name: string, field: string, type: ColumnType, description: string, unit?: string | undefined, optional?: boolean]

const column = (source: TableColumnSource, [name, field, type, description, unit, optional = false]: Plain): TableColumn => ({
  name,
  source,
  field,
  type,
  unit,
  description,
  optional,
  kinds: undefined,
})

const head: readonly TableColumn[] = [
  column('instrument', ['venue', 'venue', 'dictionary', 'Namespace of the native symbol, e.g. binance-usdm']),
  column('instrument', ['symbol', 'symbol', 'dictionary', 'Unified symbol, e.g. BTC/USDT']),
  column('instrument', ['native_symbol', 'nativeSymbol', 'dictionary', "The venue's own symbol"]),
  column('header', ['ts', 'ts', 'time', 'Time of the venue', 'ms']),
  column('header', ['nanos', 'nanos', 'int32', "Part of the venue's time below the microsecond", 'ns']),
  column('header', ['ts_recv', 'tsRecv', 'time', 'Time of arrival', 'ms']),
  column('header', ['revision', 'revision', 'int32', '0 = first statement, n = n-th correction']),
]

const kindColumn: TableColumn = column('kind', ['kind', 'kind', 'dictionary', 'Kind of the event'])

/** Table name of an event kind; kinds of plugins live in `x_<kind>`. */
export function tableNameOf(kind: string): string {
  const known = (names as Readonly<Record<string, string>>)[kind]
  return known ?? `x_${snakeCase(kind.replace(/^x-/, '')).replaceAll(/^_+/g, '')}`
}

function describe(layout: EventLayout, name: string): { description: string; column: string } {
  const field = (layouts as Readonly<Record<string, (typeof layouts)[EventKind]>>)[layout.kind]?.columns.find(
    (entry) => entry.name === name,
  )
  return { description: field?.description ?? name, column: field?.column ?? snakeCase(name) }
}

function layoutColumns(layout: EventLayout, shared: boolean): readonly TableColumn[] {
  return layout.columns.map((spec) => {
    const { description, column: name } = describe(layout, spec.name)
    const { type, unit } = spec
    return {
      name,
      source: 'layout',
      field: spec.name,
      type,
      unit,
      description,
      optional: shared || spec.optional,
      kinds: shared ? [layout.kind] : undefined,
    }
  })
}

function build(table: string, kinds: readonly EventLayout[]): TableLayout {
  const shared = kinds.length > 1
  const columns = kinds.flatMap((layout) => layoutColumns(layout, shared))
  return {
    table,
    description: descriptions[table] ?? `Events of kind ${kinds[0]?.kind}`,
    kinds: kinds.map((layout) => layout.kind),
    columns: [...head, ...(shared ? [kindColumn] : []), ...columns],
    time: table === 'kline_data' ? 'open_time' : 'ts',
    key: keys[table],
  }
}

const instrumentColumns: readonly Plain[] = [
  ['venue', 'venue', 'dictionary', 'Namespace of the native symbol'],
  ['native_symbol', 'nativeSymbol', 'text', "The venue's own symbol"],
  ['symbol', 'symbol', 'text', 'Unified symbol'],
  ['type', 'type', 'dictionary', 'spot, perpetual, future, option, equity, index'],
  ['base', 'base', 'dictionary', 'What is traded'],
  ['quote', 'quote', 'dictionary', 'What it is priced in'],
  ['settle', 'settle', 'dictionary', 'Currency in which a derivative pays', undefined, true],
  ['expiry', 'expiry', 'time', 'Expiry of a derivative', 'ms', true],
  ['strike', 'strike', 'float64', 'Strike of an option', 'quote', true],
  ['option_type', 'optionType', 'dictionary', 'call, put', undefined, true],
  ['exercise_style', 'exerciseStyle', 'dictionary', 'american, european', undefined, true],
  ['underlying', 'underlying', 'dictionary', 'Unified symbol of what a derivative is written on', undefined, true],
  ['contract_size', 'contractSize', 'float64', 'Units of base per contract', 'base'],
  ['multiplier', 'multiplier', 'float64', 'Units of the underlying per option contract', undefined, true],
  ['inverse', 'inverse', 'boolean', 'Quoted in quote units, settled in base'],
  ['status', 'status', 'dictionary', 'trading, halted, auction, closed, delisted'],
  ['price_step', 'priceStep', 'float64', 'Smallest change of a price', 'quote', true],
  ['size_step', 'sizeStep', 'float64', 'Smallest change of a size', 'base', true],
  ['min_size', 'minSize', 'float64', 'Smallest size of an order', 'base', true],
  ['max_size', 'maxSize', 'float64', 'Largest size of an order', 'base', true],
  ['min_notional', 'minNotional', 'float64', 'Smallest value of an order', 'quote', true],
]

/** The definitions of instruments; filled from `Instrument`, not from events. */
export const symbolInfo: TableLayout = {
  table: 'symbol_info',
  description: 'Definitions of instruments',
  kinds: [],
  columns: [
    ...instrumentColumns.map((plain) => column('instrument', plain)),
    column('header', ['updated_at', 'tsRecv', 'time', 'When the definition was written', 'ms']),
  ],
  time: 'updated_at',
  key: instrumentKey,
}

/** All tables of the contracts' event kinds, and `symbol_info`. */
export const tables: readonly TableLayout[] = [
  ...[...new Set(Object.values(names))].map((table) =>
    build(
      table,
      Object.values(layouts).filter((layout) => names[layout.kind as EventKind] === table),
    ),
  ),
  symbolInfo,
]

const byKind = new Map(tables.flatMap((table) => table.kinds.map((kind) => [kind, table] as const)))

/**
 * The table of an event kind, ours or one that a plugin declared (`extra`). Throws `FEEDLOOM_LAYOUT_UNKNOWN` (config)
 * for a kind without layout.
 */
export function tableOf(kind: string, extra: readonly EventLayout[] = []): TableLayout {
  return byKind.get(kind) ?? build(tableNameOf(kind), [layoutOf(kind, extra)])
}
