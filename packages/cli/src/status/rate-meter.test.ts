import { describe, expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'

describe('RateMeter', () => {
  it('answers per second over its window', () => {
    const meter = new RateMeter(3_000)
    const rates = Array.from({ length: 20 }, (_, index) => meter.sample('a', index * 250, index * 25))
    expect(rates[0]).toBe(0)
    expect(rates.slice(1).every((rate) => rate === 100)).toBe(true)
  })

  it('forgets what is older than its window', () => {
    const meter = new RateMeter(1_000)
    meter.sample('a', 0, 0)
    meter.sample('a', 500, 1_000)
    for (let at = 1_000; at <= 2_000; at += 250) meter.sample('a', at, 1_000)
    expect(meter.sample('a', 2_250, 1_000)).toBe(0)
  })

  it('keeps series apart', () => {
    const meter = new RateMeter(1_000)
    meter.sample('a', 0, 0)
    meter.sample('b', 0, 500)
    expect(meter.sample('a', 1_000, 10)).toBe(10)
    expect(meter.sample('b', 1_000, 500)).toBe(0)
  })

  it('counts what appears between two looks', () => {
    const meter = new RateMeter(3_000)
    meter.sample('a', 0, 10)
    expect(meter.sample('b', 5_000, 500)).toBe(100)
  })
})
