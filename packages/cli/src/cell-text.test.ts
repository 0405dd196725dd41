import { describe, expect, it } from 'vitest'
import { cellJson, cellText, csvLine } from './cell-text.ts'

describe('cells', () => {
  it.each([
    [undefined, ''],
    [12n, '12'],
    [0.5, '0.5'],
    [[1, 2], '[1, 2]'],
    [{ items: [1, undefined] }, '[1, ]'],
    [{ micros: 1n, toString: () => '2026-11-20 16:47:29.138000' }, '2026-11-20 16:47:29.138'],
    [{ micros: 1n, toString: () => '2026-11-20 16:47:29.3' }, '2026-11-20 16:47:29.300'],
    [{ micros: 1n, toString: () => '2026-11-20 16:47:29' }, '2026-11-20 16:47:29'],
    [{ a: 1n }, '{"a":"1"}'],
  ] as const)('case %# reads as people expect', (value, expected) => {
    expect(cellText(value)).toBe(expected)
  })

  it('keeps integers exact in JSON', () => {
    expect([cellJson(12n), cellJson(8160237406270933078n), cellJson(Number.NaN)]).toEqual([12, '8160237406270933078', null])
  })

  it('quotes what CSV must quote', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', undefined])).toBe('a,"b,c","d""e","f\ng",\r\n')
  })
})
