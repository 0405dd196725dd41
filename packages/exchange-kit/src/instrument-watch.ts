import { configError, toFeedloomError } from '@feedloom/core'
import type { InstrumentFields, InstrumentRegistry, RawFrame, WireDrift } from '@feedloom/core'
import type { Health } from './health.ts'
import type { RestFrames } from './rest-frames.ts'
import type { Wire } from './wire.ts'

export interface InstrumentWatchParts {
  readonly wire: Wire
  readonly frames: RestFrames
  readonly instruments: InstrumentRegistry
  readonly health: Health
  readonly signal: AbortSignal
  /** The registry holds something new. */
  changed(): Promise<void>
  /** The list has another shape than the adapter knows. */
  drifted(frame: RawFrame, drift: WireDrift): void
}

/** The venue's list of instruments, and what happens to it while the source runs. */
export class InstrumentWatch implements Disposable {
  readonly #parts: InstrumentWatchParts
  #timer: Disposable | undefined
  #busy = false

  constructor(parts: InstrumentWatchParts) {
    this.#parts = parts
  }

  /** Asks the venue. Throws what the HTTP client throws. */
  async fetch(signal: AbortSignal): Promise<readonly InstrumentFields[]> {
    const { wire, frames } = this.#parts
    const frame = await frames.frame(wire.spec.instruments(wire.config), 'repair', signal)
    const found = wire.spec.normalizer.instruments?.(frame, (drift) => this.#parts.drifted(frame, drift))
    if (found !== undefined) return found
    throw configError(
      'FEEDLOOM_INSTRUMENTS_UNREAD',
      `the normalizer of ${wire.venue} does not read instruments from \`${frame.channel}\``,
      {
        hint: 'Its `instruments` must know the channel that the spec gives to this call; this is a defect of the adapter.',
      },
    )
  }

  start(): void {
    const { wire } = this.#parts
    const everyMs = wire.config.instruments.refresh
    if (everyMs > 0) this.#timer ??= wire.clock.every(everyMs, () => void this.refresh())
  }

  /** Takes in listings and delistings. Never rejects: a failed refresh degrades the source until one succeeds. */
  async refresh(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    const { health, signal } = this.#parts
    try {
      this.#take(await this.fetch(signal))
      await this.#parts.changed()
      health.over('instruments')
    } catch (error) {
      if (!signal.aborted) health.trouble('instruments', toFeedloomError(error, 'retryable', 'FEEDLOOM_INSTRUMENTS_FAILED'))
    } finally {
      this.#busy = false
    }
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
  }

  #take(listed: readonly InstrumentFields[]): void {
    const { wire, instruments } = this.#parts
    // An empty list is a mistake of the venue, not the end of everything.
    if (listed.length === 0) return
    const names = new Set(listed.map(({ nativeSymbol }) => nativeSymbol))
    const gone = [...instruments.all(wire.venue)].filter(({ nativeSymbol, status }) => status !== 'delisted' && !names.has(nativeSymbol))
    const { added } = instruments.define([...listed, ...gone.map((instrument) => ({ ...instrument, status: 'delisted' as const }))])
    if (added.length > 0) wire.log.info('listed', { venue: wire.venue, symbols: added.map(({ symbol }) => symbol) })
    if (gone.length > 0) wire.log.info('delisted', { venue: wire.venue, symbols: gone.map(({ symbol }) => symbol) })
  }
}
