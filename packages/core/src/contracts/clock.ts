import type { EpochMs } from './time.ts'

/** The only source of time and timers in a component. Tests, replay and the simulator swap it. */
export interface Clock {
  /** Wall clock. Read once per frame, not once per event. */
  now(): EpochMs
  /** Never goes back; ms, for durations. */
  monotonic(): number
  after(delayMs: number, run: () => void): Disposable
  every(periodMs: number, run: () => void): Disposable
  /** Rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}
