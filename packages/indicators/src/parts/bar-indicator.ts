import type { InputRow } from '@feedloom/core'
import { RunningIndicator } from './indicator-state.ts'

// Of a number that is not finite the distance from itself is NaN, and so is every sum with it: one test for all inputs.

/** An indicator of high, low and close. */
export abstract class HighLowCloseIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return row.high - row.high + (row.low - row.low) + (row.close - row.close) === 0
  }
}

/** An indicator of high and low. */
export abstract class HighLowIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return row.high - row.high + (row.low - row.low) === 0
  }
}

/** An indicator of high, low, close and volume. */
export abstract class HighLowCloseVolumeIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return row.high - row.high + (row.low - row.low) + (row.close - row.close) + (row.volume - row.volume) === 0
  }
}

/** An indicator of open, high, low and close. */
export abstract class CandleIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.open) && Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close)
  }
}
