import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input, period } from '../parts/parameters.ts'
import type { SortedWindow } from '../parts/sorted-window.ts'
import { RunningOrder } from './running-order.ts'

/**
 * The `count`-th least distance from `centre`: the `count` nearest values stand next to each other, and where they
 * begin is found by halving.
 */
function distanceOf(window: SortedWindow, length: number, count: number, centre: number): number {
  let [low, high] = [0, length - count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (centre - window.at(middle) > window.at(middle + count) - centre) low = middle + 1
    else high = middle
  }
  return Math.max(centre - window.at(low), window.at(low + count - 1) - centre)
}

function deviationOf(window: SortedWindow, length: number): number {
  const centre = window.median
  const half = length >>> 1
  const upper = distanceOf(window, length, half + 1, centre)
  return length % 2 === 1 ? upper : (distanceOf(window, length, half, centre) + upper) / 2
}

/** Median absolute deviation: the median of the distances of the last `period` rows from their median. */
export const mad: IndicatorMaker<{ period?: number; input?: SingleInput }> = defineIndicator({
  type: 'mad',
  aliases: ['median-absolute-deviation'],
  summary: 'Median distance from the median',
  source: 'C. F. Gauss, 1816; not scaled to a standard deviation',
  display: { pane: 'own' },
  schema: z.strictObject({ period: period(20, 1, 'Rows looked back on'), input: input() }),
  build({ period: length, input: source }) {
    const horizon = { warmup: length - 1, convergence: length - 1 }
    return {
      inputs: [source],
      outputs: ['mad'],
      ...horizon,
      create: () => new RunningOrder(source, length, (window) => deviationOf(window, length), horizon),
    }
  },
})
