import { pluginSuite, processorSuite, runSuite, sinkSuite } from '@feedloom/testkit/conformance'
import { testContext } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { make } from '../../test/event-fixture.ts'
import * as exported from '../plugins.ts'
import { bars, conflate, consoleSink, filter, memory, quality, reader } from '../plugins.ts'

const configs = {
  bars: { plugin: bars, config: { intervals: ['1m'] } },
  conflate: { plugin: conflate, config: { kinds: ['quote', 'book'] } },
  console: { plugin: consoleSink, config: {} },
  filter: { plugin: filter, config: {} },
  memory: { plugin: memory, config: {} },
  quality: { plugin: quality, config: {} },
  reader: { plugin: reader, config: { store: 'memory', kinds: ['trade'] } },
}

for (const [type, { plugin, config }] of Object.entries(configs)) {
  runSuite(pluginSuite({ plugin, config }), { describe, it }, `plugin ${type}`)
}

const processors = {
  bars: [bars, { intervals: ['1m', 'tick:7', 'volume:2', 'value:100000'] }],
  'bars from bars': [bars, { intervals: ['5m'], from: 'bars', base: '1m' }],
  conflate: [conflate, { kinds: ['trade', 'quote', 'ticker', 'bar', 'book', 'mark'] }],
  filter: [filter, { symbols: ['BTC/*'], minSize: 0.4, where: { last: { above: 0 } } }],
  quality: [quality, {}],
} as const

for (const [name, [plugin, config]] of Object.entries(processors)) {
  runSuite(processorSuite({ create: () => make(plugin, config), holdsAtEnd: name !== 'filter' && name !== 'quality' }), { describe, it }, name)
}

runSuite(
  sinkSuite({
    storage: (instruments) => ({ open: () => memory.create(testContext({ instruments }), { maxEvents: 10_000 }) }),
    durable: false,
  }),
  { describe, it },
  'memory',
)

describe('built-in plugins', () => {
  it('are exported for the loader, each type once', () => {
    const types = ['bars', 'conflate', 'console', 'filter', 'memory', 'quality', 'reader']
    expect(Object.values(exported).map((plugin) => plugin.type)).toEqual(types)
  })
})
