import { describe, expect, it } from 'vitest'
import { bar, minute } from '../test/processing.ts'
import { BarHistory } from './bar-history.ts'

describe('BarHistory', () => {
  it('keeps its capacity and little more, the newest', () => {
    const history = new BarHistory(100)
    for (let row = 0; row < 1_000; row++) expect(history.put(bar(row, row))).toBe('new')
    expect(history.length).toBeGreaterThanOrEqual(100)
    expect(history.length).toBeLessThanOrEqual(112)
    expect(history.last).toBe(999 * minute)
    expect(history.openTime(0)).toBe((1_000 - history.length) * minute)
  })

  it('has no place for a late bar that would be the first to go', () => {
    const history = new BarHistory(64)
    for (let row = 0; row < 72; row++) history.put(bar(2 * row, row))
    expect(history.put(bar(1, 5))).toBe('too-old')
    expect(Array.from({ length: history.length }, (_, row) => history.openTime(row) / minute)).toEqual(
      Array.from({ length: 64 }, (_, row) => 2 * (row + 8)),
    )
  })
})
