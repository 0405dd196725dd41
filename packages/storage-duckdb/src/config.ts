import { duration, filePath, size } from '@feedloom/core/config'
import { z } from 'zod'

/** Keys of the `duckdb` sink, beside those that every sink has (`kinds`, `batching`). */
export const duckdbConfig: z.ZodType<DuckdbConfig> = z.strictObject({
  path: filePath().describe('Database file, made when it is not there; `:memory:` keeps everything in memory.'),
  retention: z
    .record(z.string(), duration({ min: '1m' }))
    .prefault({})
    .describe('How long to keep data, by data kind (`trade: 7d`, `book: 2d`) or table (`quotes: 1d`), by the time of the events.'),
  threads: z.int().min(1).max(256).optional().describe('Threads of DuckDB; one for each core when left out.'),
  memoryLimit: size({ min: '16MB' }).optional().describe('Memory that DuckDB may use; 80 % of the machine when left out.'),
})

export interface DuckdbConfig {
  readonly path: string
  /** Milliseconds by data kind or table name. */
  readonly retention: Readonly<Record<string, number>>
  readonly threads?: number | undefined
  /** Bytes. */
  readonly memoryLimit?: number | undefined
}
