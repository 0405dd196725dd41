/** What the engine adds to each event: from `SourceOutput.frame` to handlers, without decoding. */
import { definePlugin, type Instrument, type RawFrame, type Source, sourceCapabilities, type SourceOutput } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import { Instruments, RunWriter } from '@feedloom/core/events'
import { finish, goal, heading, median, ns, nsPer, table } from './parts/report.ts'

const frames = 200_000
const perTurn = 500
const rounds = 9
const limitNs = 500

const fields = { venue: 'bench', nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', type: 'spot', base: 'BTC', quote: 'USDT' } as const
let output: SourceOutput | undefined

/** One trade a frame, made from nothing: its cost is measured apart and taken off. */
function oneTrade(find: () => Instrument | undefined): { normalize(frame: RawFrame, out: Pick<RunWriter, 'trade'>): void; reset(): void } {
  let id = 0
  return {
    normalize: (frame, out) => {
      const instrument = find()
      id += 1
      if (instrument !== undefined) out.trade(instrument, frame.tsRecv, 60_000, 0.01, 'buy', String(id))
    },
    reset: () => undefined,
  }
}

const source = definePlugin({
  apiVersion: 1,
  kind: 'source',
  type: 'bench',
  summary: 'Hands frames in as fast as it is asked to',
  stability: 'stable',
  configSchema: { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } },
  create: (): Source => ({
    capabilities: sourceCapabilities({ live: ['trade'] }),
    normalizer: {
      venue: 'bench',
      tradeIds: { raw: 'dense', aggregate: undefined },
      create: ({ instruments }) => oneTrade(() => instruments.native('bench', 'BTCUSDT')),
    },
    attach: (given) => (output = given),
    instruments: () => Promise.resolve([fields]),
    subscribe: (subscriptions) => Promise.resolve(subscriptions.map((subscription) => ({ ok: true, subscription }))),
    unsubscribe: () => Promise.resolve(),
  }),
})

const payload = new Uint8Array(1)
let now = 1_700_000_000_000
const frame = (): RawFrame => ({
  venue: 'bench',
  channel: 'ws',
  payload,
  tsRecv: now++,
  connection: 'public#0',
  epoch: 0,
  request: undefined,
})

function bare(): number {
  const instruments = new Instruments()
  const [instrument] = instruments.define([fields]).added
  const writer = new RunWriter()
  const normalizer = oneTrade(() => instrument)
  let seen = 0
  return nsPer(frames, rounds, () => {
    for (let i = 0; i < frames; i++) {
      const one = frame()
      writer.begin(one.tsRecv, 'bench', 'live')
      normalizer.normalize(one, writer)
      for (const run of writer.finish()) seen += run.events.length
    }
  })
}

interface Case {
  readonly name: string
  readonly handlers: number
  readonly buffer: readonly string[]
  /** A filter that looks at every trade, and the memory store behind its queue. */
  readonly processorAndSink: boolean
}

/** Hands the frames in by turns, as sockets do, and times what happens before each turn ends. */
async function oneRound(): Promise<number> {
  let ms = 0
  for (let turn = 0; turn < frames / perTurn; turn++) {
    const start = performance.now()
    for (let i = 0; i < perTurn; i++) output?.frame(frame())
    ms += performance.now() - start
    await new Promise((resolve) => setImmediate(resolve))
  }
  return (ms * 1e6) / frames
}

async function through({ handlers, buffer, processorAndSink }: Case): Promise<number> {
  await using engine = await Engine.from({
    plugins: [source],
    sources: { bench: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
    ...(processorAndSink ? { processors: { filter: { minSize: 0.001 } }, sinks: { memory: { maxEvents: 10_000 } } } : {}),
    engine: { buffer: { kinds: buffer, size: 10_000 } },
  })
  let seen = 0
  for (let i = 0; i < handlers; i++) engine.bus.on('trade', ({ events }) => (seen += events.length))
  await engine.start()
  const measured: number[] = []
  for (let round = 0; round < rounds; round++) measured.push(await oneRound())
  if (seen !== frames * rounds * handlers) throw new Error(`${seen} events reached the handlers`)
  return median(measured)
}

heading('Engine overhead for a frame of one trade (medians; decoding and the event itself taken off)')
const floor = bare()
const cases: readonly Case[] = [
  { name: '1 handler', handlers: 1, buffer: [], processorAndSink: false },
  { name: '3 handlers', handlers: 3, buffer: [], processorAndSink: false },
  { name: '3 handlers, trades buffered', handlers: 3, buffer: ['trade'], processorAndSink: false },
  { name: '3 handlers, trades and ticks buffered', handlers: 3, buffer: ['trade', 'tick'], processorAndSink: false },
  { name: '3 handlers, a filter, the memory store', handlers: 3, buffer: [], processorAndSink: true },
]
const rows = []
const added: number[] = []
for (const one of cases) {
  const total = await through(one)
  if (!one.processorAndSink) added.push(total - floor)
  rows.push({ name: one.name, cells: [ns(total), ns(floor), ns(total - floor)] })
}
table(['whole', 'event alone', 'engine'], rows)
console.log()
console.log('The last line holds the work of the filter and of the queue before the store, too.')
goal(`the engine adds less than ${limitNs} ns to an event`, Math.max(...added) < limitNs)
finish()
