/**
 * What the indicators of this package are made of, for those who write one of their own: a formula says what it does
 * with one row, and has previews, revisions, saves and batches for nothing.
 *
 * @module
 */
export { Cells } from './parts/cells.ts'
export {
  type BuiltIndicator,
  type IndicatorMaker,
  type IndicatorRecipe,
  type TalibNames,
  defineIndicator,
} from './parts/define-indicator.ts'
export { Highest, Lowest } from './parts/extremes.ts'
export { type Horizon, RunningIndicator, type SingleInput, SingleInputIndicator } from './parts/indicator-state.ts'
export { Lag } from './parts/lag.ts'
export { type InputSchema, type SecondInput, input, period, second, unstable } from './parts/parameters.ts'
export { Exponential, Wilder, rowsToForget } from './parts/smoothing.ts'
export { trueRange } from './parts/true-range.ts'
export { Window } from './parts/window.ts'
