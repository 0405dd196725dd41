import duckdb from '@duckdb/node-bindings'
import {
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  INTEGER,
  LIST,
  TIMESTAMP,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
} from '@duckdb/node-api'
import type { Column, ColumnBatch, ColumnType } from '@feedloom/core'
import { storeSchema, type StoreColumn } from './store-table.ts'
import { type VectorFiller, vectorRows } from './vectors.ts'

const types: Readonly<Record<ColumnType, DuckDBType>> = {
  float64: DOUBLE,
  int32: INTEGER,
  boolean: BOOLEAN,
  text: VARCHAR,
  dictionary: VARCHAR,
  json: VARCHAR,
  time: TIMESTAMP,
  'float64-list': LIST(DOUBLE),
  'text-list': LIST(VARCHAR),
}

/** Where an appender writes: a table of the store, or a temporary one of the same columns. */
export interface AppendTarget {
  readonly table: string
  readonly schema: string
  readonly catalog: string | undefined
}

export function storeTarget(table: string): AppendTarget {
  return { table, schema: storeSchema, catalog: undefined }
}

/** Appends columns to one table through one reused data chunk. Good until an append fails; then make a new one. */
export class TableAppender {
  readonly #appender: DuckDBAppender
  readonly #columns: readonly StoreColumn[]
  readonly #chunk: DuckDBDataChunk
  readonly #filler: VectorFiller

  private constructor(appender: DuckDBAppender, columns: readonly StoreColumn[], filler: VectorFiller) {
    this.#appender = appender
    this.#columns = columns
    this.#filler = filler
    this.#chunk = DuckDBDataChunk.create(columns.map((column) => types[column.type]))
  }

  /** `columns` in the order in which the table has them. */
  static async open(
    connection: DuckDBConnection,
    target: AppendTarget,
    columns: readonly StoreColumn[],
    filler: VectorFiller,
  ): Promise<TableAppender> {
    return new TableAppender(await connection.createAppender(target.table, target.schema, target.catalog), columns, filler)
  }

  /** The batch of one kind; `instruments` are the store's keys of its rows. Visible after `flush` and a commit. */
  append(batch: ColumnBatch, instruments: Int32Array): void {
    this.rows(batch.length, (column) => columnOf(column, batch, instruments), batch.kind)
  }

  /** Rows of columns that the caller looks up; undefined makes a column of NULLs. */
  rows(length: number, columnFor: (column: StoreColumn) => Column | undefined, kind: string): void {
    const sources = this.#columns.map(columnFor)
    for (let start = 0; start < length; start += vectorRows) {
      const count = Math.min(vectorRows, length - start)
      this.#chunk.reset()
      this.#chunk.rowCount = count
      this.#fill(sources, start, count, kind)
      this.#appender.appendDataChunk(this.#chunk)
    }
  }

  flush(): void {
    this.#appender.flushSync()
  }

  /** Drops what was not flushed. */
  close(): void {
    this.#appender.clear()
    this.#appender.closeSync()
  }

  #fill(sources: readonly (Column | undefined)[], start: number, count: number, kind: string): void {
    for (let index = 0; index < sources.length; index++) {
      const vector = duckdb.data_chunk_get_vector(this.#chunk.chunk, index)
      const { type, source: from } = this.#columns[index] as StoreColumn
      const source = sources[index]
      if (source !== undefined) this.#filler.fill(vector, type, source, start, count)
      else if (from?.source === 'kind') this.#filler.constant(vector, kind, count)
      else this.#filler.nothing(vector, type, count)
    }
  }
}

function columnOf({ source }: StoreColumn, batch: ColumnBatch, instruments: Int32Array): Column | undefined {
  if (source === undefined) return instruments
  if (source.source === 'header') return batch[source.field as 'ts' | 'tsRecv' | 'nanos' | 'revision']
  if (source.source === 'kind') return undefined
  return source.kinds === undefined || source.kinds.includes(batch.kind) ? batch.columns[source.field] : undefined
}
