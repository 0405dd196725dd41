import { assert, double, integer, property, record } from 'fast-check'
import { seededRandom } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

describe('Backoff', () => {
  it('doubles from 5 s to 300 s and stays there', () => {
    const backoff = new Backoff({ first: 5_000, max: 300_000, factor: 2, jitter: 0 }, () => 0)
    expect(Array.from({ length: 8 }, () => backoff.next() / 1_000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300])
    backoff.reset()
    expect(backoff.next()).toBe(5_000)
  })

  it('never waits less than the venue asks', () => {
    const backoff = new Backoff({ first: 5_000, max: 300_000, factor: 2, jitter: 0.2 }, () => 0.5)
    expect(backoff.next(20_000)).toBe(20_000)
    expect(backoff.next()).toBe(9_000)
  })

  it('keeps every wait between its cap and what chance may take off, for any rules', () => {
    const policy = record({
      first: integer({ min: 0, max: 100_000 }),
      max: integer({ min: 1, max: 1_000_000 }),
      factor: double({ min: 1, max: 10, noNaN: true }),
      jitter: double({ min: 0, max: 1, noNaN: true }),
    })
    assert(
      property(policy, integer(), (rules, seed) => {
        const backoff = new Backoff(rules, seededRandom(seed))
        let full = Math.min(rules.first, rules.max)
        for (let i = 0; i < 400; i++) {
          const wait = backoff.next()
          expect(wait).toBeLessThanOrEqual(full)
          expect(wait).toBeGreaterThanOrEqual(full * (1 - rules.jitter) - 1e-9)
          full = Math.min(rules.max, full * rules.factor)
        }
      }),
    )
  })
})
