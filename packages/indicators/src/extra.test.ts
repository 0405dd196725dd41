import { describe, expect, it } from 'vitest'
import { type Extra, extras } from './test/extras.ts'
import { type GoldenColumns, type GoldenEntry, batchOf, columnsOf, golden, worst } from './test/golden.ts'

const available = columnsOf('dev') !== undefined

interface Comparison {
  /** Rows from the warm-up to the golden's first value. */
  readonly late: number
  readonly error: number
}

type Values = GoldenEntry['outputs'][string]

/** What the golden says of a row in the future, at the row that knows it. */
function delayed(values: Values, rows: number): Values {
  return [...Array.from({ length: rows }, () => null), ...values.slice(0, values.length - rows)]
}

function firstOf(outputs: readonly Values[]): number {
  return Math.min(...outputs.map((values) => values.findIndex((value) => typeof value === 'number')))
}

function compare(extra: Extra, columns: GoldenColumns, entry: GoldenEntry): Comparison {
  const { outputs, shifts, countsRows = true } = extra
  const indicator = extra.create(columns)
  const ours = batchOf(indicator, columns)
  const theirs = Object.entries(entry.outputs).map(([name, values]) => {
    const place = indicator.outputs.indexOf(outputs?.[name] ?? name)
    const known = place < 0 && name === 'value' ? 0 : place
    expect(known, `an output for ${name}`).toBeGreaterThanOrEqual(0)
    const rows = shifts?.[name] ?? 0
    // Before the warm-up of the indicator as a whole, a value of the future may be known.
    return {
      mine: (ours[known] as Float64Array).map((value, row) => (row < rows ? Number.NaN : value)),
      values: delayed(values, rows),
      rows,
    }
  })
  const plain = theirs.filter(({ rows }) => rows === 0).map(({ values }) => values)
  return {
    late: countsRows ? firstOf(plain) - indicator.warmup : 0,
    error: Math.max(...theirs.map(({ mine, values }) => worst(mine, values))),
  }
}

describe.skipIf(!available).each(['dev', 'edge', 'fx'])('on the series %s', (series) => {
  const columns = columnsOf(series) as GoldenColumns
  const all = golden(series, 'golden-extra') ?? {}

  it('every reference has its indicator', () => {
    expect(extras.map((extra) => extra.golden).sort()).toEqual(Object.keys(all).sort())
  })

  it.each(extras)('$golden agrees with its definition', (extra) => {
    const { late, error } = compare(extra, columns, all[extra.golden] as GoldenEntry)
    expect(late).toBe(0)
    expect(error).toBeLessThanOrEqual(1e-9)
  })
})
