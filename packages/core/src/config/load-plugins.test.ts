import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definePlugin } from '../contracts/plugin.ts'
import type { Plugin } from '../contracts/plugin.ts'
import { parseConfig } from './load.ts'
import { resolvePackage, splitSpecifier } from './resolve-package.ts'
import type { Finding } from './types.ts'

const root = mkdtempSync(join(tmpdir(), 'feedloom-config-'))
afterAll(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const manifest = (name: string, rest: object): string => JSON.stringify({ name, keywords: ['feedloom-plugin'], type: 'module', ...rest })
write(
  'node_modules/feedloom-acme/package.json',
  manifest('feedloom-acme', { exports: { '.': './index.js', './plugins': { types: './p.d.ts', import: './dist/plugins.js' } } }),
)
write('node_modules/feedloom-acme/dist/plugins.js', '')
write('node_modules/feedloom-acme/index.js', '')
write('node_modules/feedloom-plain/package.json', manifest('feedloom-plain', { main: './main.js' }))
write('node_modules/feedloom-plain/main.js', '')
write(
  'node_modules/feedloom-source/package.json',
  manifest('feedloom-source', { exports: { './plugins': { special: './src.js', default: './dist.js' } } }),
)
write('node_modules/feedloom-source/src.js', '')
write('node_modules/feedloom-source/dist.js', '')
write('node_modules/@acme/feedloom-empty/package.json', manifest('@acme/feedloom-empty', { exports: { './plugins': './missing.js' } }))
write('app/mine/index.ts', '')

function sink(type: string): Plugin<'sink'> {
  return definePlugin({
    apiVersion: 1,
    kind: 'sink',
    type,
    summary: 'x',
    stability: 'stable',
    configSchema: z.strictObject({}),
    create: () => undefined as never,
  })
}

/** Which module each entry is imported from, and what is wrong with the entries. */
async function imported(
  ...entries: readonly string[]
): Promise<{ readonly urls: readonly string[]; readonly findings: readonly Finding[] }> {
  const urls: string[] = []
  const importModule = (url: string): Promise<unknown> => {
    urls.push(fileURLToPath(url).slice(root.length + 1))
    return Promise.resolve({ sink: sink('acme-test') })
  }
  const text = `plugins: ${JSON.stringify(entries)}\nsources: {}\n`
  const { findings } = await parseConfig(text, { path: join(root, 'app/feedloom.yaml'), importModule, packageFolders: [], conditions: [] })
  return { urls, findings: findings.filter(({ path }) => path.startsWith('plugins')) }
}

describe('the plugin loader', () => {
  it('imports <package>/plugins, and else the package itself', async () => {
    const { urls, findings } = await imported('feedloom-acme', 'feedloom-plain', 'feedloom-source')
    expect(urls).toEqual([
      'node_modules/feedloom-acme/dist/plugins.js',
      'node_modules/feedloom-plain/main.js',
      'node_modules/feedloom-source/dist.js',
    ])
    expect(findings).toEqual([])
  })

  it('takes a folder as well as a file', async () => {
    expect((await imported('./mine', './mine/index.ts')).urls).toEqual(['app/mine/index.ts', 'app/mine/index.ts'])
  })

  it('guesses the package that was meant, from those installed', async () => {
    const { findings } = await imported('feedloom-acmee', '@acme/feedloom-empty')
    expect(findings).toMatchObject([
      { code: 'FEEDLOOM_PLUGIN_MISSING', hint: 'Did you mean `feedloom-acme`?' },
      { code: 'FEEDLOOM_PLUGIN_NOT_EXPORTED' },
    ])
  })

  it('says which loader TypeScript needs', async () => {
    const importModule = (): Promise<unknown> =>
      Promise.reject(Object.assign(new TypeError('Unknown file extension ".ts"'), { code: 'ERR_UNKNOWN_FILE_EXTENSION' }))
    const { findings } = await parseConfig('plugins: [./mine/index.ts]\n', { path: join(root, 'app/feedloom.yaml'), importModule })
    expect(findings.find(({ path }) => path === 'plugins[0]')).toMatchObject({
      code: 'FEEDLOOM_PLUGIN_BROKEN',
      hint: expect.stringContaining('importModule') as string,
    })
  })
})

describe('resolvePackage', () => {
  it('follows the conditions of the host before those of everybody', () => {
    expect(resolvePackage('feedloom-source', './plugins', [join(root, 'app')], ['special'])).toMatchObject({
      found: 'module',
      url: expect.stringMatching(/src\.js$/) as string,
    })
  })

  it('tells a missing package from a missing entry', () => {
    expect(resolvePackage('feedloom-acme', './other', [root], [])).toEqual({ found: 'package' })
    expect(resolvePackage('feedloom-nobody', '.', [root], [])).toEqual({ found: 'nothing' })
  })

  it('knows where a package name ends', () => {
    expect(splitSpecifier('@acme/feeds/extra/deep')).toEqual({ name: '@acme/feeds', entry: 'extra/deep' })
    expect(splitSpecifier('feeds')).toEqual({ name: 'feeds', entry: undefined })
  })
})
