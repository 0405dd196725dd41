/** Values on which TA-Lib 0.6 is held to be wrong. `rows` of its first output are not compared. */
export interface TalibException {
  /** As in the goldens: `RSI(TimePeriod=2)`. */
  readonly call: string
  readonly series: string
  readonly rows: readonly number[]
  readonly reason: string
}

export const exceptions: readonly TalibException[] = [
  {
    call: 'RSI(TimePeriod=2)',
    series: 'edge',
    rows: [156, 157, 158, 159],
    reason: 'TA-Lib takes a mean gain below 1e-14 for 0 and answers 0; the loss is exactly 0, so the ratio is 100',
  },
]
