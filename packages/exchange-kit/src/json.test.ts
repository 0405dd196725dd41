import { describe, expect, it } from 'vitest'
import { excerptOf, jsonOf, textOf } from './json.ts'

const origin = { venue: 'acme', channel: 'ws' }

describe('jsonOf', () => {
  it('reads Buffers and plain bytes, also views into larger ones', () => {
    const bytes = new TextEncoder().encode('xx{"a":"é"}yy')
    expect(jsonOf(bytes.subarray(2, -2), origin)).toEqual({ a: 'é' })
    expect(jsonOf(Buffer.from('[1]'), origin)).toEqual([1])
    expect(textOf(bytes.subarray(0, 2))).toBe('xx')
  })

  it('names venue and channel and quotes the beginning of what is not JSON', () => {
    const text = `<html>${'x'.repeat(10_000)}`
    expect(() => jsonOf(Buffer.from(text), origin)).toThrow(
      expect.objectContaining({
        category: 'data',
        code: 'FEEDLOOM_JSON_INVALID',
        message: expect.stringMatching(/^acme sent something on `ws` that is not JSON: <html>x+…$/) as string,
        details: { venue: 'acme', channel: 'ws', bytes: text.length },
      }),
    )
  })

  it('quotes short payloads whole', () => {
    expect(excerptOf(Buffer.from('oops'))).toBe('oops')
    expect(excerptOf(Buffer.from('é'))).toBe('é')
  })
})
