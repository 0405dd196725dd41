import { configError, eventKindsOf, type DataKind, type EpochMs, type EventLayout } from '@feedloom/core'
import { tableNameOf } from '@feedloom/core/columns'
import type { Database } from './database.ts'
import { literal, quoted, timeLiteral, type StoreTable } from './store-table.ts'

/** Rows of one table (of a shared one: of one kind) that live for so long. */
export interface RetentionRule {
  readonly table: StoreTable
  /** Undefined for the whole table. */
  readonly kind: string | undefined
  readonly keepMs: number
}

const shortestPeriodMs = 60_000
const longestPeriodMs = 3_600_000

/** Rules of the config's `retention`; throws `FEEDLOOM_STORE_RETENTION_UNKNOWN` (config) for a name that is neither kind nor table. */
export function retentionRules(
  retention: Readonly<Record<string, number>>,
  tables: readonly StoreTable[],
  layouts: readonly EventLayout[] = [],
): readonly RetentionRule[] {
  return Object.entries(retention).flatMap(([name, keepMs]): RetentionRule[] => {
    const whole = tables.find((table) => table.name === name)
    if (whole !== undefined) return [{ table: whole, kind: undefined, keepMs }]
    const rules = kindsOf(name, layouts).flatMap((kind) => {
      const table = tables.find((candidate) => candidate.name === tableNameOf(kind) && candidate.layout.kinds.includes(kind))
      return table === undefined ? [] : [{ table, kind: table.layout.kinds.length > 1 ? kind : undefined, keepMs }]
    })
    if (rules.length === 0) throw unknownName(name, tables)
    return rules
  })
}

/** How often it is worth looking: 24 times within the shortest span, at least hourly, at most once a minute. */
export function retentionPeriodMs(rules: readonly RetentionRule[]): number {
  const shortest = Math.min(longestPeriodMs * 24, ...rules.map((rule) => rule.keepMs))
  return Math.min(longestPeriodMs, Math.max(shortestPeriodMs, shortest / 24))
}

/** Deletes what is too old; returns the number of rows. Space is given back to the file's free list by the checkpoint. */
export async function applyRetention(database: Database, rules: readonly RetentionRule[], now: EpochMs): Promise<number> {
  let deleted = 0
  for (const { table, kind, keepMs } of rules) {
    const only = kind === undefined ? '' : ` AND kind = ${literal(kind)}`
    const [row] = await database.run(
      'write',
      `DELETE FROM ${table.qualified} WHERE ${quoted(table.layout.time)} < ${timeLiteral(now - keepMs)}${only}`,
    )
    deleted += Number(row?.['Count'] ?? 0)
  }
  if (deleted > 0) await database.run('write', 'CHECKPOINT')
  return deleted
}

function kindsOf(name: string, layouts: readonly EventLayout[]): readonly string[] {
  return layouts.some((layout) => layout.kind === name) ? [name] : eventKindsOf(name as DataKind)
}

function unknownName(name: string, tables: readonly StoreTable[]): Error {
  const known = [...new Set(tables.flatMap((table) => table.layout.kinds))].map((kind) => (kind.startsWith('book.') ? 'book' : kind))
  return configError('FEEDLOOM_STORE_RETENTION_UNKNOWN', `\`${name}\` is neither a data kind nor a table`, {
    path: `retention.${name}`,
    hint: `Data kinds are ${[...new Set(known)].join(', ')}.`,
  })
}
