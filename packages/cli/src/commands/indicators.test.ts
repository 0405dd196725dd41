import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allIndicators } from '@feedloom/indicators'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../test/run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-indicators-'))
afterAll(() => rmSync(folder, { recursive: true }))

const indicators = async (...args: readonly string[]) => await runCommand('indicators', ...args)

describe('indicators', () => {
  it('lists every indicator with its family', async () => {
    const { code, out } = await indicators()
    expect(code).toBe(0)
    const listed = new Set(out.split('\n').map((line) => line.split(' ')[0]))
    expect(allIndicators.filter(({ about }) => !listed.has(about.type))).toEqual([])
    expect(out).toMatch(/^bbands +volatility +Bollinger bands \(bollinger, bollinger-bands\)$/m)
  })

  it('tells names, parameters, outputs, warm-up and source of one, by any of its names', async () => {
    const { code, out } = await indicators('Relative-Strength-Index')
    expect(code).toBe(0)
    expect(out).toMatch(/^rsi {2}Relative strength index\nAlso called relative-strength-index\. TA-Lib: RSI\. Family: momentum\.$/m)
    expect(out).toMatch(/^period +14 +whole number from 2 to 100000 /m)
    expect(out).toContain('Reads close; gives rsi.')
    expect(out).toContain('first value after 14 rows; converged (error under 1e-6) after 201 rows')
    expect(out).toContain('Source: J. W. Wilder')
  })

  it('counts rows for the parameters given', async () => {
    expect((await indicators('rsi', '--period', '21')).out).toContain('With period 21,')
    expect((await indicators('rsi', '--period', '21')).out).toContain('first value after 21 rows')
    expect((await indicators('sma', '--period=5')).out).toContain('first value after 4 rows, converged at once')
    expect((await indicators('obv')).out).toContain('first value on the first row')
  })

  it('refuses an indicator or a parameter that is not there', async () => {
    const [unknown, parameter] = [await indicators('rsj'), await indicators('rsi', '--length', '3')]
    expect([unknown.code, parameter.code]).toEqual([2, 2])
    expect(unknown.err).toContain('FEEDLOOM_INDICATOR_UNKNOWN')
    expect(parameter.err).toContain('FEEDLOOM_INDICATOR_PARAMETERS')
  })

  it('writes the reference pages with their pictures', async () => {
    const { code, out } = await indicators('--markdown', '--to', folder)
    expect([code, out]).toEqual([0, expect.stringContaining(`files in ${folder}`)])
    expect(readFileSync(join(folder, 'momentum.md'), 'utf8')).toContain('![Relative strength index](images/rsi.svg)')
    expect(existsSync(join(folder, 'images/rsi.svg'))).toBe(true)
  })

  it('writes all pages or none', async () => {
    expect((await indicators('rsi', '--markdown', '--to', folder)).code).toBe(2)
  })
})
