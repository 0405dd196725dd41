/**
 * created -> starting -> running <-> degraded -> stopping -> stopped
 * Any state but `stopped` may go to `failed`; `failed` may only go to `stopping`.
 */
export type ComponentState = 'created' | 'starting' | 'running' | 'degraded' | 'stopping' | 'stopped' | 'failed'

export const transitions: Readonly<Record<ComponentState, readonly ComponentState[]>> = {
  created: ['starting', 'stopping', 'failed'],
  starting: ['running', 'degraded', 'stopping', 'failed'],
  running: ['degraded', 'stopping', 'failed'],
  degraded: ['running', 'stopping', 'failed'],
  stopping: ['stopped', 'failed'],
  stopped: [],
  failed: ['stopping'],
}

/** Every plugin instance is one. Both methods are optional and safe to call more than once. */
export interface Component {
  /** Resolves when the component is ready. Long work goes on in the background until `stop`. */
  start?(signal: AbortSignal): Promise<void>
  /** Stops accepting, finishes what it holds, releases resources. Called also when `start` failed. */
  stop?(signal: AbortSignal): Promise<void>
}

/** The five states of one connection to a venue. `failed` means that nobody will try again without a human. */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed'

export interface ConnectionStatus {
  /** Component id of the source, e.g. `sources.binance`. */
  readonly source: string
  /** `public#0`; the same name that frames carry in `RawFrame.connection`. */
  readonly connection: string
  readonly state: ConnectionState
  /** Why it is not connected, in words. */
  readonly reason: string | undefined
  /** Reconnects since start. */
  readonly reconnects: number
  /** Topics that the venue has confirmed on this connection. */
  readonly topics: number
}
