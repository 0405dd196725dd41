import { definePlugin } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PluginPackage, pluginPackages, unheld } from './parts/first-party.ts'
import { unfuzzed } from './parts/fuzz-declared.ts'

let packages: readonly PluginPackage[] = []
beforeAll(async () => {
  packages = await pluginPackages()
})

const stranger = definePlugin({
  apiVersion: 1,
  kind: 'cache',
  type: 'stranger',
  summary: 'Nobody looks at it',
  stability: 'experimental',
  configSchema: { '~standard': { version: 1, vendor: 'prove', validate: (value) => ({ value }), types: undefined } },
  create: () => {
    throw new TypeError('never created')
  },
})

// Normalizers are held against recordings, which lie in the shared folder.
describe.skipIf(sharedPath('fixtures', 'binance-spot', 'expected.json') === undefined)('every plugin of this project', () => {
  it('is found by its package, not by a list', () => {
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@feedloom/core', '@feedloom/exchange-binance', '@feedloom/recorder', '@feedloom/storage-duckdb']),
    )
    expect(packages.flatMap(({ plugins }) => plugins).length).toBeGreaterThan(15)
  })

  it('has a conformance test of its manifest and one of its kind', () => {
    expect(packages.flatMap(unheld)).toEqual([])
  })

  it('declares what it is fuzzed with where it is a normalizer', async () => {
    expect(await unfuzzed(packages)).toEqual([])
    const [core] = packages as [PluginPackage]
    expect(await unfuzzed([{ ...core, plugins: [{ ...stranger, kind: 'normalizer' }] }])).toEqual(['stranger'])
  })

  it('is missed when it has none', () => {
    const [core] = packages as [PluginPackage]
    expect(unheld({ ...core, plugins: [stranger] })).toEqual(['cache stranger as plugin', 'cache stranger as cache'])
    expect(unheld({ ...core, tested: false }).length).toBe(core.plugins.length * 2)
  })
})
