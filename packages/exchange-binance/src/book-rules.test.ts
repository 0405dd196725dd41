import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spotBook, usdmBook } from './book-rules.ts'

const delta = (first: number, last: number, prev?: number): { first: number; last: number; prev: number | undefined } => ({
  first,
  last,
  prev,
})

describe('the spot book', () => {
  it('drops diffs that end at or before the snapshot', () => {
    expect(spotBook.follows(100, delta(90, 100), true)).toBe('stale')
  })
  it('begins with a diff that holds lastUpdateId + 1, also where it begins there', () => {
    expect(spotBook.follows(100, delta(101, 105), true)).toBe('apply')
    expect(spotBook.follows(100, delta(95, 105), true)).toBe('apply')
  })
  it('has a gap when an update is missing', () => {
    expect(spotBook.follows(100, delta(102, 105), true)).toBe('gap')
    expect(spotBook.follows(100, delta(102, 105), false)).toBe('gap')
  })
})

describe('the USD-M book', () => {
  it('drops diffs that end before the snapshot, but not one that ends with it', () => {
    expect(usdmBook.follows(100, delta(90, 99, 89), true)).toBe('stale')
    expect(usdmBook.follows(100, delta(90, 100, 89), true)).toBe('apply')
  })
  it('begins with a diff around lastUpdateId, or with one that continues it directly', () => {
    expect(usdmBook.follows(100, delta(95, 120, 80), true)).toBe('apply')
    expect(usdmBook.follows(100, delta(110, 120, 100), true)).toBe('apply')
    expect(usdmBook.follows(100, delta(110, 120, 104), true)).toBe('gap')
  })
  it('goes on by `pu` alone: ids have holes', () => {
    expect(usdmBook.follows(120, delta(150, 160, 120), false)).toBe('apply')
    expect(usdmBook.follows(120, delta(121, 160, 119), false)).toBe('gap')
    expect(usdmBook.follows(120, delta(100, 110, 99), false)).toBe('stale')
  })
})

describe.each([
  ['spot', spotBook],
  ['USD-M', usdmBook],
] as const)('both books (%s)', (_name, rules) => {
  it('never apply a diff without numbers or before a snapshot', () => {
    expect(rules.follows(undefined, delta(1, 2, 0), true)).toBe('gap')
    expect(rules.follows(5, { first: undefined, last: undefined, prev: undefined }, false)).toBe('gap')
  })
  it('apply a whole chain once, drop it the second time, and see any missing link', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 30 }), fc.nat(), (widths, pick) => {
        let last = 1000
        const chain = widths.map((width) => {
          const one = delta(last + 1, last + width, last)
          last += width
          return one
        })
        const missing = 1 + (pick % (chain.length - 2))
        let sequence = 1000
        const verdicts = chain.slice(0, missing).map((one, index) => {
          const verdict = rules.follows(sequence, one, index === 0)
          sequence = one.last
          return [verdict, rules.follows(sequence, delta(one.first - 1, one.last - 1, one.first - 2), false)]
        })
        expect(verdicts).toEqual(verdicts.map(() => ['apply', 'stale']))
        expect(rules.follows(sequence, chain[missing + 1] as (typeof chain)[number], false)).toBe('gap')
      }),
    )
  })
})
