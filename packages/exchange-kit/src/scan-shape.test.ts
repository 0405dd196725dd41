import { describe, expect, it } from 'vitest'
import { scanShape } from './scan-shape.ts'
import { ByteScanner } from './scan.ts'

describe('a scanner of a wire shape', () => {
  const scan = new ByteScanner()
  const takes = (text: string, of: Parameters<typeof scanShape>[0]): boolean => {
    const shape = scanShape(of, ['b', 'zz'])
    scan.begin(Buffer.from(text))
    return shape !== undefined && scan.take(Buffer.from('{')) && scan.object(shape)
  }

  it('takes what has the shape, and puts what is read into the slots that were asked for', () => {
    const shape = { a: 'integer', b: 'decimal', name: 'text?', rows: [['decimal', 'decimal']] } as const
    expect(takes('{"a":7,"rows":[["1","2"]],"b":"1.5"}', shape)).toBe(true)
    // `zz` is asked for, but no message has it.
    expect([scan.number(0), scan.has(0), scan.has(1)]).toEqual([1.5, true, false])
    expect(takes('{"a":7,"rows":[],"b":"1.5","name":"x"}', shape)).toBe(true)
    for (const text of ['{"a":7,"b":"1.5"}', '{"a":7,"rows":[],"b":"1.5","zz":1}', '{"a":"7","rows":[],"b":"1.5"}']) {
      expect([text, takes(text, shape)]).toEqual([text, false])
    }
  })

  it('is there only where every value has a form that is read', () => {
    for (const of of [{ a: 'number' }, { a: 'text|blank' }, { a: { b: 'text' } }, { a: [['text', 'text']] }] as const) {
      expect(scanShape(of, ['a'])).toBeUndefined()
    }
  })
})
