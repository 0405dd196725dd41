import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, listed, nearest } from './suggest.ts'

describe('nearest', () => {
  it.each([
    ['intervl', 'interval'],
    ['sinsk', 'sinks'],
    ['TIMEOUT', 'timeout'],
    ['logLevel', 'log'],
    ['delay', 'maxDelay'],
  ])('takes %s for %s', (text, meant) => {
    expect(nearest(text, ['interval', 'sinks', 'timeout', 'log', 'maxDelay', 'every'])).toBe(meant)
  })

  it('keeps silent when nothing is near', () => {
    expect(nearest('kafka', ['duckdb', 'console', 'memory'])).toBeUndefined()
    expect(nearest('x', [])).toBeUndefined()
  })
})

describe('editDistance', () => {
  it('is a distance: zero for equals, the same both ways, one for each letter added', () => {
    const text = fc.string({ maxLength: 12 })
    fc.assert(fc.property(text, text, (a, b) => editDistance(a, b) === editDistance(b, a) && (editDistance(a, b) === 0) === (a === b)))
    fc.assert(fc.property(text, (a) => editDistance(a, `${a}z`) === 1))
    expect(editDistance('kitten', 'sitting')).toBe(3)
  })

  it('counts two swapped neighbours as one slip', () => {
    expect(editDistance('trdae', 'trade')).toBe(1)
  })
})

describe('listed', () => {
  it('reads like a sentence, and ends before it tires', () => {
    expect(listed(['a'])).toBe('`a`')
    expect(listed(['a', 'b', 'c'], 'or')).toBe('`a`, `b` or `c`')
    expect(listed(Array.from({ length: 20 }, (_, index) => String(index)))).toMatch(/`11` and 8 more$/)
  })
})
