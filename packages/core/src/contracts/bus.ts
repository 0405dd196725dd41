import type { AnyBatch, EventBatch, EventKind } from './events.ts'

/**
 * In-process fan-out after the processors, one per pipeline. Handlers run synchronously, in subscription order, and
 * must return quickly; a handler that throws is counted and skipped, it never stops the stream. Slow work belongs in
 * a sink, which has a queue.
 */
export interface EventBus {
  on<K extends EventKind>(kind: K, handler: (batch: EventBatch<K>) => void): Disposable
  /** Every kind. */
  on(kind: '*', handler: (batch: AnyBatch) => void): Disposable
}
