import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdTexts } from './scan-ids.ts'
import { ByteNames } from './scan-names.ts'
import { objectShape } from './scan-shape.ts'
import { ByteScanner } from './scan.ts'

const shape = objectShape({ i: 'integer', d: 'decimal' }, { f: 'flag', text: 'text', l: 'levels' })
const { i, d, f, text, l } = shape.slots
const brace = Buffer.from('{')

/** What is in the object, or undefined where the scanner gives up. */
function scanned(json: string): Record<string, unknown> | undefined {
  const scan = new ByteScanner()
  scan.begin(Buffer.from(json))
  if (!scan.take(brace) || !scan.object(shape) || !scan.ended) return undefined
  return {
    i: scan.number(i),
    d: scan.number(d),
    ...(scan.has(f) ? { f: scan.flag(f) } : {}),
    ...(scan.has(text) ? { text: scan.string(text) } : {}),
    ...(scan.has(l) ? { l: [...scan.levels(l)] } : {}),
  }
}

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: least, maxLength: most })
const decimals = fc.tuple(digits(1, 24), fc.option(digits(1, 24), { nil: undefined })).map((parts) => parts.filter(Boolean).join('.'))

describe('a scanner', () => {
  it('reads decimals as Number does, bit for bit', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        expect(scanned(`{"i":1,"d":"${decimal}"}`)?.['d']).toBe(Number(decimal))
      }),
      { numRuns: 5_000 },
    )
  })

  it('reads decimals of the size of prices as Number does, bit for bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), digits(1, 9), (whole, part) => {
        expect(scanned(`{"i":1,"d":"${whole}.${part}"}`)?.['d']).toBe(Number(`${whole}.${part}`))
      }),
      { numRuns: 20_000 },
    )
  })

  it('reads integers up to 2^53 - 1 and no larger ones', () => {
    const integers = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n - 10n, max: 10n ** 24n }), fc.nat(2_000_000_000))
    fc.assert(
      fc.property(integers, (integer) => {
        const expected = Number.isSafeInteger(Number(integer)) ? Number(integer) : undefined
        expect(scanned(`{"i":${integer},"d":"1"}`)?.['i']).toBe(expected)
      }),
      { numRuns: 5_000 },
    )
  })

  it('takes keys in any order, optional ones or not, and levels of any number', () => {
    expect(scanned('{"d":"1.50","i":7}')).toEqual({ i: 7, d: 1.5 })
    expect(scanned('{"text":"ab","l":[],"d":"1","f":true,"i":0}')).toEqual({ i: 0, d: 1, f: true, text: 'ab', l: [] })
    expect(scanned('{"i":1,"d":"2","l":[["1.5","2"],["3","0.00"]],"f":false}')).toEqual({ i: 1, d: 2, f: false, l: [1.5, 2, 3, 0] })
    const many = Array.from({ length: 5_000 }, (_, n) => [String(n), `${n}.5`])
    expect(scanned(`{"i":1,"d":"2","l":${JSON.stringify(many)}}`)?.['l']).toEqual(many.flat().map(Number))
  })

  it.each([
    '{"i":1}',
    '{"i":1,"d":"1","d":"1"}',
    '{"i":1,"d":"1","x":1}',
    '{"i":1,"d":"1","te":"a"}',
    '{"i":1,"d":"1","texts":"a"}',
    '{"i":1,"d":"1","":1}',
    '{"i":01,"d":"1"}',
    '{"i":-1,"d":"1"}',
    '{"i":1.0,"d":"1"}',
    '{"i":1e3,"d":"1"}',
    '{"i":"1","d":"1"}',
    '{"i":1,"d":1}',
    '{"i":1,"d":""}',
    '{"i":1,"d":"-1"}',
    '{"i":1,"d":"1e3"}',
    '{"i":1,"d":"1."}',
    '{"i":1,"d":".5"}',
    '{"i":1,"d":"0x10"}',
    '{"i":1,"d":"1.5.5"}',
    `{"i":1,"d":"${'9'.repeat(400)}"}`,
    '{"i":1, "d":"1"}',
    '{"i":1,"d":"1"} ',
    '{"i":1,"d":"1",}',
    '{"i":1,"d":"1","f":null}',
    '{"i":1,"d":"1","f":truE}',
    '{"i":1,"d":"1","text":""}',
    String.raw`{"i":1,"d":"1","text":"a\u0041"}`,
    '{"i":1,"d":"1","text":"é"}',
    '{"i":1,"d":"1","text":"a\tb"}',
    '{"i":1,"d":"1","l":[[]]}',
    '{"i":1,"d":"1","l":[["1"]]}',
    '{"i":1,"d":"1","l":[["1","2","3"]]}',
    '{"i":1,"d":"1","l":[["1","2"],]}',
    '{"i":1,"d":"1","l":["1","2"]}',
  ])('leaves %s to the parser', (json) => {
    expect(scanned(json)).toBeUndefined()
  })

  it('stops at the end of what it was given, not of the memory behind it', () => {
    const json = '{"i":1,"d":"1"}'
    const bytes = Buffer.from(`${json},"d":"2"}`)
    const scan = new ByteScanner()
    for (let end = 0; end <= json.length; end++) {
      scan.begin(bytes.subarray(0, end))
      expect(scan.take(brace) && scan.object(shape) && scan.ended).toBe(end === json.length)
    }
  })

  it('finds no message for a shape of more keys than it has slots', () => {
    const keys = Array.from({ length: 33 }, (_, n) => `k${n}`)
    const large = objectShape(Object.fromEntries(keys.map((key) => [key, 'integer' as const])))
    const scan = new ByteScanner()
    scan.begin(Buffer.from(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1])))))
    expect(scan.take(brace) && scan.object(large)).toBe(false)
  })
})

describe('texts of ids', () => {
  it('equal those of String', () => {
    const ids = new IdTexts()
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(5_000), fc.nat()), fc.nat(2_000), (first, count) => {
        for (let id = first; id < Math.min(first + count, Number.MAX_SAFE_INTEGER); id += 97) expect(ids.text(id)).toBe(String(id))
      }),
    )
  })
})

describe('names by their bytes', () => {
  const at = (name: string): [Uint8Array, number, number] => {
    const bytes = Buffer.from(`--${name}--`)
    return [bytes, 2, bytes.length - 2]
  }

  it('are told apart also where their hashes are equal, however many there are', () => {
    const names = new ByteNames<string>(10_000)
    // `Aa` and `BB` have one hash.
    const all = Array.from({ length: 1_000 }, (_, n) => `${n % 2 === 0 ? 'Aa' : 'BB'}${n >> 1}`)
    for (const name of all) names.learn(...at(name), name)
    expect(all.map((name) => names.get(...at(name)))).toEqual(all)
    expect(names.get(...at('Aa'))).toBeUndefined()
    expect(names.get(...at('Aa500'))).toBeUndefined()
  })

  it('are learned up to the limit', () => {
    const names = new ByteNames<number>(2)
    for (const [n, name] of ['a', 'b', 'c'].entries()) names.learn(...at(name), n)
    expect(['a', 'b', 'c'].map((name) => names.get(...at(name)))).toEqual([0, 1, undefined])
  })
})
