import type { Table } from 'apache-arrow'
import type { AnyBatch, BufferKind, BufferQuery, BufferRows, EpochMs, EventBuffer } from '../contracts/index.ts'

export interface MarketBufferOptions {
  /** Rows kept per instrument and kind (of bars: and interval). */
  readonly size: number
  readonly kinds: readonly BufferKind[]
}

/** The rows that `toArrow` exports: the last `last` of those from `from` to `to`. */
export interface ArrowQuery extends BufferQuery {
  /** Inclusive. */
  readonly from?: EpochMs | undefined
  /** Exclusive. */
  readonly to?: EpochMs | undefined
  readonly last?: number | undefined
}

export declare class MarketBuffer implements EventBuffer {
  constructor(options: MarketBufferOptions)
  accept(batch: AnyBatch): void
  latest(query: BufferQuery, n: number): BufferRows
  range(query: BufferQuery, from: EpochMs, to: EpochMs): BufferRows
  clear(query?: Partial<BufferQuery>): void
  toArrow(query: ArrowQuery): Promise<Table>
}
