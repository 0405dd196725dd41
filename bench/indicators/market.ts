import { seededRandom } from '@feedloom/testkit'

const columnNames = ['open', 'high', 'low', 'close', 'volume'] as const
type ColumnName = (typeof columnNames)[number]

/** The same bars in each of the forms that libraries ask for, made before anything is measured. */
export interface Market {
  readonly length: number
  readonly columns: Readonly<Record<ColumnName, Float64Array>>
  readonly lists: Readonly<Record<ColumnName, number[]>>
  readonly bars: readonly Readonly<Record<ColumnName, number>>[]
}

/** A price that wanders. */
export function marketOf(length: number): Market {
  const random = seededRandom(7)
  const columns = columnsOf(() => new Float64Array(length))
  let price = 20_000
  for (let i = 0; i < length; i++) {
    const open = price
    price *= 1 + (random() - 0.5) / 500
    columns.open[i] = open
    columns.high[i] = Math.max(open, price) * (1 + random() / 1000)
    columns.low[i] = Math.min(open, price) * (1 - random() / 1000)
    columns.close[i] = price
    columns.volume[i] = random() * 100
  }
  const lists = columnsOf((name) => Array.from(columns[name]))
  const at = (name: ColumnName, i: number): number => columns[name][i] as number
  const bars = Array.from({ length }, (_, i) => ({
    open: at('open', i),
    high: at('high', i),
    low: at('low', i),
    close: at('close', i),
    volume: at('volume', i),
  }))
  return { length, columns, lists, bars }
}

function columnsOf<Column>(create: (name: ColumnName) => Column): Record<ColumnName, Column> {
  return Object.fromEntries(columnNames.map((name) => [name, create(name)])) as Record<ColumnName, Column>
}
