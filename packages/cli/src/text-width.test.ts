import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cells, cut, fit } from './text-width.ts'

describe('text width', () => {
  it('counts no cells for colours and two for wide characters', () => {
    expect(cells('\u001B[32mok\u001B[39m')).toBe(2)
    expect(cells('币安USDT')).toBe(8)
  })

  it('never cuts to more cells than asked for, and keeps what fits', () => {
    const piece = fc.constantFrom('a', '币', '\u001B[31m', '…', ' ', '🚀')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 0, max: 40 }), (pieces, width) => {
        const text = pieces.join('')
        expect(cells(cut(text, width))).toBeLessThanOrEqual(width)
        expect(cut(text, cells(text))).toBe(text)
      }),
    )
  })

  it('pads to the exact width on either side', () => {
    expect(fit('ab', 4)).toBe('ab  ')
    expect(fit('ab', 4, 'right')).toBe('  ab')
    expect(fit('abcdef', 4)).toBe('abc…')
  })
})
