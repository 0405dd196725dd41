import { fileURLToPath } from 'node:url'
import { pluginSuite, runSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import { testNormalizer } from '../test/fixture.ts'
import { recorder, replay } from './plugins.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

runSuite(pluginSuite({ plugin: recorder, config: { path: 'recordings' }, packageFolder }), { describe, it }, 'the recorder plugin')
runSuite(
  pluginSuite({
    plugin: replay,
    config: { files: ['recordings'], normalizer: 'test' },
    context: (base) => ({ ...base, create: () => testNormalizer as never }),
    packageFolder,
  }),
  { describe, it },
  'the replay plugin',
)
