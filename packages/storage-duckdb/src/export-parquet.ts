import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '@feedloom/core'
import { toFeedloomError } from '@feedloom/core'
import { makeFolder } from '@feedloom/core/config'
import type { Database } from './database.ts'
import { retentionRules } from './retention.ts'
import { literal, quoted, timeLiteral, type StoreTable } from './store-table.ts'

export interface ParquetExport {
  /** Folder; made when it is not there. Holds `<table>/venue=…/symbol=…/day=…/data_0.parquet` afterwards. */
  readonly to: string
  /** Data kinds or table names; everything when left out. */
  readonly kinds?: readonly string[] | undefined
  /** Inclusive, on the table's time. */
  readonly from?: EpochMs | undefined
  /** Exclusive. */
  readonly until?: EpochMs | undefined
}

export interface ParquetTable {
  readonly table: string
  readonly rows: number
  /** Folders of one venue, symbol and day each. */
  readonly partitions: number
}

const partitionDepth = 3

/**
 * Writes tables as Parquet, partitioned by venue, symbol and day (`day` is the UTC day of the table's time; the three
 * are columns of the files too). Everything goes into a folder beside the target first; then each partition takes the
 * place of the one that was there, by renaming. A reader therefore sees a partition as it was or as it is, never half of it.
 * Export whole days: a partition replaces the day, it is not merged with it.
 */
export async function exportTables(
  database: Database,
  tables: readonly StoreTable[],
  options: ParquetExport,
): Promise<readonly ParquetTable[]> {
  const working = join(options.to, `.export-${process.pid}`)
  const done: ParquetTable[] = []
  try {
    await makeFolder(working)
    for (const table of wanted(tables, options.kinds)) {
      const rows = await copyTable(database, table, join(working, table.name), options)
      if (rows === 0) continue
      const partitions = await putInPlace(join(working, table.name), join(options.to, table.name), working)
      done.push({ table: table.name, rows, partitions })
    }
    return done
  } catch (error) {
    throw toFeedloomError(error, 'fatal', 'FEEDLOOM_STORE_EXPORT_FAILED')
  } finally {
    await rm(working, { recursive: true, force: true })
  }
}

function wanted(tables: readonly StoreTable[], kinds: readonly string[] | undefined): readonly StoreTable[] {
  if (kinds === undefined) return tables
  const rules = retentionRules(Object.fromEntries(kinds.map((kind) => [kind, 0])), tables)
  return tables.filter((table) => rules.some((rule) => rule.table === table))
}

async function copyTable(database: Database, table: StoreTable, folder: string, { from, until }: ParquetExport): Promise<number> {
  const time = quoted(table.layout.time)
  const conditions = [
    ...(from === undefined ? [] : [`${time} >= ${timeLiteral(from)}`]),
    ...(until === undefined ? [] : [`${time} < ${timeLiteral(until)}`]),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  const [found] = await database.run('query', `SELECT count(*) AS n FROM ${quoted(table.name)}${where}`)
  const rows = Number(found?.['n'] ?? 0)
  if (rows === 0) return 0
  await database.run(
    'query',
    `COPY (SELECT *, ${time}::DATE AS day FROM ${quoted(table.name)}${where} ORDER BY venue, symbol, ${time}) TO ${literal(folder)} ` +
      `(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (venue, symbol, day), WRITE_PARTITION_COLUMNS true)`,
  )
  return rows
}

async function putInPlace(from: string, to: string, working: string): Promise<number> {
  let count = 0
  for (const path of await partitionsOf(from, partitionDepth)) {
    const target = join(to, path)
    const old = join(working, `old-${count}`)
    await makeFolder(join(target, '..'))
    await rename(target, old).catch(ignoreMissing)
    await rename(join(from, path), target)
    await rm(old, { recursive: true, force: true })
    count++
  }
  return count
}

async function partitionsOf(folder: string, depth: number): Promise<readonly string[]> {
  if (depth === 0) return ['']
  const names = await readdir(folder)
  const below = await Promise.all(
    names.map(async (name) => (await partitionsOf(join(folder, name), depth - 1)).map((rest) => join(name, rest))),
  )
  return below.flat()
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
