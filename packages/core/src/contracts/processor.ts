import type { HistoryReader } from './columns.ts'
import type { AnyBatch, EventKind } from './events.ts'
import type { Component } from './lifecycle.ts'
import type { BarSpec, EpochMs } from './time.ts'
import type { DerivedWriter } from './writer.ts'

/** An indicator that a processor looks at. */
export interface NeededIndicator {
  /** `rsi14`, `macd.signal`. */
  readonly name: string
  /** Where it stands below the component's keys. */
  readonly path: readonly (string | number)[]
}

/** A synchronous stage between sources and sinks: filter, conflate, bars from trades, indicators. */
export interface Processor extends Component {
  readonly consumes: readonly EventKind[] | '*'
  readonly produces: readonly EventKind[]
  /** Also pass on what it consumed. What it does not consume always passes. */
  readonly forwards: boolean
  /**
   * Bar widths, where they matter: those without which it has nothing to do, and those that it makes. Left out when it
   * takes any. A config in which nobody gives a needed width is refused.
   */
  readonly intervals?: { readonly needs: readonly BarSpec[]; readonly makes: readonly BarSpec[] }
  /**
   * Indicators by their names, where it says them: those that it looks at, with the place of each in its config, and those
   * that it makes (`macd`, `macd.signal`). A config in which nobody makes a needed one is refused.
   */
  readonly indicators?: { readonly needs: readonly NeededIndicator[]; readonly makes: readonly string[] }
  /** Fills its state before the first live event; live data waits, bounded, until this resolves. */
  warm?(history: HistoryReader, signal: AbortSignal): Promise<void>
  process(batch: AnyBatch, out: DerivedWriter): void
  /** Calls `tick` this often on the engine's clock (timed bar close, conflation, cooldown). */
  readonly tickEveryMs?: number
  tick?(now: EpochMs, out: DerivedWriter): void
  /** Called when a replay or a drain ends: write what is still held. */
  end?(out: DerivedWriter): void
}
