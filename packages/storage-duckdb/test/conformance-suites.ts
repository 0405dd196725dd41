import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MarketEvent } from '@feedloom/core'
import { testContext } from '@feedloom/testkit'
import { type ConformanceSuite, pluginSuite, sinkSuite } from '@feedloom/testkit/conformance'
import { duckdbConfig } from '../src/config.ts'
import { duckdb } from '../src/plugins.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

/** What the plugin of this package is held to: by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  pluginSuite({ plugin: duckdb, config: { path: 'conformance.duckdb' }, packageFolder }),
  sinkSuite({
    plugin: duckdb,
    async storage(instruments) {
      const folder = await mkdtemp(join(tmpdir(), 'feedloom-conformance-'))
      const config = duckdbConfig.parse({ path: join(folder, 'store.duckdb') })
      return {
        open: () => duckdb.create(testContext({ instruments }), config),
        dispose: () => rm(folder, { recursive: true, force: true }),
      }
    },
    poison: (good) => ({ ...good, kind: 'x-nobody.knows' }) as unknown as MarketEvent,
  }),
]
