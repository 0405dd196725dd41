import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../contracts/error-codes.ts'
import { formatFindings } from './format.ts'
import { loadConfig } from './load.ts'
import type { Finding } from './types.ts'

const folder = fileURLToPath(new URL('./fixtures/broken/', import.meta.url))
const files = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name))
/** Every secret of the corpus begins with this, in the files and out here. */
const secret = 'hunter2'
const env = { HOME: '/home/somebody', USER: 'somebody', ACME_TOKEN: `${secret}-from-the-environment` }
const options = { env, conditions: ['@feedloom/source'] }

/** `# expect 5:7 error FEEDLOOM_…` lines, in the file itself or, for JSON, beside it. */
function expectedOf(name: string): readonly string[] {
  const text = readFileSync(join(folder, name.endsWith('.json') ? `${name}.expect` : name), 'utf8')
  return [...text.matchAll(/^# expect (.+)$/gm)].map((match) => match[1] as string)
}

function lineOf({ line, column, severity, code }: Finding): string {
  return `${line}:${column} ${severity} ${code}`
}

describe('broken configs', () => {
  it('are at least fifty', () => {
    expect(files.length).toBeGreaterThanOrEqual(50)
  })

  it.each(files)('%s gives every finding at its place, with a hint and without secrets', async (name) => {
    const { loaded, findings } = await loadConfig(join(folder, name), options)
    expect(findings.map(lineOf)).toEqual(expectedOf(name))
    expect(loaded).toBeUndefined()
    expect(findings.filter(({ hint, code }) => hint === undefined || errorCodes[code]?.category !== 'config')).toEqual([])
    const printed = formatFindings(findings)
    expect(printed).not.toContain(secret)
    expect(printed).not.toMatch(/^\s+at /m)
    expect(JSON.stringify(findings)).not.toContain(secret)
  })

  it('cover every code that the loader gives, but for those of a venue and of the file system', () => {
    const seen = new Set(files.flatMap(expectedOf).map((line) => line.split(' ')[2]))
    const elsewhere = /_SYMBOL|_FILE_UNREADABLE$|CONFIG_INVALID$/
    const sources = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    const texts = sources.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
    const codes = new Set(texts.flatMap((text) => text.match(/FEEDLOOM_[A-Z_]+/g) ?? []))
    expect([...codes].filter((code) => !seen.has(code) && !elsewhere.test(code))).toEqual([])
  })
})
