import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatShapeDiff, shapeDiff, type WireShape } from './wire-shape.ts'

const shape: WireShape = { e: 'text', t: 'id', p: 'text', m: 'flag', X: 'text?', rows: 'list', k: { o: 'text', n: 'number?' } }
const good = { e: 'trade', t: 7, p: '1.5', m: true, rows: [], k: { o: '1' } }

describe('shapeDiff', () => {
  it('finds nothing in a message of the shape, with its optional fields or without', () => {
    expect(shapeDiff(good, shape)).toEqual([])
    expect(shapeDiff({ ...good, t: '9007199254740993', X: 'MARKET', k: { o: '1', n: 2 } }, shape)).toEqual([])
  })

  it('names what is new, missing and retyped, with its path, in one line', () => {
    const changes = shapeDiff({ e: 'trade', t: 7, p: 1.5, m: true, rows: {}, k: { o: '1', n: '2' }, st: 1 }, shape)
    expect(changes).toEqual([
      { change: 'retyped', path: 'p', expected: 'text', seen: 'number 1.5' },
      { change: 'retyped', path: 'rows', expected: 'list', seen: 'object' },
      { change: 'retyped', path: 'k.n', expected: 'number', seen: 'text "2"' },
      { change: 'new', path: 'st', expected: undefined, seen: 'number 1' },
    ])
    const { p: _, ...without } = good
    expect(formatShapeDiff(shapeDiff({ ...without, q: 'a very long value that nobody wants to read', k: null }, shape))).toBe(
      'k is null instead of object, new q (text "a very long value that …), missing p (text)',
    )
    expect(formatShapeDiff(shapeDiff([1], shape))).toBe('the message is list of 1 instead of object')
  })

  it('is not fooled by names that every object has', () => {
    expect(shapeDiff({ ...good, toString: 'x' }, shape)).toMatchObject([{ change: 'new', path: 'toString' }])
    expect(shapeDiff(JSON.parse('{"__proto__":1}'), { __proto: 'text?' })).toMatchObject([{ change: 'new', path: '__proto__' }])
  })

  it('reports every single change of any message, and nothing else', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(names, fc.nat(7), fc.constantFrom('new', 'missing', 'retyped'), (all, nth, change) => {
        const at = all[nth % all.length] as string
        const wanted = Object.fromEntries(all.map((name) => [name, 'text' as const]))
        const message: Record<string, unknown> = Object.fromEntries(all.map((name) => [name, name]))
        expect(shapeDiff(message, wanted)).toEqual([])
        if (change === 'new') message['NEW'] = 1
        else if (change === 'missing') delete message[at]
        else message[at] = 1
        const found = shapeDiff(message, wanted)
        expect(found.map((one) => [one.change, one.path])).toEqual([[change, change === 'new' ? 'NEW' : at]])
      }),
    )
  })
})
