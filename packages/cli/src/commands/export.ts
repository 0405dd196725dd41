import { resolve } from 'node:path'
import { type AddCommand, listArgument, timeArgument } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { count } from '../figures.ts'
import { plainTable } from '../plain-table.ts'
import { exportFile } from '../store-file.ts'

interface Options {
  readonly store: string
  readonly out: string
  readonly kinds?: readonly string[]
  readonly from?: number
  readonly until?: number
}

/** `feedloom export`: a store as Parquet, for everything else that reads data. */
export const addExport: AddCommand = (program, action) => {
  program
    .command('export')
    .description('write a DuckDB store as Parquet, partitioned by venue, symbol and day')
    .requiredOption('-s, --store <file>', 'DuckDB file; no run may hold it meanwhile')
    .requiredOption('-o, --out <dir>', 'folder to write to')
    .option('--kinds <list>', 'data kinds or tables, e.g. trade,bar; left out, everything', listArgument)
    .option('--from <time>', 'from this time on, e.g. 2026-11-20 or 2026-11-20T12:00Z', timeArgument)
    .option('--until <time>', 'before this time', timeArgument)
    .action(
      action(async ({ terminal }, { store, out, kinds, from, until }: Options) => {
        const written = await exportFile(store, { to: resolve(out), kinds, from, until })
        const rows = written.map(({ table, rows: n, partitions }) => [table, count(n), count(partitions)])
        terminal.out(plainTable(['table', 'rows', 'files'], rows, terminal, ['rows', 'files']))
        return exitCodes.ok
      }),
    )
}
