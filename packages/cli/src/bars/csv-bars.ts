import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import type { Readable } from 'node:stream'
import { configError, dataError } from '@feedloom/core'
import { CsvError, parse } from 'csv-parse'
import { type BarTable, chooseColumns } from './bar-table.ts'
import { RowReader } from './row-reader.ts'

/** What `csv-parse` gives with `raw` and `info`. */
interface CsvRow {
  readonly record: readonly string[]
  readonly raw: string
  readonly info: { readonly lines: number }
}

/** Standard input by its usual name. */
export const standardInput = '-'

/**
 * Reads bars of a CSV file (`.gz` too, or standard input), separated by commas, semicolons or tabs, with a row of
 * names. Throws as `readBars` does.
 */
export async function readCsvBars(path: string, wantedOf: (names: readonly string[]) => readonly string[]): Promise<BarTable> {
  const file = path === standardInput ? 'standard input' : basename(path)
  const parser = parse({ bom: true, raw: true, info: true, skip_empty_lines: true, delimiter: [',', ';', '\t'], relax_column_count: true })
  const source = bytesOf(path)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let rows: RowReader | undefined
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      if (rows === undefined) rows = new RowReader(chooseColumns(file, row.record, wantedOf(row.record)))
      else rows.take(row.record, (column) => `${file}:${row.info.lines - linesIn(row.raw)}:${columnOf(row.raw, column)}`)
    }
  } catch (error) {
    throw readError(error, file)
  }
  if (rows !== undefined) return rows.table
  throw configError('FEEDLOOM_BARS_FILE_UNREADABLE', `${file} is empty`)
}

function bytesOf(path: string): Readable {
  if (path === standardInput) return process.stdin
  const file = createReadStream(path)
  if (!path.endsWith('.gz')) return file
  const plain = createGunzip()
  file.on('error', (error) => plain.destroy(error))
  return file.pipe(plain)
}

/** A record that ends its line is counted at the next one. */
function linesIn(raw: string): number {
  return (raw.replace(/\r?\n$/, '').match(/\n/g) ?? []).length
}

/** Where a cell begins in its line, counted from 1. */
function columnOf(raw: string, cell: number): number {
  const line = raw.replace(/^(\r?\n)+/, '')
  let quoted = false
  let seen = 0
  for (let at = 0; at < line.length && seen <= cell; at++) {
    if (seen === cell) return at + 1
    if (line[at] === '"') quoted = !quoted
    else if (!quoted && (line[at] === ',' || line[at] === ';' || line[at] === '\t')) seen += 1
  }
  return line.trimEnd().length + 1
}

function readError(error: unknown, file: string): unknown {
  if (error instanceof CsvError) {
    const line = 'lines' in error ? `:${String(error.lines)}` : ''
    return dataError('FEEDLOOM_BARS_ROW_INVALID', error.message, { cause: error, path: `${file}${line}` })
  }
  const { code } = error as NodeJS.ErrnoException
  if (typeof code !== 'string' || code.startsWith('FEEDLOOM_')) return error
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
  return configError('FEEDLOOM_BARS_FILE_UNREADABLE', `${file} ${why}`, { cause: error })
}
