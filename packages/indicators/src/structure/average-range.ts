import type { StructureBar } from './bars.ts'

/** Plain JSON. */
export interface AverageRangeState {
  rows: number
  close: number
  mean: number
}

export function newAverageRange(): AverageRangeState {
  return { rows: 0, close: 0, mean: 0 }
}

/**
 * Mean true range by Wilder's smoothing ("New Concepts in Technical Trading Systems", 1978), the measure that all
 * thresholds here are in. Unlike the indicator `atr` it counts the first bar with its plain range and has a value from
 * the first bar on: the plain mean of what has come, until `period` bars have.
 */
export function addRange(state: AverageRangeState, bar: StructureBar, period: number): number {
  const { high, low, close } = bar
  const before = state.rows === 0 ? close : state.close
  const range = Math.max(high - low, Math.abs(high - before), Math.abs(low - before))
  state.rows++
  state.close = close
  state.mean += (range - state.mean) / Math.min(state.rows, period)
  return state.mean
}
