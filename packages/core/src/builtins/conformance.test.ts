import { runSuite } from '@feedloom/testkit/conformance'
import { describe, expect, it } from 'vitest'
import * as exported from '../plugins.ts'
import { suites } from './test/conformance-suites.ts'

for (const suite of suites) runSuite(suite, { describe, it })

describe('built-in plugins', () => {
  it('are exported for the loader, each type once', () => {
    expect(Object.values(exported).map((plugin) => plugin.type)).toEqual([
      'alerts',
      'bars',
      'conflate',
      'console',
      'filter',
      'log',
      'memory',
      'movers',
      'quality',
      'reader',
      'webhook',
    ])
  })
})
