import { FeedloomError, type Indicator, type InputRow } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { allIndicators } from './families.ts'
import { ema, sma } from './averages/index.ts'
import { macd, rsi } from './momentum/index.ts'
import { atr, bbands } from './volatility/index.ts'
import { emptyRow } from './parts/row.ts'
import { batchOf } from './test/golden.ts'

const all: readonly (readonly [string, Indicator])[] = [
  ['sma', sma({ period: 7 })],
  ['ema', ema({ period: 7 })],
  ['rsi', rsi({ period: 7 })],
  ['macd', macd({ fast: 3, slow: 7, signal: 4 })],
  ['macd seeded with first values', macd({ fast: 3, slow: 7, signal: 4, seed: 'first' })],
  ['macd seeded with plain means', macd({ fast: 3, slow: 7, signal: 4, seed: 'sma' })],
  ['bbands', bbands({ period: 7 })],
  ['atr', atr({ period: 7 })],
  ['atr with the first range', atr({ period: 7, first: 'range' })],
]

const rowOf = (low: number, close: number, high: number): InputRow => ({ ...emptyRow(), open: close, low, close, high, volume: 1 })

function run(indicator: Indicator, series: readonly InputRow[]): number[][] {
  const state = indicator.create()
  const out = new Float64Array(indicator.outputs.length)
  return series.map((one) => {
    state.update(one, out)
    return Array.from(out)
  })
}

describe.each(all)('%s', (_name, indicator) => {
  it('skips a row of unknown values: NaN, and nothing remembered', () => {
    const series = Array.from({ length: 40 }, (_, i) => rowOf(i + 1, i + 2, i + 5))
    const holed = [...series.slice(0, 20), emptyRow(), ...series.slice(20)]
    const got = run(indicator, holed)
    expect(got[20]).toEqual(indicator.outputs.map(() => Number.NaN))
    expect([...got.slice(0, 20), ...got.slice(21)]).toEqual(run(indicator, series))
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
})

/** Values that count from the first row on, or turn on one row for ever: no horizon makes them forget it. */
const endless = new Set(['ad', 'adosc', 'maxindex', 'minindex', 'minmaxindex', 'nvi', 'obv', 'pvi', 'pvt', 'vwap', 'vwap-anchored', 'wad'])
const minute = 60_000

/** A market of bars from one minute to another: the same minutes give the same bars. */
function market(from: number, to: number): InputRow[] {
  const random = seededRandom('market')
  let price = 100
  const bars = Array.from({ length: to }, (_, row) => {
    const open = price
    price = Math.max(20, price * (1 + (random() - 0.5) / 50))
    const [high, low] = [Math.max(open, price) * (1 + random() / 200), Math.min(open, price) * (1 - random() / 200)]
    const volume = 1 + Math.floor(random() * 1000)
    const second = 50 + 10 * random()
    const period = 2 + Math.floor(random() * 20)
    return { openTime: row * minute, open, high, low, close: price, volume, quoteVolume: volume * price, price, second, period }
  })
  return bars.slice(from)
}

describe.each(allIndicators.filter(({ about }) => !endless.has(about.type)).map((maker) => [maker.about.type, maker] as const))(
  '%s',
  (_type, maker) => {
    it('has forgotten its beginning when it says so: error below 1e-6', () => {
      const indicator = maker()
      const before = 500
      const end = before + indicator.convergence + 60
      const long = run(indicator, market(0, end)).slice(before)
      const short = run(indicator, market(before, end))
      const largest = indicator.outputs.map((_, k) => Math.max(0, ...long.map((values) => Math.abs(values[k] as number) || 0)))
      const errors = short.slice(indicator.convergence).flatMap((values, i) =>
        values.map((value, k) => {
          const wanted = long[i + indicator.convergence]?.[k] as number
          return Object.is(value, wanted) ? 0 : Math.abs(value - wanted) / (largest[k] as number)
        }),
      )
      expect(Math.max(...errors)).toBeLessThan(1e-6)
    })
  },
)

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
    expect(macd().parameters).toEqual({ fast: 12, slow: 26, signal: 9, seed: 'talib', input: 'close', unstable: 0 })
    expect([bbands().warmup, macd().warmup, rsi().warmup]).toEqual([19, 33, 14])
  })
})
