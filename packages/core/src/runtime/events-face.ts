import { EventEmitter } from 'eventemitter3'
import type { ComponentStatus } from '../contracts/engine-view.ts'
import type { FeedloomError } from '../contracts/errors.ts'
import type { ConnectionStatus } from '../contracts/lifecycle.ts'
import type { Logger } from '../contracts/tokens.ts'
import type { RunSummary } from './summary.ts'

/** What `engine.on` tells about. */
export interface EngineEvents {
  readonly connection: ConnectionStatus
  readonly component: ComponentStatus
  /** Every error that was counted, of any category. */
  readonly error: FeedloomError
  /** Everything has stopped. */
  readonly end: RunSummary
}

/** The rare events of an engine. A handler that throws is logged and stops nobody. */
export class EventsFace {
  readonly #emitter = new EventEmitter()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  on<E extends keyof EngineEvents>(event: E, handler: (value: EngineEvents[E]) => void): Disposable {
    // A listener of its own per registration, so that disposing one leaves another of the same handler alone.
    const listener = (value: EngineEvents[E]): void => {
      try {
        handler(value)
      } catch (thrown) {
        this.#log.error(`a handler of \`${event}\` threw`, { error: thrown instanceof Error ? thrown.message : String(thrown) })
      }
    }
    this.#emitter.on(event, listener)
    return { [Symbol.dispose]: () => void this.#emitter.off(event, listener) }
  }

  emit<E extends keyof EngineEvents>(event: E, value: EngineEvents[E]): void {
    this.#emitter.emit(event, value)
  }
}
