/** 50 indicators on 1,000 instruments: how long the processor takes for one closing minute, and what all of it keeps in memory. */
import type { Bar, DerivedWriter, EventBatch, Instrument, PluginContext, Processor } from '@feedloom/core'
import { Instruments, RunWriter } from '@feedloom/core/events'
import { indicatorPlugins, indicators } from '@feedloom/indicators/plugins'
import { seededRandom, VirtualClock } from '@feedloom/testkit'
import { finish, goal, heading, median, table } from './parts/report.ts'

const symbols = 1_000
const minuteMs = 60_000
/** By then all have converged, and no history grows any more. */
const minutesBefore = 1_800
const minutesMeasured = 30
const goals = { ms: 100, mb: 200 }

const lengths = [10, 20, 30, 50]
const of = (type: string, parameters: readonly object[]): [string, object][] =>
  parameters.map((given, i) => [`${type}${i}`, { [type]: given }])
const periods = (type: string, count = lengths.length): [string, object][] =>
  of(
    type,
    lengths.slice(0, count).map((period) => ({ period })),
  )

/** What a screener asks for: 50. */
const compute: Readonly<Record<string, object>> = Object.fromEntries([
  ...periods('sma'),
  ...periods('ema'),
  ...periods('wma'),
  ...periods('rsi'),
  ...periods('bbands'),
  ...periods('atr'),
  ...periods('cci'),
  ...periods('roc'),
  ...periods('mom'),
  ...periods('adx', 2),
  ...periods('dema', 2),
  ...periods('stddev', 2),
  ...of('macd', [{}, { fast: 6, slow: 13, signal: 5 }]),
  ...of('stoch', [{}, { window: 14 }]),
  ...of('willr', [{}]),
  ...of('obv', [{}]),
  ...of('mfi', [{}]),
  ...of('kama', [{}]),
])

function instrumentsOf(count: number): readonly Instrument[] {
  const { added } = new Instruments().define(
    Array.from({ length: count }, (_, i) => ({
      venue: 'bench',
      nativeSymbol: `COIN${i}USDT`,
      symbol: `COIN${i}/USDT`,
      type: 'spot' as const,
      base: `COIN${i}`,
      quote: 'USDT',
    })),
  )
  return added
}

const instruments = instrumentsOf(symbols)
const random = seededRandom(3)
const prices = new Float64Array(symbols).fill(100)

/** The closing bars of one minute, of all instruments. */
function minute(row: number): EventBatch<'bar'> {
  const openTime = row * minuteMs
  const events = instruments.map((instrument, i): Bar => {
    const open = prices[i] as number
    const close = open * (1 + (random() - 0.5) / 100)
    prices[i] = close
    return {
      kind: 'bar',
      instrument,
      ts: openTime + minuteMs,
      nanos: 0,
      tsRecv: openTime + minuteMs,
      revision: 0,
      interval: '1m',
      openTime,
      closeTime: openTime + minuteMs - 1,
      open,
      high: Math.max(open, close) * 1.001,
      low: Math.min(open, close) * 0.999,
      close,
      volume: random() * 100,
      quoteVolume: undefined,
      trades: undefined,
      takerBuyVolume: undefined,
      vwap: undefined,
      final: true,
      origin: 'venue',
    }
  })
  return { kind: 'bar', origin: 'sources.bench', delivery: 'live', events }
}

function processorOf(): Processor {
  const context = {
    clock: new VirtualClock(),
    instruments: { all: () => instruments },
    log: { warn: () => undefined },
    create: (_kind: string, type: string, config: unknown) =>
      indicatorPlugins.find((plugin) => plugin.type === type)?.create(context, config),
  } as unknown as PluginContext
  const validated = indicators.configSchema['~standard'].validate({ input: { interval: '1m' }, compute })
  if (validated instanceof Promise || validated.issues !== undefined) throw new Error('the config of this bench is not valid')
  return indicators.create(context, validated.value)
}

/** What is in use when all garbage is gone, of heap and of arrays. */
function usedMb(): number {
  global.gc?.()
  global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

heading(`${Object.keys(compute).length} indicators on ${symbols} instruments, 1-minute bars`)
const before = usedMb()
const processor = processorOf()
const writer: DerivedWriter & RunWriter = new RunWriter()
let events = 0
function close(row: number): { readonly ms: number; readonly cpuMs: number } {
  const batch = minute(row)
  writer.begin(0, 'bench', 'live')
  const cpu = process.cpuUsage()
  const started = performance.now()
  processor.process(batch, writer)
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  events = 0
  for (const run of writer.finish()) events += run.events.length
  return { ms, cpuMs: (user + system) / 1_000 }
}
for (let row = 0; row < minutesBefore; row++) close(row)
const measured = Array.from({ length: minutesMeasured }, (_, i) => close(minutesBefore + i))
const mb = usedMb() - before
const typical = median(measured.map(({ ms }) => ms))
const best = Math.min(...measured.map(({ ms }) => ms))
const cpu = median(measured.map(({ cpuMs }) => cpuMs))
table(
  ['measured', 'goal'],
  [
    { name: 'one closing minute, median', cells: [`${typical.toFixed(1)} ms`, `${goals.ms} ms`] },
    { name: 'best', cells: [`${best.toFixed(1)} ms`, ''] },
    { name: 'processor time of all threads', cells: [`${cpu.toFixed(1)} ms`, ''] },
    { name: 'values told', cells: [String(events), ''] },
    { name: 'a value', cells: [`${((typical * 1e6) / events).toFixed(0)} ns`, ''] },
    { name: 'memory: states, histories, plan', cells: [`${mb.toFixed(0)} MB`, `${goals.mb} MB`] },
    { name: 'of one indicator of one instrument', cells: [`${((mb * 2 ** 20) / events / 1024).toFixed(2)} kB`, ''] },
  ],
)
console.log()
goal(`one closing minute under ${goals.ms} ms (${typical.toFixed(1)} ms)`, typical < goals.ms)
goal(`under ${goals.mb} MB (${mb.toFixed(0)} MB)`, mb < goals.mb)
finish()
