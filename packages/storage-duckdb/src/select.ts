import type { Column, ColumnBatch, EventKind, InstrumentRegistry } from '@feedloom/core'
import type { Database } from './database.ts'
import type { InstrumentKeys, StoredInstrument } from './instrument-keys.ts'
import { readColumn } from './read-vectors.ts'
import type { Session } from './session.ts'
import { quoted, type StoreColumn, type StoreTable } from './store-table.ts'

/** The columns that one kind fills, in the order of the table. */
export function columnsOfKind(table: StoreTable, kind: string): readonly StoreColumn[] {
  return table.columns.filter(({ source }) => source?.source !== 'kind' && (source?.kinds === undefined || source.kinds.includes(kind)))
}

/** `"instrument", "ts", ...` */
export function columnList(columns: readonly StoreColumn[]): string {
  return columns.map((column) => quoted(column.name)).join(', ')
}

/** Indexes of one run for the store's keys; instruments that the run has not met are defined from `symbol_info`. */
export function runIndexes(keys: InstrumentKeys, registry: InstrumentRegistry): (key: number) => number {
  const indexes: number[] = []
  const define = ({ key, fields }: StoredInstrument): void => {
    const known = registry.native(fields.venue, fields.nativeSymbol)
    const instrument = known ?? registry.define([fields]).added[0]
    if (instrument !== undefined) indexes[key] = instrument.index
  }
  return (key) => {
    if (indexes[key] === undefined) for (const stored of keys.all()) if (stored.key === key) define(stored)
    return indexes[key] ?? -1
  }
}

/**
 * Streams a query whose columns are `columns` as column batches, one per result chunk (2,048 rows). Each stream has its
 * own connection, so that readers neither wait for the writer nor see half of a write.
 */
export async function* streamColumns<K extends EventKind>(
  database: Database,
  query: { readonly sql: string; readonly kind: K; readonly columns: readonly StoreColumn[]; readonly indexOf: (key: number) => number },
  signal: AbortSignal | undefined,
): AsyncGenerator<ColumnBatch<K>, void, undefined> {
  signal?.throwIfAborted()
  const session = database.session()
  const abort = (): void => session.interrupt()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    yield* chunksOf(session, query)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    await database.end(session)
  }
}

async function* chunksOf<K extends EventKind>(
  session: Session,
  query: { readonly sql: string; readonly kind: K; readonly columns: readonly StoreColumn[]; readonly indexOf: (key: number) => number },
): AsyncGenerator<ColumnBatch<K>, void, undefined> {
  const result = await session.use((connection) => connection.stream(query.sql))
  session.keepsOpen(result)
  for (;;) {
    // The session is in use while DuckDB works, and not while the consumer does: closing the store need not wait for it.
    const chunk = await session.use(() => result.fetchChunk())
    if (chunk === null || chunk.rowCount === 0) return
    const length = chunk.rowCount
    const raw = chunk.chunk
    yield toBatch(query.kind, length, query.columns, query.indexOf, (index, type) => readColumn(raw, index, type, length))
  }
}

function toBatch<K extends EventKind>(
  kind: K,
  length: number,
  columns: readonly StoreColumn[],
  indexOf: (key: number) => number,
  read: (index: number, type: StoreColumn['type']) => Column,
): ColumnBatch<K> {
  const header: Record<string, Column> = {}
  const body: Record<string, Column> = {}
  columns.forEach(({ type, source }, index) => {
    const column = read(index, type)
    if (source === undefined) header['instrument'] = (column as Int32Array).map(indexOf)
    else if (source.source === 'header') header[source.field] = column
    else body[source.field] = column
  })
  return { kind, length, ...header, columns: body } as unknown as ColumnBatch<K>
}
