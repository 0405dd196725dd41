import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotsOf } from './slots.ts'

const minute = 60_000
const timesOf = (...minutes: readonly number[]): Float64Array => Float64Array.from(minutes, (each) => each * minute)
const slots = (times: Float64Array, gaps: Parameters<typeof slotsOf>[4] = []) => slotsOf(times, 0, times.length - 1, minute, gaps)

describe('slotsOf', () => {
  it('gives each bar a slot, and those that are missing a place', () => {
    const { times, rows, holes } = slots(timesOf(0, 1, 4, 5))
    expect(times).toEqual([0, 1, 2, 3, 4, 5].map((each) => each * minute))
    expect(rows).toEqual([0, 1, -1, -1, 2, 3])
    expect(holes).toEqual([{ from: 2, to: 3, known: 'absent', label: 'no bars for 2m 00s' }])
  })

  it('draws a weekend no wider than a few bars', () => {
    const { rows } = slots(timesOf(0, 1, 3_000, 3_001))
    expect(rows).toEqual([0, 1, -1, -1, -1, 2, 3])
  })

  it('shades what the ledger says is missing, and nothing beside it', () => {
    const gap = { from: 2 * minute, to: 4 * minute - 1, state: 'lost', cause: 'disconnect' }
    expect(slots(timesOf(0, 1, 4, 5), [gap]).holes).toEqual([{ from: 2, to: 3, known: 'ledger', label: 'lost: disconnect' }])
    expect(slots(timesOf(0, 1, 2), [{ ...gap, from: 9 * minute, to: undefined }]).holes).toEqual([])
    expect(slots(timesOf(0, 1, 2), [{ ...gap, from: 1.5 * minute, to: undefined }]).holes).toMatchObject([{ from: 1, to: 2 }])
  })

  it('keeps every bar once, in order', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(steps, (widths) => {
        let at = 0
        const times = timesOf(...widths.map((width) => (at += width)))
        const { times: laid, rows } = slots(times)
        expect(rows.filter((row) => row >= 0)).toEqual(widths.map((_, n) => n))
        expect(laid.every((time, n) => n === 0 || time > (laid[n - 1] as number))).toBe(true)
      }),
    )
  })
})
