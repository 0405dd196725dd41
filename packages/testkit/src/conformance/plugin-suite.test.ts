import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, fatal } from '@feedloom/core'
import type { Plugin, PluginContext, Processor } from '@feedloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pluginSuite } from './plugin-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

const processor: Processor = { consumes: '*', produces: [], forwards: true, process: () => undefined }

interface Parts {
  readonly summary?: string
  readonly schema?: z.ZodType
  readonly create?: (context: PluginContext) => Processor
}

function pluginOf(parts: Parts = {}): Plugin {
  return definePlugin({
    apiVersion: 1,
    kind: 'processor',
    type: 'pass-on',
    summary: parts.summary ?? 'Passes everything on',
    stability: 'beta',
    configSchema: parts.schema ?? z.strictObject({ every: z.number().default(1).describe('Every how many events') }),
    create: parts.create ?? (() => processor),
  })
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedloom-plugin-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function packageOf(name: string, manifest: object, source: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, 'src'), { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(path, 'src', 'index.ts'), source)
  return path
}

const manifest = {
  type: 'module',
  keywords: ['feedloom-plugin'],
  exports: { './plugins': './x.js' },
  peerDependencies: { '@feedloom/core': '>=0.1.0 <1' },
}

runSuite(pluginSuite({ plugin: pluginOf() }), { describe, it }, 'a small plugin conforms')

const needy = z.strictObject({ every: z.number().optional().describe('Every') }).refine(({ every }) => every !== undefined, 'never')

const broken: readonly (readonly [claim: string, id: string, plugin: () => Plugin, config?: object])[] = [
  ['was not made by definePlugin', 'PLG-01', () => ({ ...pluginOf(), apiVersion: 2 }) as unknown as Plugin],
  ['has a summary of two lines', 'PLG-01', () => pluginOf({ summary: 'one\ntwo' })],
  ['accepts unknown keys', 'PLG-02', () => pluginOf({ schema: z.looseObject({}) })],
  ['fails without saying where', 'PLG-02', () => pluginOf({ schema: needy }), { every: 1 }],
  ['describes nothing', 'PLG-03', () => pluginOf({ schema: z.strictObject({ every: z.number().default(1) }) })],
  [
    'connects while it is created',
    'PLG-04',
    () =>
      pluginOf({
        create: (context) => (void context.network?.fetch({ url: 'http://x', method: 'GET' }).catch(() => undefined), processor),
      }),
  ],
  [
    'sets a timer while it is created',
    'PLG-04',
    () => pluginOf({ create: (context) => (context.clock.after(1, () => undefined), processor) }),
  ],
  ['reads the clock while it is created', 'PLG-04', () => pluginOf({ create: () => (Date.now(), processor) })],
  ['cannot stop', 'PLG-05', () => pluginOf({ create: () => ({ ...processor, stop: () => Promise.reject(fatal('FEEDLOOM_X', 'x')) }) })],
]

describe('the plugin suite', () => {
  it.each(broken.map(([claim, id, plugin, config = {}]) => [claim, id, plugin, config] as const))(
    'catches one that %s',
    async (_claim, id, plugin, config) => {
      expect(await failures(pluginSuite({ plugin: plugin(), config }))).toEqual([id])
    },
  )

  it('looks at the package', async () => {
    const check = (path: string): Promise<readonly string[]> => failures(pluginSuite({ plugin: pluginOf(), packageFolder: path }))
    expect(await check(packageOf('good', manifest, ''))).toEqual([])
    expect(await check(packageOf('no-peer', { ...manifest, peerDependencies: {} }, ''))).toEqual(['PLG-06'])
    expect(await check(packageOf('engine', manifest, "import { Engine } from '@feedloom/core/engine'"))).toEqual(['PLG-06'])
  })
})
