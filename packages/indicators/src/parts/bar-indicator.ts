import type { InputRow } from '@feedloom/core'
import { RunningIndicator } from './indicator-state.ts'

/** An indicator of high, low and close. */
export abstract class HighLowCloseIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close)
  }
}

/** An indicator of high and low. */
export abstract class HighLowIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low)
  }
}

/** An indicator of high, low, close and volume. */
export abstract class HighLowCloseVolumeIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close) && Number.isFinite(row.volume)
  }
}

/** An indicator of open, high, low and close. */
export abstract class CandleIndicator extends RunningIndicator {
  protected override accepts(row: InputRow): boolean {
    return Number.isFinite(row.open) && Number.isFinite(row.high) && Number.isFinite(row.low) && Number.isFinite(row.close)
  }
}
