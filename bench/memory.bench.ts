/** Resident memory at 1, 5 and 10 million events through a whole pipeline: buffers, book, bars, indicators, a bounded store. */
import {
  definePlugin,
  type EventWriter,
  type Instrument,
  type InstrumentFields,
  type RawFrame,
  type Source,
  sourceCapabilities,
  type SourceOutput,
} from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as indicators from '@feedloom/indicators/plugins'
import { finish, goal, heading, rate, type Row, table } from './parts/report.ts'

const total = 10_000_000
const marks = [1_000_000, 5_000_000, total]
const perTurn = 2_000
/** What garbage collection may leave lying about between two readings. */
const slackMb = 40

const symbols = Array.from({ length: 10 }, (_, i) => `COIN${i}/USDT`)
const fields = symbols.map((symbol): InstrumentFields => ({
  venue: 'bench',
  nativeSymbol: symbol.replace('/', ''),
  symbol,
  type: 'spot',
  base: symbol.split('/')[0] ?? '',
  quote: 'USDT',
}))
let output: SourceOutput | undefined

/** Four events a frame: a trade, a quote, a book delta, and a trade of the next instrument. */
function write(frame: RawFrame, instruments: readonly Instrument[], n: number, out: EventWriter): void {
  const instrument = instruments[n % instruments.length] as Instrument
  const other = instruments[(n + 1) % instruments.length] as Instrument
  const price = 100 + Math.sin(n / 1_000)
  const round = Math.floor(n / instruments.length)
  if (round === 0) out.bookSnapshot(instrument, frame.tsRecv, Float64Array.of(99, 1), Float64Array.of(103, 1), 0, undefined)
  out.trade(instrument, frame.tsRecv, price, 0.5, 'buy', String(n * 2))
  out.quote(instrument, frame.tsRecv, price - 0.01, 1, price + 0.01, 1, n)
  out.bookDelta(
    instrument,
    frame.tsRecv,
    Float64Array.of(90 + (n % 64) / 10, n % 3),
    Float64Array.of(104 + (n % 64) / 10, n % 3),
    round + 1,
    round + 1,
    round,
  )
  out.trade(other, frame.tsRecv, price, 0.5, 'sell', String(n * 2 + 1))
}

const source = definePlugin({
  apiVersion: 1,
  kind: 'source',
  type: 'bench',
  summary: 'Makes events as fast as it is asked to',
  stability: 'stable',
  configSchema: { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } },
  create: (): Source => ({
    capabilities: sourceCapabilities({ live: ['trade', 'quote', 'book'] }),
    normalizer: {
      venue: 'bench',
      book: { snapshot: 'stream', follows: (sequence, delta) => (delta.prev === sequence ? 'apply' : 'gap') },
      create: (context) => {
        let known: Instrument[] = []
        let n = 0
        return {
          normalize: (frame, out) => {
            if (known.length === 0) known = fields.flatMap(({ nativeSymbol }) => context.instruments.native('bench', nativeSymbol) ?? [])
            write(frame, known, n++, out)
          },
          reset: () => undefined,
        }
      },
    },
    attach: (given) => (output = given),
    instruments: () => Promise.resolve(fields),
    subscribe: (subscriptions) => Promise.resolve(subscriptions.map((subscription) => ({ ok: true, subscription }))),
    unsubscribe: () => Promise.resolve(),
  }),
})

heading(`${total / 1e6} million events of ten instruments through a whole pipeline`)
await using engine = await Engine.from({
  plugins: [source, indicators],
  sources: {
    bench: {
      subscribe: [
        { kind: 'trade', symbols },
        { kind: 'quote', symbols },
        { kind: 'book', symbols },
      ],
    },
  },
  processors: {
    bars: { intervals: ['1s', '1m'] },
    indicators: { input: { kind: 'bar', interval: '1s' }, compute: { rsi14: { rsi: { period: 14 } }, sma20: { sma: { period: 20 } } } },
  },
  sinks: { memory: { maxEvents: 10_000, kinds: ['bar', 'indicator'] } },
  engine: { buffer: { size: 10_000, kinds: ['tick', 'trade', 'quote', 'bar'] } },
})
let seen = 0
engine.bus.on('*', ({ events }) => (seen += events.length))
await engine.start()

const payload = new Uint8Array(1)
const rows: Row[] = []
const residents: number[] = []
const started = performance.now()
let frames = 0
/** Hands frames in by turns until `mark` events have come out. */
async function feed(mark: number): Promise<void> {
  for (;;) {
    for (let i = 0; i < perTurn; i++) {
      output?.frame({
        venue: 'bench',
        channel: 'ws',
        payload,
        tsRecv: 1_700_000_000_000 + frames++,
        connection: 'public#0',
        epoch: 0,
        request: undefined,
      })
    }
    await new Promise((resolve) => setImmediate(resolve))
    if (seen >= mark) return
  }
}

for (const mark of marks) {
  await feed(mark)
  const busyMs = performance.now() - started
  // Sinks may still hold what came last.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  global.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 200))
  global.gc?.()
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  residents.push(rss / 2 ** 20)
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
  rows.push({ name: `${(mark / 1e6).toFixed(0)} million`, cells: [mb(rss), mb(heapUsed), mb(arrayBuffers), rate((seen * 1000) / busyMs)] })
}
table(['resident', 'heap in use', 'arrays', 'events a second, all work'], rows)
const summary = engine.summary()
console.log(`\ngaps ${summary.gaps.total}, dead letters ${summary.deadLetters.total}, errors ${JSON.stringify(summary.errors)}`)
const growth = (residents[2] ?? 0) - (residents[0] ?? 0)
goal(`resident memory grows by less than ${slackMb} MB from 1 to 10 million events (${growth.toFixed(0)} MB)`, growth < slackMb)
await engine.stop()
finish()
