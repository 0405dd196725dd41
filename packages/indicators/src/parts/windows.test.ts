import type { Indicator, InputRow } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alma, hma, kurtosis, mad, median, percentRank, quantile, skew, vwapAnchored, vwapRolling, vwma, zlema, zscore } from '../index.ts'
import { batchOf, worst } from '../test/golden.ts'
import { emptyRow } from './row.ts'

interface Window {
  readonly closes: readonly number[]
  readonly volumes: readonly number[]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
const moment = (values: readonly number[], power: number): number => mean(values.map((value) => (value - mean(values)) ** power))
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const middle = (values: readonly number[]): number => {
  const sorted = ascending(values)
  return ((sorted[Math.floor((values.length - 1) / 2)] as number) + (sorted[Math.ceil((values.length - 1) / 2)] as number)) / 2
}
const weighted = ({ closes, volumes }: Window): number => sum(closes.map((close, i) => close * (volumes[i] as number))) / sum(volumes)
const isFlat = (values: readonly number[]): boolean => values.every((value) => value === values[0])

interface Definition {
  readonly create: (period: number) => Indicator
  readonly of: (window: Window, period: number) => number
  /** Rows of the window beyond the period. */
  readonly more?: number
}

/** By definition: what a window of `period` rows gives. */
const definitions: Readonly<Record<string, Definition>> = {
  vwma: { create: (period) => vwma({ period }), of: weighted },
  'vwap-rolling': { create: (period) => vwapRolling({ period }), of: weighted },
  median: { create: (period) => median({ period }), of: ({ closes }) => middle(closes) },
  mad: {
    create: (period) => mad({ period }),
    of: ({ closes }) => middle(closes.map((close) => Math.abs(close - middle(closes)))),
  },
  quantile: {
    create: (period) => quantile({ period, share: 0.7 }),
    of({ closes }) {
      const rank = 0.7 * (closes.length - 1)
      const [low = 0, high = low] = ascending(closes).slice(Math.floor(rank))
      return low + (high - low) * (rank - Math.floor(rank))
    },
  },
  'percent-rank': {
    create: (period) => percentRank({ period }),
    more: 1,
    of: ({ closes }, period) => (100 * closes.slice(0, -1).filter((close) => close <= (closes.at(-1) as number)).length) / period,
  },
  skew: {
    create: (period) => skew({ period: Math.max(2, period) }),
    of: ({ closes }) => (isFlat(closes) ? 0 : moment(closes, 3) / moment(closes, 2) ** 1.5),
  },
  kurtosis: {
    create: (period) => kurtosis({ period: Math.max(2, period) }),
    of: ({ closes }) => (isFlat(closes) ? 0 : moment(closes, 4) / moment(closes, 2) ** 2 - 3),
  },
  zscore: {
    create: (period) => zscore({ period: Math.max(2, period) }),
    of: ({ closes }) => (isFlat(closes) ? 0 : ((closes.at(-1) as number) - mean(closes)) / Math.sqrt(moment(closes, 2))),
  },
}

const rowOf = (price: number, volume: number): InputRow => ({ ...emptyRow(), openTime: 0, high: price, low: price, close: price, volume })
/** Whole numbers, so that many are equal. */
const row = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 3 })).map(([price, volume]) => rowOf(price, volume))
const rows = fc.array(row, { minLength: 30, maxLength: 40 })
const others = fc.array(fc.tuple(row, fc.nat(15)), { minLength: 40, maxLength: 40 })

/** The last values after previews, corrections and saves at random. */
function disturbed(indicator: Indicator, series: readonly InputRow[], between: readonly (readonly [InputRow, number])[]): number[] {
  const out = new Float64Array(indicator.outputs.length)
  let state = indicator.create()
  return series.map((one, i) => {
    const [other, act] = between[i] as readonly [InputRow, number]
    if ((act & 1) > 0) state.preview(other, out)
    state.update((act & 2) > 0 ? ((act & 8) > 0 ? emptyRow() : other) : one, out)
    if ((act & 1) > 0) state.preview(other, out)
    if ((act & 4) > 0) {
      const saved: unknown = JSON.parse(JSON.stringify(state.save()))
      state = indicator.create()
      state.restore(saved)
    }
    state.revise(one, out)
    return out[0] as number
  })
}

describe.each(Object.entries(definitions))('%s', (_name, { create, of, more = 0 }) => {
  it.each([1, 2, 3, 4, 7])('of %i rows is what its definition says, whatever is previewed, corrected or saved', (period) => {
    const indicator = create(period)
    const length = indicator.warmup + 1
    fc.assert(
      fc.property(rows, others, (series, between) => {
        const got = disturbed(indicator, series, between)
        const wanted = series.map((_, i) => {
          const window = series.slice(Math.max(0, i + 1 - length), i + 1)
          const known = { closes: window.map(({ close }) => close), volumes: window.map(({ volume }) => volume) }
          return window.length < length ? Number.NaN : of(known, length - more)
        })
        expect(
          worst(
            Float64Array.from(got),
            wanted.map((value) => (Number.isNaN(value) ? 'NaN' : value)),
          ),
        ).toBeLessThan(1e-9)
      }),
      { numRuns: 30 },
    )
  })
})

describe('windows of one or two rows', () => {
  const closes = [3, 5, 4, 8, 8, 1]
  const of = (indicator: Indicator): number[] => Array.from(batchOf(indicator, { close: Float64Array.from(closes) })[0] as Float64Array)

  it('are the row itself where nothing is smoothed', () => {
    expect(of(alma({ period: 1 }))).toEqual(closes)
    expect(of(zlema({ period: 1 }))).toEqual(closes)
  })
  it('are as they are defined', () => {
    const wanted = closes.slice(1).map((close, i) => 2 * close - ((closes[i] as number) + 2 * close) / 3)
    const got = of(hma({ period: 2 })).slice(1)
    expect(got.map((value, i) => Math.abs(value - (wanted[i] as number)) < 1e-12)).toEqual(wanted.map(() => true))
  })
})

describe('over 300,000 rows of prices, spikes and flat stretches', () => {
  const random = seededRandom(17)
  const close = Float64Array.from({ length: 300_000 }, (_, i) => (i % 5000 === 77 ? 1e7 : 1 + random() * 500))
  close.fill(42.4242, 299_000, 299_500)
  const volume = Float64Array.from(close, (_, i) => (i % 7000 === 11 ? 1e12 : random()))
  const columns = { openTime: new Float64Array(close.length), high: close, low: close, close, volume }

  it('nothing drifts', () => {
    for (const name of ['vwma', 'skew', 'kurtosis', 'median', 'mad', 'zscore']) {
      const { create, of } = definitions[name] as Definition
      const [got] = batchOf(create(20), columns)
      for (const end of [1000, 150_000, 220_090, 299_030, 299_480, 300_000]) {
        const wanted = of({ closes: [...close.subarray(end - 20, end)], volumes: [...volume.subarray(end - 20, end)] }, 20)
        expect(Math.abs((got?.[end - 1] as number) - wanted), `${name}, row ${end}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)))
      }
    }
  })

  it('the price since the beginning is that of exact sums', () => {
    const [got] = batchOf(vwapAnchored({ bands: [] }), columns)
    const scale = 2 ** 40
    const exact = (values: readonly number[]): bigint => values.reduce((total, value) => total + BigInt(Math.round(value * scale)), 0n)
    const volumes = exact([...volume])
    const amounts = close.reduce(
      (total, price, i) => total + BigInt(Math.round(price * scale)) * BigInt(Math.round((volume[i] as number) * scale)),
      0n,
    )
    const wanted = Number((amounts * 10n ** 12n) / volumes / BigInt(scale)) / 1e12
    expect(Math.abs((got?.at(-1) as number) / wanted - 1)).toBeLessThan(1e-12)
  })
})
