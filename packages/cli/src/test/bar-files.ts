import { writeFileSync } from 'node:fs'
import type { AnyBatch, EventKind, EventMap, Gap, Indicator, Instrument } from '@feedloom/core'
import { DuckdbStore } from '@feedloom/storage-duckdb'
import { VirtualClock, seededRandom, spotInstrument, testInstruments } from '@feedloom/testkit'

const minute = 60_000
/** 20 November 2025, 10:00 UTC. */
export const t0 = 1_763_632_800_000

/** One bar, as a file has it. */
export interface PlainBar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Minutes of a market that wanders about 100; the same for the same number. */
export function wanderingBars(count: number): readonly PlainBar[] {
  const random = seededRandom(7)
  let last = 100
  return Array.from({ length: count }, (_, n) => {
    const open = last
    last = Math.round((open + (random() - 0.5) * 0.8) * 100) / 100
    const high = Math.round((Math.max(open, last) + random() * 0.2) * 100) / 100
    const low = Math.round((Math.min(open, last) - random() * 0.2) * 100) / 100
    return { time: t0 + n * minute, open, high, low, close: last, volume: Math.round(random() * 1_000) / 10 }
  })
}

export function csvOf(bars: readonly PlainBar[]): string {
  const lines = bars.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume].join(','))
  return `timestamp_ms,open,high,low,close,volume\n${lines.join('\n')}\n`
}

export function writeCsv(path: string, bars: readonly PlainBar[]): string {
  writeFileSync(path, csvOf(bars))
  return path
}

/** A gap of the ledger in bars `from` to `to`. */
interface StoredGap {
  readonly from: number
  readonly to: number
  readonly state: Gap['state']
}

interface StoreContent {
  readonly gaps?: readonly StoredGap[]
  /** An indicator, under the name that a run gave it. */
  readonly indicators?: Readonly<Record<string, Indicator>>
}

/** Writes minutes of BTC/USDT as a run with a `duckdb` sink would. */
export async function writeStore(
  path: string,
  bars: readonly PlainBar[],
  { gaps = [], indicators = {} }: StoreContent = {},
): Promise<string> {
  const instruments = testInstruments([spotInstrument('BTC')])
  const instrument = instruments.at(0) as Instrument
  const runs = [
    batchOf(
      'bar',
      bars.map((bar) => storedBar(instrument, bar)),
    ),
    batchOf(
      'gap',
      gaps.map((gap, n) => storedGap(instrument, gap, n)),
    ),
    ...Object.entries(indicators).map(([name, indicator]) => batchOf('indicator', storedValues(instrument, bars, name, indicator))),
  ].filter(({ events }) => events.length > 0)
  const store = new DuckdbStore({ path, clock: new VirtualClock(t0), instruments })
  await store.open()
  const count = runs.reduce((sum, { events }) => sum + events.length, 0)
  await store.write({ run: 'run-1', id: 1, runs, count }, new AbortController().signal)
  await store.close()
  return path
}

function batchOf<K extends EventKind>(kind: K, events: readonly EventMap[K][]): AnyBatch {
  return { kind, origin: 'sources.test', delivery: 'live', events } as unknown as AnyBatch
}

const header = (instrument: Instrument, ts: number) => ({ instrument, ts, nanos: 0, tsRecv: ts, revision: 0 })

function storedBar(instrument: Instrument, { time, ...prices }: PlainBar): EventMap['bar'] {
  const closeTime = time + minute - 1
  const unknown = { quoteVolume: undefined, trades: undefined, takerBuyVolume: undefined, vwap: undefined }
  const about = { interval: '1m', openTime: time, closeTime, final: true, origin: 'venue' } as const
  return { kind: 'bar', ...header(instrument, closeTime), ...about, ...prices, ...unknown }
}

function storedGap(instrument: Instrument, { from, to, state }: StoredGap, n: number): EventMap['gap'] {
  const unknown = { fromId: undefined, toId: undefined, healedBy: undefined, reason: undefined, component: undefined, missing: undefined }
  const about = {
    id: `gap-${n}`,
    dataKind: 'bar',
    interval: '1m',
    from: t0 + from * minute,
    to: t0 + to * minute,
    cause: 'disconnect',
    state,
  } as const
  return { kind: 'gap', ...header(instrument, t0 + to * minute), ...about, ...unknown }
}

function storedValues(instrument: Instrument, bars: readonly PlainBar[], name: string, indicator: Indicator): EventMap['indicator'][] {
  const { outputs, parameters, warmup } = indicator
  const columns = outputs.map(() => new Float64Array(bars.length))
  indicator.batch({ close: Float64Array.from(bars, ({ close }) => close) }, columns)
  const definition = { name, indicator: name, parameters, outputs }
  return bars.flatMap(({ time }, n) => {
    const about = { definition, interval: '1m', openTime: time, final: true, ready: true, converged: false } as const
    const values = columns.map((column) => column[n] as number)
    return n < warmup ? [] : [{ kind: 'indicator' as const, ...header(instrument, time + minute - 1), ...about, values }]
  })
}
