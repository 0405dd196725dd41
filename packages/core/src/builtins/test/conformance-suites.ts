import { testContext, testInstruments } from '@feedloom/testkit'
import {
  type ConformanceSuite,
  finiteSourceSuite,
  pluginSuite,
  processorSuite,
  sampleBatches,
  sinkSuite,
} from '@feedloom/testkit/conformance'
import { make } from '../../../test/event-fixture.ts'
import { fatal, type Network, type Plugin, type PluginContext, type Source } from '../../contracts/index.ts'
import { alerts, bars, conflate, consoleSink, filter, log, memory, movers, quality, reader, webhook } from '../../plugins.ts'
import { createConsole } from '../console.ts'
import { MemoryStore } from '../memory-store.ts'

const rules = {
  level: { when: { price: 'trade', above: 60_000 }, cooldown: '1m' },
  cross: {
    when: {
      any: [
        { price: 'mid', crosses: 'mark' },
        { price: 'close', moves: '0.1%', within: '1h' },
      ],
    },
  },
}

const configs = {
  alerts: { plugin: alerts, config: { rules } },
  bars: { plugin: bars, config: { intervals: ['1m'] } },
  conflate: { plugin: conflate, config: { kinds: ['quote', 'book'] } },
  console: { plugin: consoleSink, config: {} },
  filter: { plugin: filter, config: {} },
  quality: { plugin: quality, config: {} },
  log: { plugin: log, config: {} },
  memory: { plugin: memory, config: {} },
  movers: { plugin: movers, config: {} },
  webhook: { plugin: webhook, config: { url: 'https://example.com/' } },
  reader: { plugin: reader, config: { store: 'memory', kinds: ['trade'] } },
}

const processors = [
  [alerts, { rules }],
  [bars, { intervals: ['1m', 'tick:7', 'volume:2', 'value:100000'] }],
  [bars, { intervals: ['5m'], from: 'bars', base: '1m' }],
  [conflate, { kinds: ['trade', 'quote', 'ticker', 'bar', 'book', 'mark'] }],
  [filter, { symbols: ['BTC/*'], minSize: 0.4, where: { last: { above: 0 } } }],
  [quality, {}],
  [movers, { windows: ['5m'], top: 'all' }],
  [movers, { input: { kind: 'ticker' }, top: 'all' }],
] as const

const memorySink = sinkSuite({
  plugin: memory,
  storage: (instruments) => ({ open: () => memory.create(testContext({ instruments }), { maxEvents: 10_000 }) }),
  durable: false,
})

const takesAll: Network = {
  connect: () => {
    throw fatal('FEEDLOOM_TESTKIT_NO_SOCKET', 'a webhook opens no socket')
  },
  fetch: () => Promise.resolve({ status: 204, headers: {}, body: new Uint8Array() }),
}

const silent = { write: () => true, once: () => undefined, on: () => undefined, off: () => undefined }

const console = sinkSuite({
  plugin: consoleSink,
  storage: (instruments) => ({ open: () => createConsole(testContext({ instruments }), {}, silent) }),
  durable: false,
})

const logging = sinkSuite({
  plugin: log,
  storage: (instruments) => ({ open: () => log.create(testContext({ instruments }), { level: 'info' }) }),
  durable: false,
})

const posting = sinkSuite({
  plugin: webhook,
  storage: (instruments) => ({
    open: () => make(webhook, { url: 'https://example.com/' }, testContext({ instruments, network: takesAll })),
  }),
  durable: false,
})

function filledReader(): Source {
  const instruments = testInstruments()
  const store = new MemoryStore(10_000)
  for (const batch of sampleBatches(instruments)) store.put(batch)
  const get = (() => store) as PluginContext['get']
  return make(reader, { store: 'memory', kinds: ['trade', 'quote', 'bar'] }, { ...testContext({ instruments }), get })
}

/** Those that write the rest at the end. */
const holdsBack: ReadonlySet<Plugin> = new Set([bars, conflate, movers])

/** What the built-in plugins are held to: each by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  ...Object.values(configs).map((options) => pluginSuite(options)),
  ...processors.map(([plugin, config]) =>
    processorSuite({ plugin, create: () => make(plugin, config), holdsAtEnd: holdsBack.has(plugin) }),
  ),
  memorySink,
  console,
  logging,
  posting,
  finiteSourceSuite({ plugin: reader, create: () => ({ source: filledReader() }) }),
]
