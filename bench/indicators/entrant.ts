import type { Market } from './market.ts'

export const indicatorNames = ['sma', 'ema', 'rsi', 'macd', 'bbands', 'atr', 'stoch', 'adx', 'cci', 'obv'] as const
export type IndicatorName = (typeof indicatorNames)[number]
export type Form = 'batch' | 'streaming'

/** The same for everybody. The stochastic is the slow one: a window, smoothed by `slowing`, and again by `signal`. */
export const periods = {
  sma: 20,
  ema: 20,
  rsi: 14,
  macd: { fast: 12, slow: 26, signal: 9 },
  bbands: 20,
  deviations: 2,
  atr: 14,
  stoch: { window: 14, slowing: 3, signal: 3 },
  adx: 14,
  cci: 20,
} as const

/** Once over all bars. Answers the first output (the upper band, the slowed %K), perhaps without its warm-up. */
export type Pass = () => Outcome

/** A column, or a view of one number of each result. */
export interface Outcome {
  readonly length: number
  at(i: number): number | undefined
}

/** What a library can do. */
export type Entrant = Readonly<Partial<Record<IndicatorName, Readonly<Partial<Record<Form, (market: Market) => Pass>>>>>>

export const unknown = Number.NaN
