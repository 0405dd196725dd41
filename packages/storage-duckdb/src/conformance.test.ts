import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testContext } from '@feedloom/testkit'
import { pluginSuite, runSuite, sinkSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import type { MarketEvent } from '@feedloom/core'
import { duckdbConfig } from './config.ts'
import { duckdb } from './plugins.ts'

runSuite(
  pluginSuite({ plugin: duckdb, config: { path: 'conformance.duckdb' }, packageFolder: fileURLToPath(new URL('..', import.meta.url)) }),
  { describe, it },
  'the duckdb plugin',
)

runSuite(
  sinkSuite({
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
  { describe, it },
  'the duckdb sink',
)
