import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  barSpec,
  count,
  duration,
  formatDuration,
  formatSize,
  hostPort,
  interval,
  kindList,
  parseDuration,
  parseSize,
  port,
  ratio,
  secret,
  size,
  symbolList,
  url,
} from './parts.ts'

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

describe('duration', () => {
  it('is a number with a unit, and milliseconds after parsing', () => {
    const texts = ['500ms', '1.5s', '5m', '1h', '7d', '2w']
    expect(texts.map((text) => duration().parse(text))).toEqual([500, 1_500, 300_000, 3_600_000, 604_800_000, 1_209_600_000])
  })

  it.each([5, '5', '5 s', '-1s', '1h30m', '', null, 'soon', [], '1e3s'])('refuses %j', (value) => {
    expect(accepts(duration(), value)).toBe(false)
  })

  it('keeps to its limits, which are durations too', () => {
    const limited = duration({ min: '1s', max: '1m' })
    expect(['999ms', '1s', '1m', '61s'].map((text) => accepts(limited, text))).toEqual([false, true, true, false])
  })

  it('may be left out, or have a default as people write it', () => {
    const schema = z.strictObject({ a: duration().optional(), b: duration().prefault('30s') })
    expect(schema.parse({})).toEqual({ b: 30_000 })
    expect(accepts(z.strictObject({ a: duration() }), {})).toBe(false)
  })

  it('is written the shortest way, and read back the same', () => {
    fc.assert(fc.property(fc.nat({ max: 10_000_000_000 }), (ms) => parseDuration(formatDuration(ms)) === ms))
    expect([90_000, 120_000, 1_500, 250, 0].map(formatDuration)).toEqual(['90s', '2m', '1.5s', '250ms', '0ms'])
  })
})

describe('size', () => {
  it('counts in thousands, or with an i in 1,024s', () => {
    expect(['10B', '64KB', '10MB', '1.5GB', '2TB', '1KiB', '1GiB'].map((text) => size().parse(text))).toEqual([
      10,
      64e3,
      10e6,
      1.5e9,
      2e12,
      1_024,
      2 ** 30,
    ])
  })

  it('is written the shortest way, and read back the same', () => {
    fc.assert(fc.property(fc.nat(), (bytes) => parseSize(formatSize(bytes)) === bytes))
    expect([10e6, 2 ** 30, 1_500, 0].map(formatSize)).toEqual(['10MB', '1GiB', '1500B', '0B'])
  })
})

describe('the other parts', () => {
  it('know intervals from amounts of activity', () => {
    expect(['1m', '4h', '1M', 'tick:100', '0m', '1min'].map((text) => accepts(interval(), text))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(['1m', 'tick:100', 'volume:0.5', 'value:1e5', 'tick:0'].map((text) => accepts(barSpec(), text))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it('take what people mean and nothing else', () => {
    expect([0, 65_535, 65_536, 1.5].map((value) => accepts(port(), value))).toEqual([true, true, false, false])
    expect(['127.0.0.1:80', '[::1]:80', 'localhost', ':80'].map((value) => accepts(hostPort(), value))).toEqual([true, true, false, false])
    expect([0, 0.5, 1, 1.1].map((value) => accepts(ratio(), value))).toEqual([true, true, true, false])
    expect([0, 1, 10, 11].map((value) => accepts(count({ max: 10 }), value))).toEqual([false, true, true, false])
    expect(['https://a.b', 'http://a.b', 'https://'].map((value) => accepts(url('https'), value))).toEqual([true, false, false])
    expect([[], ['BTC/USDT'], ['']].map((value) => accepts(symbolList(), value))).toEqual([false, true, false])
    expect([[], ['trade']].map((value) => accepts(kindList(), value))).toEqual([false, true])
  })

  it('mark a secret for editors and for redaction', () => {
    const json = z.strictObject({ key: secret().optional().describe('Key.') })['~standard'].jsonSchema.input({ target: 'draft-07' })
    expect(json['properties']).toMatchObject({ key: { writeOnly: true, description: 'Key.' } })
  })
})
