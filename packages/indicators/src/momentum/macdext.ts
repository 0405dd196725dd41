import { z } from 'zod'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from '../averages/average.ts'
import type { Average } from '../averages/running-average.ts'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import { macdOutputs } from './macd-lines.ts'

interface Mean {
  readonly type: AverageType
  readonly period: number
}

class RunningMacdExt extends SingleInputIndicator {
  readonly #fast: Average
  readonly #slow: Average
  readonly #signal: Average
  readonly #fastBegin: number = 0
  readonly #slowBegin: number = 0
  readonly #lineBegin: number = 0

  constructor(source: SingleInput, fast: Mean, slow: Mean, signal: Mean, horizon: Horizon) {
    super(source, horizon)
    this.#fast = averageOf(this.cells, fast.type, fast.period)
    this.#slow = averageOf(this.cells, slow.type, slow.period)
    this.#signal = averageOf(this.cells, signal.type, signal.period)
    this.#lineBegin = lineWarmup(fast, slow)
    this.#fastBegin = this.#lineBegin - averageWarmup(fast.type, fast.period)
    this.#slowBegin = this.#lineBegin - averageWarmup(slow.type, slow.period)
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    const fast = index < this.#fastBegin ? 0 : this.#fast.push(value, index - this.#fastBegin)
    const slow = index < this.#slowBegin ? 0 : this.#slow.push(value, index - this.#slowBegin)
    if (index < this.#lineBegin) return
    const line = fast - slow
    const signal = this.#signal.push(line, index - this.#lineBegin)
    out[0] = line
    out[1] = signal
    out[2] = line - signal
  }
}

function lineWarmup(fast: Mean, slow: Mean): number {
  return Math.max(averageWarmup(fast.type, fast.period), averageWarmup(slow.type, slow.period))
}

/** MACD of any kinds of means, which begin so that their first values fall on one row. TA-Lib `MACDEXT`. */
export const macdext: IndicatorMaker<{
  fast?: number
  fastAverage?: AverageType | number
  slow?: number
  slowAverage?: AverageType | number
  signal?: number
  signalAverage?: AverageType | number
  input?: SingleInput
}> = defineIndicator({
  type: 'macdext',
  aliases: ['macd-extended'],
  summary: 'MACD of any kinds of means',
  source: 'TA-Lib MACDEXT',
  talib: {
    function: 'MACDEXT',
    parameters: {
      optInFastPeriod: 'fast',
      optInFastMAType: 'fastAverage',
      optInSlowPeriod: 'slow',
      optInSlowMAType: 'slowAverage',
      optInSignalPeriod: 'signal',
      optInSignalMAType: 'signalAverage',
    },
  },
  display: { pane: 'own', styles: { histogram: 'histogram' } },
  schema: z.strictObject({
    fast: period(12, 2, 'Period of the fast mean'),
    fastAverage: averageType('sma', 'Kind of the fast mean'),
    slow: period(26, 2, 'Period of the slow mean; when it is the shorter one, the two change places'),
    slowAverage: averageType('sma', 'Kind of the slow mean'),
    signal: period(9, 1, 'Period of the mean of their difference'),
    signalAverage: averageType('sma', 'Kind of that mean'),
    input: input(),
  }),
  build(parameters) {
    const one: Mean = { type: parameters.fastAverage, period: parameters.fast }
    const other: Mean = { type: parameters.slowAverage, period: parameters.slow }
    const [fast, slow] = other.period < one.period ? [other, one] : [one, other]
    const signal: Mean = { type: parameters.signalAverage, period: parameters.signal }
    const warmup = lineWarmup(fast, slow) + averageWarmup(signal.type, signal.period)
    const forgetting = Math.max(averageForgetting(fast.type, fast.period), averageForgetting(slow.type, slow.period))
    const horizon = { warmup, convergence: warmup + forgetting + averageForgetting(signal.type, signal.period) }
    return {
      inputs: [parameters.input],
      outputs: macdOutputs,
      ...horizon,
      create: () => new RunningMacdExt(parameters.input, fast, slow, signal, horizon),
    }
  },
})
