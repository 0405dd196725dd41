import type { InputRow } from '@feedloom/core'
import { RunningIndicator } from '../parts/indicator-state.ts'

/** An indicator of the logarithms of open, high, low and close: a row of which one is not above 0 is skipped. */
export abstract class OpenHighLowCloseIndicator extends RunningIndicator {
  protected override accepts({ open, high, low, close }: InputRow): boolean {
    return open > 0 && high > 0 && low > 0 && close > 0 && open + high + low + close < Infinity
  }
}
