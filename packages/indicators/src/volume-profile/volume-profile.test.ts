import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PriceHistogram, priceOfRow, roundStep } from './price-histogram.ts'
import { valueArea } from './value-area.ts'
import { type Profile, volumeProfileOfBars, volumeProfileOfTrades } from './volume-profile.ts'
import { type ProfileWindow, type WindowProfile, WindowedProfile } from './windowed-profile.ts'

const hour = 3_600_000
const day = 24 * hour
const levelsOf = (...volumes: number[]): Float64Array => Float64Array.from(volumes.flatMap((volume, i) => [i + 1, volume]))
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

const trade = fc.record({
  price: fc.integer({ min: 9_000, max: 11_000 }).map((ticks) => ticks / 100),
  size: fc.integer({ min: 1, max: 1000 }),
  side: fc.constantFrom(1, -1),
})
type Trades = readonly { readonly price: number; readonly size: number; readonly side: number }[]
const trades = fc.array(trade, { minLength: 1, maxLength: 200 })
const columns = (list: Trades) => ({
  price: Float64Array.from(list, ({ price }) => price),
  size: Float64Array.from(list, ({ size }) => size),
  side: Float64Array.from(list, ({ side }) => side),
})

describe('the value area', () => {
  it('grows from the point of control by the better pair of rows', () => {
    // 70 % of 235 is 164.5: 100, then 40 + 30 above against 30 + 20 below.
    expect(valueArea(levelsOf(10, 20, 30, 100, 40, 30, 5))).toEqual({ pointOfControl: 4, valueAreaLow: 4, valueAreaHigh: 6 })
    expect(valueArea(levelsOf(5, 30, 40, 100, 30, 20, 10))).toEqual({ pointOfControl: 4, valueAreaLow: 2, valueAreaHigh: 4 })
  })

  it('takes of equal pairs the upper one', () => {
    expect(valueArea(levelsOf(10, 10, 100, 10, 10), 0.8)).toEqual({ pointOfControl: 3, valueAreaLow: 3, valueAreaHigh: 5 })
  })

  it('takes of equal rows the one nearest to the middle, and ends at the range', () => {
    expect(valueArea(levelsOf(9, 1, 9, 1, 1), 0.1).pointOfControl).toBe(3)
    expect(valueArea(levelsOf(1, 1, 1, 1), 0.1).pointOfControl).toBe(2)
    expect(valueArea(levelsOf(100, 1, 1), 1)).toEqual({ pointOfControl: 1, valueAreaLow: 1, valueAreaHigh: 3 })
    expect(valueArea(levelsOf(7))).toEqual({ pointOfControl: 1, valueAreaLow: 1, valueAreaHigh: 1 })
  })

  it('holds its share of the volume around the row with the most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (volumes, share) => {
          const { pointOfControl, valueAreaLow, valueAreaHigh } = valueArea(levelsOf(...volumes), share)
          const inside = sum(volumes.slice(valueAreaLow - 1, valueAreaHigh))
          expect(inside).toBeGreaterThanOrEqual(share * sum(volumes) * (1 - 1e-12))
          expect(volumes[pointOfControl - 1]).toBe(Math.max(...volumes))
          expect(pointOfControl >= valueAreaLow && pointOfControl <= valueAreaHigh).toBe(true)
        },
      ),
    )
  })
})

describe('a profile of trades', () => {
  it('is exact', () => {
    fc.assert(
      fc.property(trades, (list) => {
        const profile = volumeProfileOfTrades(columns(list), { step: 0.01 }) as Profile
        const expected = new Map<number, [number, number, number]>()
        for (const { price, size, side } of list) {
          const [all, bought, sold] = expected.get(price) ?? [0, 0, 0]
          expected.set(price, [all + size, bought + (side > 0 ? size : 0), sold + (side < 0 ? size : 0)])
        }
        const rows = [...expected].toSorted(([a], [b]) => a - b)
        expect([...profile.levels]).toEqual(rows.flatMap(([price, [all]]) => [price, all]))
        expect([...(profile.buyVolumes ?? [])]).toEqual(rows.map(([, [, bought]]) => bought))
        expect([...(profile.sellVolumes ?? [])]).toEqual(rows.map(([, [, , sold]]) => sold))
        expect(profile.volume).toBe(sum(list.map(({ size }) => size)))
      }),
    )
  })

  it('does not guess sides, and knows nothing without volume', () => {
    const one = { price: Float64Array.of(10, 10), size: Float64Array.of(1, 2), side: Float64Array.of(1, 0) }
    expect(volumeProfileOfTrades(one)).toMatchObject({ buyVolumes: undefined, sellVolumes: undefined, volume: 3, valueShare: 0.7 })
    expect(volumeProfileOfTrades({ price: new Float64Array(), size: new Float64Array() })).toBeUndefined()
    expect(volumeProfileOfTrades({ price: Float64Array.of(Number.NaN), size: Float64Array.of(1) })).toBeUndefined()
    expect(() => volumeProfileOfTrades({ ...one, size: new Float64Array(1) })).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_INPUT_MISSING' }),
    )
    expect(() => volumeProfileOfTrades(one, { valueShare: 2 })).toThrow(expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_PARAMETERS' }))
  })

  it('takes rows of a round height near the resolution', () => {
    expect([32, 0.7, 4.9e-7, 1.4].map(roundStep)).toEqual([50, 0.5, 5e-7, 1])
    const at = (price: number) => volumeProfileOfTrades({ price: Float64Array.of(price), size: Float64Array.of(1) })?.step
    expect([at(62_000), at(1.58)]).toEqual([5, 0.0002].map((step) => expect.closeTo(step, 12) as unknown))
    expect([priceOfRow(3, 0.1), priceOfRow(7, 0.01), priceOfRow(3, 0.25), priceOfRow(12, 50)]).toEqual([0.3, 0.07, 0.75, 600])
  })

  it('stays within bounds whatever prices come, and loses no volume', () => {
    const price = Float64Array.from({ length: 5_000 }, (_, i) => 1 + i * 0.37)
    const profile = volumeProfileOfTrades({ price, size: price.map(() => 1) }, { step: 0.01, maxRows: 100 }) as Profile
    expect(profile.levels.length / 2).toBeLessThanOrEqual(100)
    expect(profile.volume).toBe(5_000)
    expect(Math.log(profile.step / 0.01) / Math.log(3)).toBeCloseTo(Math.round(Math.log(profile.step / 0.01) / Math.log(3)), 9)
  })
})

describe('a profile of bars', () => {
  it('spreads the volume evenly over the range', () => {
    const bars = { low: Float64Array.of(10), high: Float64Array.of(14), volume: Float64Array.of(80), takerBuyVolume: Float64Array.of(20) }
    const profile = volumeProfileOfBars(bars, { step: 1 })
    // The rows at both ends reach half a step beyond the range.
    expect([...(profile?.levels ?? [])]).toEqual([10, 10, 11, 20, 12, 20, 13, 20, 14, 10])
    expect([...(profile?.buyVolumes ?? [])]).toEqual([2.5, 5, 5, 5, 2.5])
    expect(profile?.pointOfControl).toBe(12)
  })

  it('gives a bar without a range to one row, and loses nothing', () => {
    const flat = { low: Float64Array.of(10), high: Float64Array.of(10), volume: Float64Array.of(5) }
    expect([...(volumeProfileOfBars(flat, { step: 1 })?.levels ?? [])]).toEqual([10, 5])
    const bar = fc.record({
      low: fc.double({ min: 1, max: 200, noNaN: true }),
      range: fc.double({ min: 0, max: 50, noNaN: true }),
      volume: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 50 }), (list) => {
        const low = Float64Array.from(list, (one) => one.low)
        const high = Float64Array.from(list, (one) => one.low + one.range)
        const profile = volumeProfileOfBars({ low, high, volume: Float64Array.from(list, (one) => one.volume) }, { maxRows: 50 })
        expect(profile?.volume).toBeCloseTo(sum(list.map((one) => one.volume)), 6)
      }),
    )
  })
})

describe('a window', () => {
  const feed = (window: WindowedProfile, ...list: readonly (readonly [ts: number, price: number, size: number])[]): WindowProfile[] =>
    list.flatMap(([ts, price, size]) => window.addTrade(ts, price, size, 1) ?? [])

  it('of a session closes with the first trade after it and begins anew', () => {
    const window = new WindowedProfile({ session: '1d', offsetMs: 13 * hour }, { step: 1 })
    const closed = feed(window, [14 * hour, 10, 1], [20 * hour, 11, 2], [13 * hour + day, 12, 4])
    expect(closed).toMatchObject([{ window: 'session', from: 13 * hour, to: 13 * hour + day, final: true, volume: 3, pointOfControl: 11 }])
    expect(window.current()).toMatchObject({ from: 13 * hour + day, to: 13 * hour + day, final: false, volume: 4 })
    // Too late: its session is closed.
    feed(window, [15 * hour, 10, 1])
    expect(window.current()?.volume).toBe(4)
  })

  it('of a session has rows that suit its own prices', () => {
    const window = new WindowedProfile({ session: '1d' })
    feed(window, [0, 100, 1])
    expect(window.current()?.step).toBe(0.01)
    feed(window, [day, 50_000, 1])
    expect(window.current()?.step).toBe(5)
  })

  it('that rolls forgets a slice at a time', () => {
    const window = new WindowedProfile({ rolling: 4 * hour, slices: 4 }, { step: 1 })
    const closed = feed(window, ...[0, 1, 2, 3, 4].map((at) => [at * hour, 10 + at, 1] as const))
    expect(closed.map(({ from, to, volume }) => [from / hour, to / hour, volume])).toEqual([
      [-3, 1, 1],
      [-2, 2, 2],
      [-1, 3, 3],
      [0, 4, 4],
    ])
    expect(window.current()).toMatchObject({ from: hour, volume: 4 })
    // Late, but inside.
    feed(window, [2 * hour + 1, 12, 5])
    expect(window.current()?.volume).toBe(9)
    expect(feed(window, [100 * hour, 20, 1]).length).toBe(1)
    expect(window.current()?.volume).toBe(1)
  })

  it('that is anchored begins there and never ends', () => {
    const window = new WindowedProfile({ anchored: 10 * day }, { step: 1 })
    expect(feed(window, [9 * day, 1, 1], [10 * day, 10, 1], [900 * day, 11, 2])).toEqual([])
    expect(window.current()).toMatchObject({ window: 'anchored', from: 10 * day, to: 900 * day, volume: 3 })
  })

  it('holds what its trades make in batch, over a break', () => {
    const windows: readonly ProfileWindow[] = [{ session: '1d' }, { rolling: day }, { anchored: 0 }]
    fc.assert(
      fc.property(trades, fc.nat(200), fc.constantFrom(...windows), (list, cut, kind) => {
        let window = new WindowedProfile(kind, { step: 0.01 })
        list.forEach(({ price, size, side }, i) => {
          if (i === cut) {
            const saved: unknown = JSON.parse(JSON.stringify(window.save()))
            window = new WindowedProfile(kind, { step: 0.01 })
            window.restore(saved)
          }
          window.addTrade(i * 60_000, price, size, side)
        })
        const { window: _window, from: _from, to: _to, final: _final, ...profile } = window.current() as WindowProfile
        expect(profile).toEqual(volumeProfileOfTrades(columns(list), { step: 0.01 }))
      }),
      { numRuns: 50 },
    )
  })

  it('refuses what another one has saved', () => {
    const saved = new WindowedProfile({ session: '1d' }).save()
    expect(() => new WindowedProfile({ session: '4h' }).restore(saved)).toThrow(
      expect.objectContaining({ code: 'FEEDLOOM_INDICATOR_STATE_INVALID' }),
    )
  })
})

describe('histograms', () => {
  it('of different steps merge into the coarser one', () => {
    const [fine, coarse] = [new PriceHistogram(1, 100), new PriceHistogram(1, 10)]
    for (let price = 1; price <= 30; price++) {
      fine.add(price, 1, 1)
      coarse.add(price, 1, 0)
    }
    fine.merge(coarse)
    expect(fine.step).toBe(9)
    expect(sum(fine.sorted().map(([, volume]) => volume))).toBe(60)
    expect(fine.sorted().every(([, volume, bought, sold]) => bought + sold === volume)).toBe(true)
  })
})
