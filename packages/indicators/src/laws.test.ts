import { FeedloomError, type Indicator, type InputRow } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atr, bbands, ema, macd, rsi, sma } from './index.ts'
import { emptyRow } from './parts/row.ts'
import { batchOf } from './test/golden.ts'

const all: readonly (readonly [string, Indicator])[] = [
  ['sma', sma({ period: 7 })],
  ['ema', ema({ period: 7 })],
  ['rsi', rsi({ period: 7 })],
  ['macd', macd({ fast: 3, slow: 7, signal: 4 })],
  ['bbands', bbands({ period: 7 })],
  ['atr', atr({ period: 7 })],
]

const rowOf = (low: number, close: number, high: number): InputRow => ({ ...emptyRow(), open: close, low, close, high, volume: 1 })

const row = fc
  .tuple(
    fc.double({ min: 1, max: 1000, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([low, width, where]) => rowOf(low, low + width * where, low + width))
const rows = fc.array(row, { minLength: 30, maxLength: 60 })

function run(indicator: Indicator, series: readonly InputRow[]): number[][] {
  const state = indicator.create()
  const out = new Float64Array(indicator.outputs.length)
  return series.map((one) => {
    state.update(one, out)
    return Array.from(out)
  })
}

describe.each(all)('%s', (_name, indicator) => {
  const out = new Float64Array(indicator.outputs.length)

  it('has its first value exactly after the warm-up and says when the beginning no longer matters', () => {
    const state = indicator.create()
    for (let i = 0; i < indicator.convergence + 3; i++) {
      const readiness = state.update(rowOf(i + 1, i + 2 + (i % 3), i + 7), out)
      expect([i, readiness]).toEqual([i, i < indicator.warmup ? 'warming' : i < indicator.convergence ? 'ready' : 'converged'])
      expect(Array.from(out).map(Number.isNaN)).toEqual(Array.from(out, () => i < indicator.warmup))
    }
  })

  it('gives in batch what it gives row by row, bit for bit', () => {
    fc.assert(
      fc.property(rows, (series) => {
        const column = (key: 'high' | 'low' | 'close'): Float64Array => Float64Array.from(series, (one) => one[key])
        const batch = batchOf(indicator, { high: column('high'), low: column('low'), close: column('close') })
        expect(series.map((_, i) => batch.map((output) => output[i]))).toEqual(run(indicator, series))
      }),
    )
  })

  it('forgets previews, takes revisions, and goes on from what it saved', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(row, { minLength: 60, maxLength: 60 }),
        fc.array(fc.nat(7), { minLength: 60, maxLength: 60 }),
        (series, others, acts) => {
          const wanted = run(indicator, series)
          let state = indicator.create()
          const got = series.map((one, i) => {
            const other = others[i] as InputRow
            const act = acts[i] as number
            if ((act & 1) > 0) state.preview(other, out)
            state.update((act & 2) > 0 ? other : one, out)
            if ((act & 1) > 0) state.preview(other, out)
            if ((act & 4) > 0) {
              const saved: unknown = JSON.parse(JSON.stringify(state.save()))
              state = indicator.create()
              state.restore(saved)
            }
            state.revise(one, out)
            return Array.from(out)
          })
          expect(got).toEqual(wanted)
        },
      ),
    )
  })

  it('previews what the row would give', () => {
    fc.assert(
      fc.property(rows, row, (series, next) => {
        const state = indicator.create()
        for (const one of series) state.update(one, out)
        const readiness = state.preview(next, out)
        const preview = Array.from(out)
        expect([readiness, preview]).toEqual([state.update(next, out), Array.from(out)])
      }),
    )
  })

  it('skips a row of unknown values: NaN, and nothing remembered', () => {
    const series = Array.from({ length: 40 }, (_, i) => rowOf(i + 1, i + 2, i + 5))
    const holed = [...series.slice(0, 20), emptyRow(), ...series.slice(20)]
    const got = run(indicator, holed)
    expect(got[20]).toEqual(indicator.outputs.map(() => Number.NaN))
    expect([...got.slice(0, 20), ...got.slice(21)]).toEqual(run(indicator, series))
  })

  it('has forgotten its beginning when it says so: error below 1e-6', () => {
    const random = seededRandom(7)
    const market = Array.from({ length: indicator.convergence + 50 }, () => 100 + random() * 10).map((price) =>
      rowOf(price - 1, price, price + 1),
    )
    const history = Array.from({ length: 300 }, (_, i) => rowOf(90 + (i % 40), 95 + (i % 40), 110 + (i % 40)))
    const long = run(indicator, [...history, ...market]).slice(history.length)
    const short = run(indicator, market)
    const errors = short.slice(indicator.convergence).map((values, i) => {
      const before = long[i + indicator.convergence] as number[]
      // Of MACD the unit is the price that its means are made of.
      return Math.max(...values.map((value, k) => Math.abs(value - (before[k] as number)) / Math.max(100, Math.abs(value))))
    })
    expect(Math.max(...errors)).toBeLessThan(1e-6)
  })

  it('refuses what another indicator saved', () => {
    const code = (saved: unknown): unknown => {
      try {
        indicator.create().restore(saved)
      } catch (error) {
        return FeedloomError.is(error) ? error.code : error
      }
      return undefined
    }
    expect([undefined, {}, { now: [1], before: [], series: [] }].map(code)).toEqual(Array(3).fill('FEEDLOOM_INDICATOR_STATE_INVALID'))
  })

  it('begins anew after a reset', () => {
    const state = indicator.create()
    for (let i = 0; i < 30; i++) state.update(rowOf(i + 1, i * i + 2, i * i + 5), out)
    state.reset()
    const series = Array.from({ length: 30 }, (_, i) => rowOf(i + 1, i + 2, i + 5))
    expect(series.map((one) => (state.update(one, out), Array.from(out)))).toEqual(run(indicator, series))
  })
})

describe('a sliding window', () => {
  /** The mean and deviation of the last rows, made anew. */
  function direct(values: Float64Array): [number, number] {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return [mean, Math.sqrt(variance)]
  }

  it('does not drift over 300,000 rows of prices and spikes', () => {
    const random = seededRandom(11)
    const close = Float64Array.from({ length: 300_000 }, (_, i) => (i % 5000 === 77 ? 1e9 : 0.01 + random() * 50_000))
    close.fill(42.4242, 299_000, 299_500)
    const [mean = close] = batchOf(sma({ period: 200 }), { close })
    const [upper = close, middle = close] = batchOf(bbands({ period: 20 }), { close })
    for (const end of [1000, 150_000, 299_480, 300_000]) {
      const [wantedMean] = direct(close.subarray(end - 200, end))
      const [wantedMiddle, deviation] = direct(close.subarray(end - 20, end))
      expect(Math.abs((mean[end - 1] as number) / wantedMean - 1)).toBeLessThan(1e-12)
      expect(Math.abs((middle[end - 1] as number) / wantedMiddle - 1)).toBeLessThan(1e-12)
      expect(Math.abs((upper[end - 1] as number) - wantedMiddle - 2 * deviation)).toBeLessThan(1e-9 * Math.max(1, wantedMiddle))
    }
  })

  it('of equal values has no width', () => {
    const [upper, middle, lower] = batchOf(bbands({ period: 20 }), { close: new Float64Array(50).fill(0.1) })
    expect([upper?.[49], middle?.[49], lower?.[49]]).toEqual([middle?.[49], middle?.[49], middle?.[49]])
  })
})

describe('special series', () => {
  const flat = new Float64Array(60).fill(5)
  it('give RSI 50 on a start without moves as TA-Lib since 0.8.2, or what `flat` says', () => {
    expect(batchOf(rsi(), { close: flat })[0]?.[20]).toBe(50)
    expect(batchOf(rsi({ flat: 0 }), { close: flat })[0]?.[20]).toBe(0)
  })
  it('give ATR 0 on bars without range', () => {
    expect(batchOf(atr(), { high: flat, low: flat, close: flat })[0]?.[30]).toBe(0)
  })
})

describe('parameters', () => {
  it('are checked when used alone', () => {
    const code = (make: () => unknown): unknown => {
      try {
        make()
      } catch (error) {
        return FeedloomError.is(error) && [error.category, error.code, error.message]
      }
      return undefined
    }
    expect(code(() => rsi({ period: 0 }))).toMatchObject([
      'config',
      'FEEDLOOM_INDICATOR_PARAMETERS',
      expect.stringContaining('rsi: `period`'),
    ])
    expect(code(() => sma({ perod: 3 } as never))).toMatchObject([
      'config',
      'FEEDLOOM_INDICATOR_PARAMETERS',
      expect.stringContaining('perod'),
    ])
  })
  it('are told with their defaults', () => {
    expect(macd().parameters).toEqual({ fast: 12, slow: 26, signal: 9, input: 'close', unstable: 0 })
    expect([bbands().warmup, macd().warmup, rsi().warmup]).toEqual([19, 33, 14])
  })
})
