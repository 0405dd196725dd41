// Buying pressure: where bars close in their range, by volume, as a mean that forgets; and the mean of that.
import type { InputRow } from '@feedloom/core'
import {
  Exponential,
  type Horizon,
  type IndicatorMaker,
  RunningIndicator,
  Window,
  defineIndicator,
  period,
  rowsToForget,
} from '@feedloom/indicators/authoring'
import { z } from 'zod'

class RunningPressure extends RunningIndicator {
  readonly #flow: Exponential
  readonly #volume: Exponential
  readonly #signal: Window
  readonly #length: number = 0

  constructor(length: number, signal: number, horizon: Horizon) {
    super(horizon)
    // The parts keep what they remember in `cells`: hence previews, revisions and saves.
    this.#flow = new Exponential(this.cells, length)
    this.#volume = new Exponential(this.cells, length)
    this.#signal = new Window(this.cells, signal, false)
    this.#length = length
  }

  /** Rows for which this is false are skipped. */
  protected override accepts({ high, low, close, volume }: InputRow): boolean {
    return [high, low, close, volume].every(Number.isFinite)
  }

  /** One row; `index` counts those before it. */
  protected override compute({ high, low, close, volume }: InputRow, out: Float64Array, index: number): void {
    const place = high === low ? 0 : (2 * close - high - low) / (high - low)
    const flow = this.#flow.push(place * volume, index)
    const mean = this.#volume.push(volume, index)
    // The means begin when the first `length` rows are in.
    if (index < this.#length - 1) return
    const pressure = mean === 0 ? 0 : flow / mean
    this.#signal.push(pressure, index - (this.#length - 1))
    out[0] = pressure
    out[1] = this.#signal.mean
  }
}

/** To import: `pressure({ period: 10 })`; its `plugin` is for configs. */
export const pressure: IndicatorMaker<{ period?: number; signal?: number }> = defineIndicator({
  type: 'pressure',
  aliases: ['buying-pressure'],
  summary: 'Place of the close in the range, by volume: -1 sellers, 1 buyers',
  source: 'This example',
  display: { pane: 'own', levels: [0], range: [-1, 1] },
  schema: z.strictObject({
    period: period(10, 1, 'The share of a bar is 2 / (period + 1)'),
    signal: period(5, 1, 'Rows of the mean of the pressure'),
  }),
  build({ period: length, signal }) {
    const warmup = length - 1 + signal - 1
    // The window of the signal must be filled with values that have forgotten the beginning.
    const horizon = { warmup, convergence: warmup + rowsToForget(2 / (length + 1)) }
    return {
      inputs: ['high', 'low', 'close', 'volume'],
      outputs: ['pressure', 'signal'],
      ...horizon,
      create: () => new RunningPressure(length, signal, horizon),
    }
  },
})

/** What Feedloom loads from this file. */
export const { plugin } = pressure
