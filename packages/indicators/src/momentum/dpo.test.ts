import { describe, expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { dpo } from './dpo.ts'

const close = Float64Array.of(1, 4, 2, 8, 5, 7, 3)
const unknown = Number.NaN

describe('the detrended price', () => {
  it('is an earlier price less the mean of now, drawn where the price was', () => {
    const indicator = dpo({ period: 2 })
    expect(Array.from(batchOf(indicator, { close })[0] as Float64Array)).toEqual([unknown, unknown, -2, -1, -4.5, 2, 0])
    expect(indicator.display?.shifts).toEqual({ dpo: -2 })
  })

  it('is the price of now less an earlier mean, drawn where it is', () => {
    const indicator = dpo({ period: 2, earlier: 'mean' })
    expect(Array.from(batchOf(indicator, { close })[0] as Float64Array)).toEqual([unknown, unknown, unknown, 5.5, 2, 2, -3.5])
    expect(indicator.display?.shifts).toBeUndefined()
  })
})
