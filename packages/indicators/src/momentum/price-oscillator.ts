import { z } from 'zod'
import { type AverageType, averageForgetting, averageOf, averageType, averageWarmup } from '../averages/average.ts'
import type { Average } from '../averages/running-average.ts'
import type { BuiltIndicator } from '../parts/define-indicator.ts'
import { type Horizon, type SingleInput, SingleInputIndicator } from '../parts/indicator-state.ts'
import { type InputSchema, input, period } from '../parts/parameters.ts'

/** What `apo` and `ppo` make of a fast and a slow mean. */
type Difference = (fast: number, slow: number) => number

export interface OscillatorParameters {
  fast?: number
  slow?: number
  average?: AverageType | number
  input?: SingleInput
}

type OscillatorShape = {
  fast: z.ZodDefault<z.ZodInt>
  slow: z.ZodDefault<z.ZodInt>
  average: ReturnType<typeof averageType>
  input: InputSchema
}

export const oscillatorSchema: z.ZodObject<OscillatorShape, z.core.$strict> = z.strictObject({
  fast: period(12, 2, 'Period of the fast mean'),
  slow: period(26, 2, 'Period of the slow mean; when it is the shorter one, the two change places'),
  average: averageType('ema', 'Kind of both means'),
  input: input(),
})

export const oscillatorNames: Readonly<Record<string, string>> = {
  optInFastPeriod: 'fast',
  optInSlowPeriod: 'slow',
  optInMAType: 'average',
}

class RunningOscillator extends SingleInputIndicator {
  readonly #fast: Average
  readonly #slow: Average
  readonly #difference: Difference

  constructor(source: SingleInput, average: AverageType, fast: number, slow: number, difference: Difference, horizon: Horizon) {
    super(source, horizon)
    this.#fast = averageOf(this.cells, average, fast)
    this.#slow = averageOf(this.cells, average, slow)
    this.#difference = difference
  }

  protected override take(value: number, out: Float64Array, index: number): void {
    out[0] = this.#difference(this.#fast.push(value, index), this.#slow.push(value, index))
  }
}

/** Both means begin with the series, each seeded on its own. */
export function buildOscillator(output: string, parameters: z.output<typeof oscillatorSchema>, difference: Difference): BuiltIndicator {
  const { average, input: source } = parameters
  const fast = Math.min(parameters.fast, parameters.slow)
  const slow = Math.max(parameters.fast, parameters.slow)
  const warmup = averageWarmup(average, slow)
  const horizon = { warmup, convergence: warmup + averageForgetting(average, slow) }
  return {
    inputs: [source],
    outputs: [output],
    ...horizon,
    create: () => new RunningOscillator(source, average, fast, slow, difference, horizon),
  }
}
