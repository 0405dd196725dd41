import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDocument } from './document.ts'
import { formatFindings } from './format.ts'
import { parseConfig } from './load.ts'

describe('readDocument', () => {
  it('knows the place of keys and values', () => {
    const document = readDocument('a:\n  b: [x, "y"]\n')
    expect(document.locate('a.b', 'key')).toEqual({ line: 2, column: 3, length: 1 })
    expect(document.locate('a.b[1]', 'value')).toEqual({ line: 2, column: 10, length: 3 })
    expect(document.locate('a.b[7].c', 'value')).toEqual({ line: 2, column: 3, length: 1 })
    expect(document.locate('nowhere', 'value')).toEqual({ line: 1, column: 1, length: 1 })
  })

  it('reads YAML 1.2: no word but true and false is a boolean', () => {
    expect(readDocument('[yes, no, on, off, true, 0o17, 1_000, ~]').value).toEqual(['yes', 'no', 'on', 'off', true, 15, '1_000', null])
  })

  it('follows aliases and merges, and keeps what is written over what is merged', () => {
    const { value, problems } = readDocument('a: &x { p: 1, q: 2 }\nb: { <<: *x, q: 3 }\nc: *x\n')
    expect(problems).toEqual([])
    expect(value).toEqual({ a: { p: 1, q: 2 }, b: { p: 1, q: 3 }, c: { p: 1, q: 2 } })
  })

  it('leaves the prototype of its maps alone', () => {
    const { value } = readDocument('__proto__: { polluted: true }\n')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('stops at aliases that double at every level', () => {
    const levels = Array.from({ length: 30 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`)
    const { problems } = readDocument(`l0: &l0 [x]\n${levels.join('\n')}\n`)
    expect(problems.map(({ code }) => code)).toContain('FEEDLOOM_CONFIG_TOO_LARGE')
  })

  it('takes Windows line ends and a byte order mark', async () => {
    const { findings } = await parseConfig('\uFEFFsources:\r\n  nobody:\r\n    x: 1\r\n', { path: 'a.yaml' })
    expect(findings).toMatchObject([{ line: 2, column: 3, code: 'FEEDLOOM_PLUGIN_UNKNOWN' }])
    expect(findings[0]?.frame).not.toContain('\r')
  })
})

const words = [
  'sources:',
  'sinks:',
  '  memory:',
  'pipelines:',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a',
  '*a',
  ': ',
  '\n',
  '\n  ',
  '${env:',
  '${file:',
  '}',
  '|',
  '>',
  '!!binary',
  '<<: *a',
  '__proto__: ',
  'null',
  '1e999',
  '.nan',
  '? ',
  '\t',
  '%YAML',
  '---',
  'plugins: [',
  'version: 1\n',
]

describe('any text', () => {
  it.each([
    ['of printable letters', fc.string({ unit: 'grapheme', maxLength: 200 })],
    [
      'of pieces of YAML',
      fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 40 }).map((parts) => parts.join('')),
    ],
  ])('%s gives findings or a config, and never throws', async (_, texts) => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { loaded, findings } = await parseConfig(text, {
          path: 'any.yaml',
          env: {},
          readFile: () => 'content of a file',
          packageFolders: [],
        })
        expect(loaded === undefined).toBe(findings.some(({ severity }) => severity === 'error'))
        const lines = text.split('\n').length
        for (const { line, column, hint } of findings) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines + 1)
          expect(column).toBeGreaterThanOrEqual(1)
          expect(hint).toMatch(/\S/)
        }
        expect(typeof formatFindings(findings, { color: true })).toBe('string')
      }),
      { numRuns: 300 },
    )
  })
})
