import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blotLine, codeFrame } from './frame.ts'
import { formatFindings } from './format.ts'
import { parseConfig } from './load.ts'

describe('blotLine', () => {
  it.each([
    ['  apiSecret: hunter2', '  apiSecret: *******'],
    ['  - { id: 1, password: "hunter2", x: 1 }', '  - { id: 1, password: "*******", ** * }'],
    ['  "api_key": hunter2', '  "api_key": *******'],
    ['  { apiKey: hunter2, token: hunter2 }', '  { apiKey: *******, ****** ******* }'],
    ['  apiKey: ${env:API_KEY}', '  apiKey: ${env:API_KEY}'],
    ['  token: ${env:TOKEN:-hunter2}', '  token: ${env:TOKEN:-*******}'],
    ['  token: ${file:./secret}', '  token: ${file:./secret}'],
    ['  symbols: [BTC/USDT]', '  symbols: [BTC/USDT]'],
  ])('%s', (line, blotted) => {
    const shown = blotLine(line)
    expect(shown).not.toContain('hunter2')
    expect(shown).toBe(blotted)
    expect(shown).toHaveLength(line.length)
  })
})

describe('formatFindings', () => {
  it('lets nothing in the file steer the terminal', async () => {
    const { findings } = await parseConfig('sources:\n  "a\u001B[31mb": {}\n', { path: 'x.yaml' })
    expect(formatFindings(findings)).toContain('a\uFFFD[31mb')
    expect(formatFindings(findings)).not.toContain('\u001B')
  })
})

describe('codeFrame', () => {
  it('shows the line, its neighbours and a caret', () => {
    expect(codeFrame(['a', 'b: cd', 'e'], { line: 2, column: 4, length: 2 })).toBe('  1 | a\n> 2 | b: cd\n    |    ^^\n  3 | e')
  })

  it('cuts long lines around the place', () => {
    const frame = codeFrame([`${'x'.repeat(500)}HERE${'y'.repeat(500)}`], { line: 1, column: 501, length: 4 })
    const [shown = '', caret = ''] = frame.split('\n')
    expect(shown.length).toBeLessThan(140)
    expect(shown.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE')
  })
})

describe('a secret', () => {
  it('is never printed, wherever it is written and whatever else is wrong', async () => {
    const place = fc.constantFrom(
      'apiSecret: §',
      'apiSecret: "§"',
      "apiSecret: '§'",
      'apiSecret: [§]',
      'apiSecret: { a: § }',
      'apiSecret: |\n      §',
      'apiSecret: ${env:TOKEN}',
      'region: ${env:TOKEN}',
      'timeout: "${env:TOKEN}"',
      'apiSecret: §: x',
      'apiSecret: "§',
      'apiSecret: ${env:NONE:-§}',
      'apiSecret: ${§}',
      'tokn_secret: §',
    )
    const fault = fc.constantFrom('', '    x: 1\n', '    timeout: 5\n', '    region: [\n', '\tbad: tab\n', '    apiKey: 1\n')
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{8,20}$/)
    await fc.assert(
      fc.asyncProperty(place, fault, secret, async (written, after, value) => {
        const text = `plugins: [../broken/plugins/acme.mjs]\nsources:\n  acme:\n    ${written.replace('§', value)}\n${after}    subscribe: []\n`
        const { findings } = await parseConfig(text, {
          path: new URL('./fixtures/good/x.yaml', import.meta.url).pathname,
          env: { TOKEN: value },
        })
        expect(formatFindings(findings) + JSON.stringify(findings)).not.toContain(value)
      }),
      { numRuns: 200 },
    )
  })
})
