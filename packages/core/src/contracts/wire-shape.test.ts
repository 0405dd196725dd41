import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choice, type Field, formatShapeDiff, type Nested, optional, shapeDiff, type WireShape } from './wire-shape.ts'

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

  it('tells types of plain values apart', () => {
    const told = (type: Field, value: unknown): string => formatShapeDiff(shapeDiff({ v: value }, { v: type }))
    const fits: Readonly<Record<string, readonly unknown[]>> = {
      text: ['x', '1'],
      blank: [''],
      decimal: ['0', '-1.50', '0.00000001', '1e5', '-2.5E-3', '9'.repeat(300)],
      integer: [0, -1, 1e3, 2 ** 60],
      number: [1.5, -0],
      id: [7, '9007199254740993'],
      flag: [true, false],
      null: [null],
      list: [[], [1]],
      object: [{}, { a: 1 }],
      'decimal|blank': ['', '1.5'],
      'decimal?': ['1.5'],
    }
    const not: Readonly<Record<string, readonly unknown[]>> = {
      text: ['', 1, null],
      blank: ['x', null],
      decimal: ['', '-', '.', '1.', '.5', '1.2.3', '0x10', '1e', '1e999', ' 1', 'NaN', 'Infinity', '1_000', '٣', 1.5, '9'.repeat(301)],
      integer: [1.5, Number.POSITIVE_INFINITY, '1'],
      number: [Number.POSITIVE_INFINITY, '1'],
      id: [1.5, '', 'x'],
      flag: [0, 'true'],
      null: ['', 0, {}],
      list: [{}, 'x', null],
      object: [[], null, 'x'],
      'decimal|blank': ['x', null],
      'decimal?': [null, ''],
    }
    for (const [type, values] of Object.entries(fits))
      for (const value of values) expect([type, value, told(type as Field, value)]).toEqual([type, value, ''])
    for (const [type, values] of Object.entries(not))
      for (const value of values) expect([type, value, told(type as Field, value)]).not.toEqual([type, value, ''])
    expect(told('any', null) + told('any', [1]) + told('any', '')).toBe('')
  })

  it('looks into lists, rows and what may be left out, and says each thing once', () => {
    const book: WireShape = { rows: [['decimal', 'decimal']], names: optional(['text']), all: optional([{ id: 'integer', note: 'text?' }]) }
    const told = (value: unknown): string => formatShapeDiff(shapeDiff(value, book))
    expect(told({ rows: [], all: [{ id: 1 }, { id: 2, note: 'x' }] })).toBe('')
    expect(told({ rows: [['1', '2'], ['1']] })).toBe('rows[] is list of 1 instead of row of 2')
    expect(told({ rows: [['1', 2]], names: [1, 'x', 2] })).toBe(
      'rows[][1] is number 2 instead of decimal, names[] is number 1 instead of text',
    )
    expect(told({ rows: [], all: Array.from({ length: 3_000 }, (_, id) => ({ id, zz: id })) })).toBe('new all[].zz (number 0)')
    expect(told({ all: {} })).toBe('all is object instead of list, missing rows (list)')
    expect(shapeDiff({ rows: [], ...Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`n${i}`, 1])) }, book).length).toBe(20)
  })

  it('picks the shape of an object by one of its fields', () => {
    const filters: Nested = [choice('type', { PRICE: { type: 'text', tick: 'decimal' }, LOT: { type: 'text', step: 'decimal' } })]
    const told = (value: unknown): string => formatShapeDiff(shapeDiff(value, filters))
    expect(
      told([
        { type: 'PRICE', tick: '1' },
        { step: '2', type: 'LOT' },
      ]),
    ).toBe('')
    expect(told([{ type: 'PRICE', step: '1' }])).toBe('new [](PRICE).step (text "1"), missing [](PRICE).tick (decimal)')
    expect(told([{ type: 'OTHER' }, {}, 7])).toBe(
      '[].type(text "OTHER") is text "OTHER" instead of one of 2 known words, missing [].type (one of 2 known words), [] is number 7 instead of object',
    )
  })
})
