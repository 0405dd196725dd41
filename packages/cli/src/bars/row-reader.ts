import { dataError } from '@feedloom/core'
import type { BarTable, ColumnChoice } from './bar-table.ts'
import { type TimeReader, timeReader, timeText } from './bar-times.ts'
import { Column } from './column.ts'

export type BarCell = string | number | bigint | null | undefined

/** Where a cell of the row stands: `bars.csv:17:24`. Worked out for a message only. */
export type Locate = (column: number) => string

/** Takes rows in the order of a file and refuses the first that is not right. */
export class RowReader {
  readonly #choice: ColumnChoice
  readonly #columns: readonly Column[]
  readonly #times = new Column()
  #reader: TimeReader | undefined
  #last = Number.NEGATIVE_INFINITY

  constructor(choice: ColumnChoice) {
    this.#choice = choice
    this.#columns = choice.values.map(() => new Column())
  }

  /** Throws `FEEDLOOM_BARS_ROW_INVALID` and `FEEDLOOM_BARS_ORDER`. */
  take(cells: readonly BarCell[], locate: Locate): void {
    this.#times.push(this.#time(cells, locate))
    const { values } = this.#choice
    for (let n = 0; n < values.length; n++) {
      const { at, name } = values[n] as (typeof values)[number]
      const value = numberOf(cells[at])
      if (Number.isNaN(value)) throw badCell(locate(at), name, cells[at], 'number')
      this.#columns[n]?.push(value)
    }
  }

  get table(): BarTable {
    const named = this.#choice.values.map(({ wanted }, n) => [wanted, (this.#columns[n] as Column).values()] as const)
    return { times: this.#times.values(), columns: new Map(named), timesAre: this.#reader?.said }
  }

  #time(cells: readonly BarCell[], locate: Locate): number {
    const { at, name } = this.#choice.time
    const cell = cells[at]
    if (isEmpty(cell)) throw badCell(locate(at), name, cell, 'time')
    this.#reader ??= timeReader(name, cell)
    const ms = this.#reader.read(cell)
    if (Number.isNaN(ms)) throw badCell(locate(at), name, cell, 'time')
    if (ms <= this.#last) throw this.#disorder(ms, locate(at))
    this.#last = ms
    return ms
  }

  #disorder(ms: number, place: string): Error {
    const again = ms === this.#last
    const message = again
      ? `there is a second bar at ${timeText(ms)}`
      : `the bar of ${timeText(ms)} comes after that of ${timeText(this.#last)}`
    return dataError('FEEDLOOM_BARS_ORDER', message, { path: place })
  }
}

function isEmpty(cell: BarCell): cell is null | undefined | '' {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '')
}

/** NaN for what is no number: an empty cell, `NaN`, `n/a`, infinities. */
function numberOf(cell: BarCell): number {
  if (isEmpty(cell)) return Number.NaN
  const value = Number(cell)
  return Number.isFinite(value) ? value : Number.NaN
}

function badCell(place: string, name: string, cell: BarCell, what: 'number' | 'time'): Error {
  const found = isEmpty(cell) ? 'is empty' : `is no ${what}: ${JSON.stringify(String(cell))}`
  return dataError('FEEDLOOM_BARS_ROW_INVALID', `\`${name.trim()}\` ${found}`, { path: place })
}
