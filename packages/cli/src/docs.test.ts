import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseConfig } from '@feedloom/core/config'
import { describe, expect, it } from 'vitest'
import { errorsPage } from './commands/errors.ts'
import { fieldsSection } from './commands/tables.ts'
import { importModule } from './import-module.ts'
import { referenceFiles } from './reference/reference-pages.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Pages of people, not what tools write or install. */
const pages = ['README.md', ...['docs', 'packages', 'examples'].flatMap((folder) => markdown(folder))].filter((path) =>
  existsSync(join(root, path)),
)

function markdown(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist', 'reference', 'fixtures'].includes(entry.name) ? [] : markdown(path)
    return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : []
  })
}

interface Snippet {
  readonly page: string
  readonly line: number
  readonly info: string
  readonly text: string
}

function snippets(language: string): Snippet[] {
  return pages.flatMap((page) => {
    const text = read(page)
    return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```/gm)]
      .filter((match) => match[1] === language)
      .map((match) => ({ page, line: text.slice(0, match.index).split('\n').length, info: (match[2] ?? '').trim(), text: match[3] ?? '' }))
  })
}

const title = ({ page, line }: Snippet) => `${page}:${line}`

describe('documents', () => {
  it('lists every error code as the table in the code has it', () => {
    expect(read('docs/errors.md')).toBe(errorsPage())
  })

  it('lists every field as the layouts in the code have it', () => {
    const [, section] = /<!-- fields:begin.*-->\n([\s\S]*)<!-- fields:end -->/.exec(read('docs/semantics.md')) ?? []
    expect(section?.trim()).toBe(fieldsSection().trim())
  })

  it('shows every indicator as the code has it', () => {
    const folder = join(root, 'docs/indicators')
    const written = referenceFiles()
    const stale = Object.entries(written).filter(
      ([path, text]) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text,
    )
    expect(stale.map(([path]) => path)).toEqual([])
    const pictures = readdirSync(join(folder, 'images')).map((name) => `images/${name}`)
    expect([...pictures, ...readdirSync(folder).filter((name) => name.endsWith('.md'))].filter((path) => !(path in written))).toEqual([
      'verified.md',
    ])
  })

  it('lists every decision in the index of decisions', () => {
    const index = read('docs/decisions/README.md')
    const records = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d/.test(name))
    expect(records.filter((name) => !index.includes(`](${name})`))).toEqual([])
  })

  it('links only to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [
        ...read(page)
          .replaceAll(/```[\s\S]*?```/g, '')
          .matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g),
      ]
        .map((match) => match[1] as string)
        .filter((target) => !existsSync(resolve(root, dirname(page), target)))
        .map((target) => `${page} -> ${target}`),
    )
    expect(broken).toEqual([])
  })
})

describe('YAML in documents', () => {
  const isWhole = ({ text }: Snippet) => /^version: 1$/m.test(text)
  const [configs, fragments] = [snippets('yaml').filter(isWhole), snippets('yaml').filter((snippet) => !isWhole(snippet))]
  const errorsOf = async ({ page, text }: Snippet) => {
    const { findings } = await parseConfig(text, { path: join(root, 'examples', page.replaceAll('/', '-')), importModule })
    return findings.filter(({ severity }) => severity === 'error')
  }

  it.each(configs.map((snippet) => [title(snippet), snippet] as const))('%s is a config without errors', async (_, snippet) => {
    expect(await errorsOf(snippet)).toEqual([])
  })

  it.each(fragments.map((snippet) => [title(snippet), snippet] as const))('%s is a part of a config', async (_, snippet) => {
    expect((await errorsOf(snippet)).filter(({ code }) => /SYNTAX|UNKNOWN_KEY|DUPLICATE/.test(code))).toEqual([])
  })
})

describe('TypeScript in documents', () => {
  it('type-checks', { timeout: 120_000 }, async () => {
    const folder = join(root, 'packages/cli/node_modules/.cache/feedloom-snippets')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    // A part that needs its surroundings is marked `ts fragment`.
    const whole = snippets('ts').filter(({ info }) => info !== 'fragment')
    const files = whole.map((snippet) => {
      const file = `${snippet.page.replaceAll(/[^a-z0-9]+/gi, '-')}-${snippet.line}.ts`
      writeFileSync(join(folder, file), `${snippet.text}\nexport {}\n`)
      return file
    })
    const options = { noEmit: true, isolatedDeclarations: false, noUnusedLocals: false }
    const extended = join(root, 'tsconfig.json')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: extended, compilerOptions: options, include: [], files }))
    const check = promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
    const output = await check.then(
      ({ stdout }) => stdout,
      (error: { stdout?: string; message: string }) => error.stdout ?? error.message,
    )
    expect(output).toBe('')
  })
})
