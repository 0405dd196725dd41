import type { Indicator, IndicatorInput } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { adosc, ema, macd, rsi } from './index.ts'
import { allIndicators } from './families.ts'
import { emptyRow } from './parts/row.ts'

const rows = 9000
const starts = 6
const rowsLooked = 40

/** A market that wanders around 100, and another one. */
function market(): Record<IndicatorInput, Float64Array> {
  const random = seededRandom(17)
  const names = Object.keys(emptyRow()) as IndicatorInput[]
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(rows)])) as Record<IndicatorInput, Float64Array>
  let [price, other] = [100, 50]
  for (let i = 0; i < rows; i++) {
    const open = price
    price *= Math.exp((random() - 0.5) * 0.02 - Math.log(price / 100) * 0.001)
    other *= Math.exp((random() - 0.5) * 0.02)
    const volume = random() * 100
    const high = Math.max(open, price) * (1 + random() * 0.004)
    const low = Math.min(open, price) * (1 - random() * 0.004)
    const row = { openTime: i * 60_000, open, high, low, close: price, price, volume, quoteVolume: volume * price, second: other }
    for (const [name, value] of Object.entries({ ...row, period: 2 + Math.floor(random() * 20) })) {
      columns[name as IndicatorInput][i] = value
    }
  }
  return columns
}

const columns = market()

function run(indicator: Indicator, from: number, to: number): readonly Float64Array[] {
  const part = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(from, to)]))
  const outputs = indicator.outputs.map(() => new Float64Array(to - from))
  indicator.batch(part, outputs)
  return outputs
}

/**
 * How far, as a share of the largest value, results from row `row` on are from those with all of the history before
 * them; Infinity where one is unknown and the other is not.
 */
function errorFrom(indicator: Indicator, row: number): number {
  const whole = run(indicator, 0, rows)
  const scales = whole.map((column) => column.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))), 0))
  const length = row + rowsLooked
  let worst = 0
  for (let n = 1; n <= starts; n++) {
    const start = Math.floor(((rows - length) * n) / starts)
    for (const [k, column] of run(indicator, start, start + length).entries()) {
      for (let i = row; i < length; i++) {
        const error = Math.abs((column[i] as number) - (whole[k]?.[start + i] as number)) / (scales[k] || 1)
        const isUnknown = Number.isNaN(column[i]) && Number.isNaN(whole[k]?.[start + i])
        if (!isUnknown) worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)
      }
    }
  }
  return worst
}

/** Their values count from the first row: there is no other beginning. */
const sinceFirstRow = new Set(['ad', 'nvi', 'obv', 'pvi', 'pvt', 'wad', 'vwap-anchored', 'maxindex', 'minindex', 'minmaxindex'])

describe('the convergence horizon', () => {
  it.each(allIndicators.filter(({ about }) => !sinceFirstRow.has(about.type)).map((maker) => [maker.about.type, maker] as const))(
    'of %s is as far as the beginning matters: the error is below 1e-6 from there on',
    (_type, maker) => {
      const indicator = maker()
      expect(errorFrom(indicator, Math.min(indicator.convergence, rows / 2))).toBeLessThan(1e-6)
    },
  )

  it('is at most twice as long as needed where the beginning fades', () => {
    for (const indicator of [ema({ period: 20 }), rsi(), macd(), adosc()]) {
      expect(errorFrom(indicator, Math.floor(indicator.convergence * 0.5))).toBeGreaterThan(1e-6)
    }
  })

  it('can be asked for', () => {
    expect([rsi({ period: 14 }).warmup, rsi({ period: 14 }).convergence, ema({ period: 9 }).convergence]).toEqual([14, 201, 70])
  })
})
