import { describe, expect, it } from 'vitest'
import { bytes, clock, count, duration, lag, plural, price, rate, shortCount } from './figures.ts'

describe('figures', () => {
  it.each([
    [count(1234567), '1,234,567'],
    [shortCount(9_999), '9,999'],
    [shortCount(12_345), '12.3k'],
    [shortCount(10_000), '10k'],
    [shortCount(123_456), '123k'],
    [shortCount(1_234_567), '1.2M'],
    [rate(0), '0.0'],
    [rate(99.94), '99.9'],
    [rate(1234.5), '1,235'],
    [lag(1.25), '1.3 ms'],
    [lag(-1262), '-1.3 s'],
    [lag(250), '250 ms'],
    [lag(Number.NaN), '-'],
    [duration(4_200), '4.2 s'],
    [duration(20_000), '20 s'],
    [duration(65_000), '1m 05s'],
    [duration(7_380_000), '2h 03m'],
    [duration(273_600_000), '3d 04h'],
    [clock(12_900), '00:12'],
    [clock(3_723_000), '1:02:03'],
    [price(67123.1), '67,123.1'],
    [price(0.00001234), '0.00001234'],
    [price(1e-9), '0.000000001'],
    [price(0.1 + 0.2), '0.3'],
    [price(1234567.25), '1,234,567.25'],
    [price(Number.NaN), '-'],
    [bytes(999), '999 B'],
    [bytes(1_234_567), '1.2 MB'],
    [plural(1, 'stream'), '1 stream'],
    [plural(2, 'stream'), '2 streams'],
  ])('%s reads %s', (actual, expected) => {
    expect(actual).toBe(expected)
  })
})
