/** Values on which TA-Lib 0.6 is held to be wrong: rows that are not compared. */
export interface TalibException {
  /** As in the goldens: `RSI(TimePeriod=2)`. */
  readonly call: string
  readonly series: string
  /** First and last row of each stretch. */
  readonly rows: readonly (readonly [number, number])[]
  readonly reason: string
}

const cancelled =
  'From row 265 on the prices alternate, the taps of each filter cancel exactly, and with them both components of the phase: it is 0. ' +
  'TA-Lib smooths by sums that it adds to and takes from; what is left of them, 1e-14, makes a phase at random, and its means keep the trace.'
const flat =
  'All prices of the cycle are equal. Their sums over sines and cosines are 0 in exact arithmetic, and the phase then turns by the formula ' +
  '(90 degrees and one row of the cycle); TA-Lib takes the angle of what rounding leaves of the two sums.'
const flatRows = [
  [154, 159],
  [336, 339],
  [367, 369],
  [505, 519],
] as const

const variance =
  'The deviation is that of the precise values of STDDEV(20,1) on this series; TA-Lib takes the difference of two sums of squares.'
const bands = (average: number): string => `BBANDS(TimePeriod=20,NbDevUp=2,NbDevDn=2,MAType=${average})`

export const exceptions: readonly TalibException[] = [
  {
    call: 'RSI(TimePeriod=2)',
    series: 'edge',
    rows: [[156, 159]],
    reason: 'TA-Lib takes a mean gain below 1e-14 for 0 and answers 0; the loss is exactly 0, so the ratio is 100.',
  },
  {
    call: 'PLUS_DI(TimePeriod=2)',
    series: 'edge',
    rows: [[157, 159]],
    reason: 'TA-Lib takes a range below 1e-14 for 0 and answers 0; all of what is left of it is upward movement, so the share is 100.',
  },
  {
    call: 'CCI(TimePeriod=10)',
    series: 'edge',
    rows: [
      [320, 339],
      [350, 369],
      [499, 519],
    ],
    reason: 'All prices of the window are equal: 0 since TA-Lib 0.8; 0.6 divides what rounding leaves of the distances.',
  },
  {
    call: 'CMO(TimePeriod=2)',
    series: 'edge',
    rows: [[156, 159]],
    reason: 'TA-Lib takes gains and losses below 1e-14 for 0 and answers 0; all of what is left of them are gains, so the value is 100.',
  },
  {
    call: 'IMI(TimePeriod=20)',
    series: 'edge',
    rows: [
      [19, 59],
      [129, 159],
      [229, 249],
      [309, 310],
      [509, 519],
    ],
    reason: 'No bar of the window moves: 50 since TA-Lib 0.8; 0.6 divides 0 by 0.',
  },
  { call: 'MAMA', series: 'edge', rows: [[265, 507]], reason: cancelled },
  { call: 'MA(TimePeriod=10,MAType=7)', series: 'edge', rows: [[265, 507]], reason: cancelled },
  { call: 'MAMA(FastLimit=0.6,SlowLimit=0.02)', series: 'edge', rows: [[265, 500]], reason: cancelled },
  ...['BETA', 'BETA(TimePeriod=5)'].map((call) => ({
    call,
    series: 'dev',
    rows: [[246, 249]] as const,
    reason:
      'The price falls in a straight line, so its returns differ by 2e-9: TA-Lib takes their spread, below 1e-14, for 0. See beta.test.ts.',
  })),
  ...[1, 2, 3, 4, 5, 6, 8].map((average) => ({
    call: bands(average),
    series: 'edge',
    rows: [
      [308, 310],
      [330, 339],
      [360, 369],
    ] as const,
    reason: variance,
  })),
  { call: bands(7), series: 'edge', rows: [[265, 421]], reason: cancelled },
  { call: 'HT_DCPHASE', series: 'edge', rows: flatRows, reason: flat },
  { call: 'HT_SINE', series: 'edge', rows: flatRows, reason: flat },
  { call: 'HT_TRENDMODE', series: 'edge', rows: [[512, 519]], reason: flat },
]
