import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawFrame } from '@feedloom/core'
import { frameLine } from './frame-line.ts'
import { LineScanner } from './line-scanner.ts'

interface Read {
  readonly line: Record<string, unknown>
  readonly inPlace: boolean
}

/** The line as `JSON.parse` would give it, and whether its frame was taken from where it stands. */
function read(scanner: LineScanner, text: string): Read {
  const bytes = Buffer.from(`before\n${text}\nbehind`)
  scanner.read(bytes, 7, bytes.length - 7)
  const { line, t, payload } = scanner
  if (payload === undefined) return { line: { ...line }, inPlace: false }
  const frame = Buffer.from(payload).toString()
  return { line: { ...line, t, frame }, inPlace: true }
}

/** What both ways must agree on: objects in place of a frame are compared as such, as their bytes are the venue's. */
function expected(text: string): Record<string, unknown> {
  const { bytes: _, frame, ...rest } = JSON.parse(text) as Record<string, unknown>
  return { ...rest, ...(frame === undefined ? {} : { frame }) }
}

function actual(scanner: LineScanner, text: string): Record<string, unknown> {
  const { bytes: _, frame, ...rest } = read(scanner, text).line
  const isObject = typeof (JSON.parse(text) as Record<string, unknown>)['frame'] === 'object'
  return { ...rest, ...(frame === undefined ? {} : { frame: isObject ? (JSON.parse(frame as string) as unknown) : frame }) }
}

function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch {
    return 'refused'
  }
}

const time = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000_000_000_000 }).map((us) => us / 1_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom('\\', '"', '\\"', '/', '{"a":"\\"b\\\\"}', 'ü😀\u2028', '\u0000', ''),
)
const facts = fc.record(
  {
    dir: fc.constantFrom('in', 'out', 'open'),
    conn: fc.constantFrom('public#0', 'public#1', ',"frame":"', '"bytes":'),
    source: fc.constantFrom('sources.a', 'sources.b'),
    epoch: fc.nat(3),
    request: fc.dictionary(fc.constantFrom('symbol', 'frame', 't'), fc.constantFrom('x', '{}'), { maxKeys: 2 }),
  },
  { requiredKeys: ['dir'] },
)

const frameOf = (payload: string, t: number, more: Partial<RawFrame> = {}): RawFrame => ({
  venue: 'test',
  channel: 'ws',
  payload: Buffer.from(payload),
  tsRecv: t,
  connection: 'public#0',
  epoch: 0,
  request: undefined,
  ...more,
})

describe('the scanner of lines', () => {
  it('reads any line as JSON.parse does, line after line', () => {
    const strings = fc
      .tuple(time, facts, text, fc.boolean())
      .map(([t, fields, frame, first]) => JSON.stringify(first ? { t, ...fields, frame } : { ...fields, frame, t }))
    const spaced = fc
      .tuple(time, facts, text, fc.constantFrom(' ', '\t', 2))
      .map(([t, fields, frame, space]) => JSON.stringify({ t, ...fields, frame }, undefined, space).replaceAll('\n', ' '))
    const own = fc.tuple(time, text, fc.nat(2)).map(([t, payload, epoch]) => frameLine('sources.a', frameOf(payload, t, { epoch })))
    const renamed = fc
      .tuple(facts, fc.jsonValue(), fc.nat(40))
      .map(([fields, value, bytes]) => JSON.stringify({ t: 1, ...fields, bytes, frame: { value } }))
    fc.assert(
      fc.property(fc.array(fc.oneof(strings, spaced, own, renamed), { maxLength: 8 }), (lines) => {
        const scanner = new LineScanner()
        for (const line of lines) expect(actual(scanner, line)).toEqual(expected(line))
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses what JSON.parse refuses, unless what is broken is the frame itself', () => {
    const lines = [
      '{"t":1723161253937.086,"dir":"in","conn":"wss://x","frame":"{\\"e\\":\\"trade\\",\\"p\\":\\"61837.6\\"}"}',
      frameLine('sources.a', frameOf('{"e":"trade","p":"61837.6"}', 1_723_161_253_937.086)),
    ]
    const change = fc.tuple(
      fc.constantFrom(...lines),
      fc.nat(200),
      fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '.', '0', '1', 'x', ' '), minLength: 1, maxLength: 1 }),
    )
    fc.assert(
      fc.property(change, ([line, place, character]) => {
        const at = place % line.length
        const changed = line.slice(0, at) + character + line.slice(at + 1)
        const scanner = new LineScanner()
        read(scanner, line)
        const wanted = outcome(() => expected(changed))
        // Bytes that the line says are the frame's own are not looked into.
        fc.pre(wanted !== 'refused' || line === lines[0] || at < line.indexOf('"frame":') + 8)
        expect(outcome(() => actual(scanner, changed))).toEqual(wanted)
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes frames from where they stand, digits beyond 2^53 and spacing included', () => {
    const scanner = new LineScanner()
    const payload = '{"id": 9007199254740993, "u":"ü\\u0000"}'
    expect(read(scanner, frameLine('sources.a', frameOf(payload, 1.5)))).toMatchObject({ inPlace: true, line: { t: 1.5, frame: payload } })
    const quoted = `{"t":2,"dir":"in","conn":"c","frame":${JSON.stringify('{"a":"b\\\\"}')}}`
    expect(read(scanner, quoted)).toEqual({ inPlace: true, line: { t: 2, dir: 'in', conn: 'c', frame: '{"a":"b\\\\"}' } })
    expect(read(scanner, '{"t":3,"dir":"in","conn":"c","frame":"\\n"}').inPlace).toBe(false)
    expect(read(scanner, '{ "t":3,"dir":"in","conn":"c","frame":"x"}').inPlace).toBe(false)
  })

  it('knows many streams that take turns', () => {
    const scanner = new LineScanner()
    for (let i = 0; i < 200; i++) {
      const connection = `public#${(i * 7) % 40}`
      const { line, inPlace } = read(scanner, frameLine('sources.a', frameOf(`{"i":${i}}`, i + 1, { connection })))
      expect([line['conn'], line['t'], line['frame'], inPlace]).toEqual([connection, i + 1, `{"i":${i}}`, true])
    }
  })

  it('passes over frames before a time, and over nothing else', () => {
    const scanner = new LineScanner(10)
    const passes = (line: string): boolean => !scanner.read(Buffer.from(line), 0, line.length)
    const at = (t: number): string => frameLine('sources.a', frameOf('{}', t))
    expect([
      passes(at(9)),
      passes(at(10)),
      passes('{"t":9,"dir":"tick","pipeline":"p"}'),
      passes('{"t":9,"dir":"in","frame":"x"}'),
    ]).toEqual([true, false, false, true])
  })
})
