import { FeedloomError, type InputColumns } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { vwapAnchored } from './vwap-anchored.ts'
import { vwap } from './vwap.ts'

const hour = 3_600_000

/** One row an hour from a moment on: prices, each with its volume. */
function hours(from: string, prices: readonly number[], volumes: readonly number[] = prices.map(() => 1)): InputColumns {
  const price = Float64Array.from(prices)
  const openTime = price.map((_, i) => Date.parse(from) + i * hour)
  return { openTime, high: price, low: price, close: price, volume: Float64Array.from(volumes) }
}

const first = (columns: readonly Float64Array[]): number[] => Array.from(columns[0] as Float64Array)

describe('a volume-weighted average price', () => {
  it('begins anew with the session, of which zone it may be', () => {
    const night = hours('2026-01-05T22:00Z', [10, 20, 30, 50])
    expect(first(batchOf(vwap(), night))).toEqual([10, 15, 30, 40])
    expect(first(batchOf(vwap({ zone: '+01:00' }), night))).toEqual([10, 20, 25, (20 + 30 + 50) / 3])
    expect(first(batchOf(vwap({ zone: 'Europe/Berlin' }), night))).toEqual(first(batchOf(vwap({ zone: '+01:00' }), night)))
    expect(first(batchOf(vwap({ session: 'none' }), night))).toEqual([10, 15, 20, 27.5])
    expect(first(batchOf(vwap({ session: 'week' }), hours('2026-01-04T22:00Z', [10, 20, 30, 50])))).toEqual([10, 15, 30, 40])
    expect(first(batchOf(vwap({ session: 'month' }), hours('2026-01-31T22:00Z', [10, 20, 30, 50])))).toEqual([10, 15, 30, 40])
  })

  it('is unknown before its anchor, and until there is volume', () => {
    const rows = hours('2026-01-05T00:00Z', [10, 20, 30, 50], [1, 0, 3, 1])
    expect(first(batchOf(vwapAnchored({ anchor: '2026-01-05T00:30:00Z' }), rows))).toEqual([Number.NaN, Number.NaN, 30, 35])
    expect(first(batchOf(vwapAnchored(), rows))).toEqual([10, 10, 25, 30])
  })

  it('has as many bands as multiples are asked for', () => {
    const rows = hours('2026-01-05T00:00Z', [10, 20], [1, 3])
    const bands = vwap({ bands: [1, 2.5] })
    expect(bands.outputs).toEqual(['vwap', 'upper', 'lower', 'upper2', 'lower2'])
    const deviation = Math.sqrt((7.5 ** 2 + 3 * 2.5 ** 2) / 4)
    const last = batchOf(bands, rows).map((output) => output[1] as number)
    const wanted = [17.5, 17.5 + deviation, 17.5 - deviation, 17.5 + 2.5 * deviation, 17.5 - 2.5 * deviation]
    expect(last.map((value, i) => Math.abs(value - (wanted[i] as number)) < 1e-12)).toEqual(Array(5).fill(true))
    expect(vwap({ bands: [] }).outputs).toEqual(['vwap'])
    expect(vwap({ bands: 2 }).parameters).toMatchObject({ bands: '2' })
    expect(vwap(bands.parameters).outputs).toEqual(bands.outputs)
  })

  it('of one price has no deviation, however large', () => {
    const rows = hours(
      '2026-01-05T00:00Z',
      Array(20).fill(123_456_789.1),
      Array.from({ length: 20 }, (_, i) => 0.1 * (i + 1)),
    )
    const [mean, upper, lower] = batchOf(vwap(), rows)
    expect([mean?.at(-1), upper?.at(-1), lower?.at(-1)]).toEqual(Array(3).fill((3 * 123_456_789.1) / 3))
  })

  it('refuses zones and bands that there are not', () => {
    const code = (make: () => unknown): unknown => {
      try {
        return make()
      } catch (error) {
        return FeedloomError.is(error) ? error.message : error
      }
    }
    expect(code(() => vwap({ zone: 'Mars/Base' }))).toContain('America/New_York')
    expect(code(() => vwap({ bands: [-1] }))).toContain('bands')
    expect(code(() => vwapAnchored({ anchor: 'yesterday' }))).toContain('anchor')
  })
})
