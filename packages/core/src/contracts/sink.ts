import type { EventStore } from './columns.ts'
import type { AnyBatch, EventKind } from './events.ts'
import type { Component } from './lifecycle.ts'
import type { SourceTap } from './source.ts'

/**
 * When a queue is full: `block` pauses pausable sources (live ones up to `maxBlockMs`, then as `drop-oldest`);
 * the other three lose data, count it, and write a `gap` for this sink alone.
 */
export type OverflowPolicy = 'block' | 'drop-oldest' | 'drop-newest' | 'conflate'

export interface BatchPolicy {
  /** A write carries at most this many events. */
  readonly maxEvents: number
  /** An event waits at most this long for company. */
  readonly maxDelayMs: number
  /** Writes under way at the same time; 1 keeps the order. */
  readonly maxInFlight: number
  /** Events held at most, those under way included. */
  readonly queueEvents: number
  readonly overflow: OverflowPolicy
  /** How long `block` may hold back a live source. */
  readonly maxBlockMs: number
}

export interface SinkWrite {
  /** Unique per engine run, so that `run` and `id` together stay unique across restarts. */
  readonly run: string
  /** Increases by one per write and sink; the same id is used again when the write is retried. */
  readonly id: number
  readonly runs: readonly AnyBatch[]
  /** Events in `runs`. */
  readonly count: number
}

/** Indexes into `runs` flattened, for the events that failed while the rest was stored. */
export interface PartialFailure {
  readonly failed: readonly { readonly index: number; readonly error: Error }[]
}

export interface Sink extends Component {
  readonly consumes: readonly EventKind[] | '*'
  /** Defaults; the config may override each of them. */
  readonly batching: BatchPolicy
  /** `idempotent` when writing the same `run` and `id` twice stores it once. */
  readonly delivery: 'at-least-once' | 'idempotent' | 'best-effort'
  /**
   * Resolving acknowledges the whole write, or all but the failed events. Rejecting with a `retryable`
   * error gets the same write again; any other rejection dead-letters it.
   */
  write(write: SinkWrite, signal: AbortSignal): Promise<void | PartialFailure>
  /** Everything acknowledged before this resolves is durable. */
  flush?(signal: AbortSignal): Promise<void>
  /** Present on sinks that can be read back. */
  readonly reader?: EventStore
  /**
   * Present on sinks that want what enters through the sources (a recorder). Such a sink counts what it has written in
   * the metrics `tap_frames_total` and `tap_bytes_total` (label `component`: its id), for status views and summaries.
   */
  readonly tap?: SourceTap
}
