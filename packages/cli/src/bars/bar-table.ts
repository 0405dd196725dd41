import { configError } from '@feedloom/core'
import { didYouMean } from '@feedloom/core/config'

/** Bars of a file as columns, oldest first. */
export interface BarTable {
  /** ms since the epoch, ascending. */
  readonly times: Float64Array
  /** By the names that were asked for. */
  readonly columns: ReadonlyMap<string, Float64Array>
  /** What the times were read as, in words; undefined when their column says so itself. */
  readonly timesAre: string | undefined
}

/** Which columns of a file to read. */
export interface ColumnChoice {
  /** Position of the times in the file's row of names, and that name. */
  readonly time: { readonly at: number; readonly name: string }
  /** What was asked for, and where it stands. */
  readonly values: readonly { readonly wanted: string; readonly at: number; readonly name: string }[]
}

/** Names of a column of times, the best first. */
const timeNames = ['timestampms', 'timestamp', 'opentime', 'time', 'datetime', 'date', 'timestampus', 'timestampns', 'timestamps', 'ts']

/** `Open_Time`, `openTime` and `open time` are one name. */
export const plainName = (name: string): string =>
  name
    .replace(/^\uFEFF/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')

/**
 * Finds columns by their names, whatever their case and order. Throws `FEEDLOOM_BARS_COLUMN_MISSING` for a file without
 * times and for a column that is not there.
 */
export function chooseColumns(file: string, names: readonly string[], wanted: readonly string[]): ColumnChoice {
  const plain = names.map(plainName)
  const timeName = timeNames.find((each) => plain.includes(each))
  if (timeName === undefined) throw missing(file, 'timestamp_ms', names)
  const timeAt = plain.indexOf(timeName)
  const values = wanted.map((name) => {
    const at = plain.indexOf(plainName(name))
    if (at < 0) throw missing(file, name, names)
    return { wanted: name, at, name: names[at] as string }
  })
  return { time: { at: timeAt, name: names[timeAt] as string }, values }
}

/** Whether the file has such a column. */
export function hasColumn(names: readonly string[], wanted: string): boolean {
  return names.some((name) => plainName(name) === plainName(wanted))
}

function missing(file: string, name: string, names: readonly string[]): Error {
  const there = names.map((each) => `\`${each.replace(/^\uFEFF/, '').trim()}\``).join(', ')
  return configError('FEEDLOOM_BARS_COLUMN_MISSING', `${file} has no column \`${name}\``, {
    hint: didYouMean(name, names) ?? `It has ${there}.`,
  })
}
