import { Option } from 'commander'
import { cellJson, cellText, csvLine } from '../cell-text.ts'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { plural } from '../figures.ts'
import { plainTable } from '../plain-table.ts'
import { type QueryResult, queryFile } from '../store-file.ts'
import type { Terminal } from '../terminal.ts'
import { cells, cut, fit } from '../text-width.ts'

type Format = 'table' | 'json' | 'csv'

/** `feedloom query SQL --store FILE`: SQL on what a run has stored. */
export const addQuery: AddCommand = (program, action) => {
  program
    .command('query')
    .description('ask a DuckDB store with SQL; nothing can be changed')
    .argument('<sql>', 'e.g. "SELECT symbol, count(*) FROM trade_data GROUP BY symbol"')
    .requiredOption('-s, --store <file>', 'DuckDB file')
    .addOption(new Option('-f, --format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table'))
    .addHelpText('after', '\n`feedloom tables` lists the tables of a store and their columns.')
    .action(
      action(async ({ terminal }, sql: string, { store, format }: { store: string; format: Format }) => {
        const [result] = await queryFile(store, [sql])
        if (result !== undefined) terminal.out(written[format](result, terminal))
        return exitCodes.ok
      }),
    )
}

const written: Readonly<Record<Format, (result: QueryResult, terminal: Terminal) => string>> = {
  table({ columns, numeric, rows }, terminal) {
    const texts = rows.map((row) => row.map(cellText))
    const summary = terminal.colors.dim(`${plural(rows.length, 'row')}\n`)
    if (columns.length === 0) return summary
    return (
      (isTooWide(columns, texts, terminal) ? records(columns, texts, terminal) : plainTable(columns, texts, terminal, numeric)) + summary
    )
  },
  json({ columns, rows }) {
    const objects = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, cellJson(row[index])])))
    return `${JSON.stringify(objects, undefined, 2)}\n`
  },
  csv({ columns, rows }) {
    return [columns, ...rows].map(csvLine).join('')
  },
}

/** A person cannot read lines that wrap; a pipe has no width. */
function isTooWide(columns: readonly string[], texts: readonly (readonly string[])[], terminal: Terminal): boolean {
  const width = columns.reduce((sum, title, index) => sum + 2 + Math.max(cells(title), ...texts.map((row) => cells(row[index] ?? ''))), -2)
  return terminal.interactive && width > terminal.columns()
}

/** One block a row, one line a column. */
function records(columns: readonly string[], texts: readonly (readonly string[])[], terminal: Terminal): string {
  const width = Math.max(...columns.map(cells))
  const room = terminal.columns() - width - 2
  const line = (name: string, text: string) => `${terminal.colors.dim(fit(name, width))}  ${cut(text, room)}\n`
  return texts.map((row) => `${columns.map((name, index) => line(name, row[index] ?? '')).join('')}\n`).join('')
}
