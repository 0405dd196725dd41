import { type TableLayout, layouts, tableNameOf, tables } from '@feedloom/core/columns'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { plainTable } from '../plain-table.ts'

/** `feedloom tables [TABLE]`: what a store holds, for people who write SQL. */
export const addTables: AddCommand = (program, action) => {
  program
    .command('tables')
    .description('list the tables of a store, or the columns of one')
    .argument('[table]', 'e.g. trade_data')
    .option('--markdown', 'print the fields of every event kind as the section of docs/semantics.md')
    .action(
      action(async ({ terminal }, name: string | undefined, { markdown = false }: { markdown?: boolean }) => {
        if (markdown) terminal.out(fieldsSection())
        else if (name === undefined) terminal.out(plainTable(['table', 'kinds', 'what'], tables.map(tableFacts), terminal))
        else {
          const table = tables.find((each) => each.table === name)
          if (table === undefined) {
            terminal.err(`there is no table \`${name}\`; \`feedloom tables\` lists them\n`)
            return exitCodes.usage
          }
          terminal.out(plainTable(['column', 'type', 'unit', 'what'], columnFacts(table), terminal))
        }
        return exitCodes.ok
      }),
    )
}

const tableFacts = ({ table, kinds, description }: TableLayout) => [table, kinds.join(', '), description]

function columnFacts({ columns }: TableLayout): string[][] {
  return columns.map(({ name, type, unit, optional, description, kinds }) => [
    name,
    `${type}${optional ? '?' : ''}`,
    unit ?? '',
    kinds === undefined ? description : `${description} (${kinds.join(', ')})`,
  ])
}

/** The fields of every kind as Markdown: the generated part of `docs/semantics.md`. */
export function fieldsSection(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return Object.values(layouts)
    .map(({ kind, columns }) => {
      const rows = columns.map(
        ({ name, column, unit, optional, description }) =>
          `| \`${name}\`${optional ? '?' : ''} | \`${column}\` | ${unit ?? ''} | ${cell(description)} |`,
      )
      return `### \`${kind}\`\n\nTable \`${tableNameOf(kind)}\`.\n\n| field | column | unit | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
    })
    .join('\n')
}
