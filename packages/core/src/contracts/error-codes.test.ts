import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { errorCodes } from './error-codes.ts'

const packages = fileURLToPath(new URL('../../../', import.meta.url))
const table = join('core', 'src', 'contracts', 'error-codes.ts')
/** Named like codes, but environment variables. */
const variables = new Set(['FEEDLOOM_REQUIRE_SHARED'])

/** Codes by the file that first names them, quoted: `configError('FEEDLOOM_…'`. */
function codesInUse(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>()
  for (const path of sourceFiles('')) {
    const text = readFileSync(join(packages, path), 'utf8')
    for (const [, code = ''] of text.matchAll(/['"`](FEEDLOOM_[A-Z0-9_]+)['"`]/g))
      if (!codes.has(code) && !variables.has(code)) codes.set(code, path)
  }
  return codes
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(packages, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist', 'fixtures', 'test'].includes(entry.name) ? [] : sourceFiles(path)
    return path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== table ? [path] : []
  })
}

describe('errorCodes', () => {
  it('lists every code that a package uses', () => {
    const missing = [...codesInUse()].filter(([code]) => !Object.hasOwn(errorCodes, code)).map(([code, path]) => `${code} (${path})`)
    expect(missing).toEqual([])
  })

  it('lists none that no package uses', () => {
    const used = codesInUse()
    expect(Object.keys(errorCodes).filter((code) => !used.has(code))).toEqual([])
  })

  it('says in whole sentences what happened and what to do', () => {
    const sentence = /^[A-Z`].*\.$/
    expect(Object.entries(errorCodes).filter(([, { meaning, wayOut }]) => !sentence.test(meaning) || !sentence.test(wayOut))).toEqual([])
  })
})
