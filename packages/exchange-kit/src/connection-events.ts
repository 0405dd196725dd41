import type { ConnectionStatus, RawFrame } from '@feedloom/core'
import type { LinkEnd } from './link.ts'

/** What a source hears of one of its connections. */
export interface ConnectionEvents {
  frame(frame: RawFrame): void
  /** The venue is asked for these topics. */
  asked(topics: readonly string[]): void
  /** A topic is confirmed, or refused. */
  settled(topic: string, error: Error | undefined): void
  /** The venue sends this topic no more. */
  released(topic: string): void
  /** Data of these topics is missing from here on; said before anything else comes. */
  lost(topics: readonly string[], cause: LinkEnd['cause']): void
  changed(status: ConnectionStatus): void
  /** Nobody will try again. */
  failed(error: Error): void
}
