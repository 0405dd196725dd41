import type { InstrumentFields, InstrumentRegistry, NormalizerFactory, RawFrame } from '@feedloom/core'
import { parsingOnly, spotNormalizer, usdmNormalizer } from '@feedloom/exchange-binance'
import { readRecordings, seededRandom, sharedPath, testInstruments } from '@feedloom/testkit'

/** One normalizer, the same without its fast path, and recorded frames by their sort. */
export interface FuzzTarget {
  readonly name: string
  readonly factory: NormalizerFactory<Uint8Array>
  readonly slow: NormalizerFactory<Uint8Array>
  readonly instruments: InstrumentRegistry
  readonly sorts: readonly (readonly RawFrame<Uint8Array>[])[]
}

const sets = [
  { folder: 'binance-spot', factory: spotNormalizer, names: ['btcusdt-20240808', 'multi-20211011'] },
  { folder: 'binance-usdm', factory: usdmNormalizer, names: ['btcusdt-20240808', 'multi-20210722'] },
] as const

/** Frames of a sort beyond this are no news. */
const mostOfSort = 200
/** Rows of lists beyond this make a frame long, not different. */
const mostRows = 4

/** Every normalizer of this project with its recordings; none where the shared fixtures are missing. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  if (sharedPath('fixtures', 'binance-spot', 'samples.jsonl') === undefined) return []
  return await Promise.all(sets.map(({ folder, factory, names }) => targetOf(folder, factory, names)))
}

async function targetOf(folder: string, factory: NormalizerFactory<Uint8Array>, names: readonly string[]): Promise<FuzzTarget> {
  const suffixes = ['ws.jsonl.gz', 'rest-depth.jsonl.gz', 'rest-exchangeInfo.jsonl.gz']
  const paths = [...names.flatMap((name) => suffixes.map((suffix) => `${name}.${suffix}`)), 'samples.jsonl', 'rest-market.jsonl']
  const bySort = new Map<string, RawFrame<Uint8Array>[]>()
  const random = seededRandom(folder)
  const instruments = testInstruments()
  for (const path of paths) {
    const file = fixture(folder, path)
    if (file === undefined) continue
    for await (const line of readRecordings([file])) {
      const frame = frameOf(line, factory)
      if (frame === undefined) continue
      define(frame, factory, instruments)
      const sort = sortOf(frame)
      const frames = bySort.get(sort) ?? []
      if (frames.length === 0) bySort.set(sort, frames)
      if (frames.length < mostOfSort) frames.push(frame)
      else if (random() < 0.01) frames[Math.floor(random() * mostOfSort)] = frame
    }
  }
  return { name: factory.venue, factory, slow: parsingOnly(factory), instruments, sorts: [...bySort.values()] }
}

function fixture(folder: string, path: string): string | undefined {
  try {
    return sharedPath('fixtures', folder, path)
  } catch {
    // Not every set has every file.
    return undefined
  }
}

type Line = typeof readRecordings extends (...paths: never) => AsyncIterable<infer L> ? L : never

function frameOf(line: Line, factory: NormalizerFactory<Uint8Array>): RawFrame<Uint8Array> | undefined {
  const head = { venue: factory.venue, tsRecv: line.t ?? 1_700_000_000_000, connection: 'public#0', epoch: 0 }
  if (line.type === 'ws') {
    return line.dir === 'in' ? { ...head, channel: 'ws', payload: Buffer.from(line.frame), request: undefined } : undefined
  }
  const route = factory.route?.(new URL(line.url))
  if (route === undefined) return undefined
  const request = { symbol: 'BTCUSDT', interval: '1m', ...route.request }
  return { ...head, channel: route.channel, request, payload: Buffer.from(JSON.stringify(shortened(JSON.parse(line.body)))) }
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, mostRows).map(shortened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]))
}

/** Instruments of all symbols that are named anywhere in the corpus. */
function define(frame: RawFrame<Uint8Array>, factory: NormalizerFactory<Uint8Array>, instruments: InstrumentRegistry): void {
  const text = Buffer.from(frame.payload).toString()
  const named = [...text.matchAll(/"(?:s|symbol)":"([A-Z0-9_]+)"/g)].map((match) => match[1] ?? '')
  const stream = /"stream":"([a-z0-9_]+)@/.exec(text)?.[1]?.toUpperCase()
  const native = [...named, ...(stream === undefined ? [] : [stream]), frame.request?.['symbol'] ?? '']
  for (const symbol of new Set(native)) {
    if (symbol === '' || instruments.native(factory.venue, symbol) !== undefined) continue
    const fields: InstrumentFields | undefined = factory.inferInstrument?.(symbol)
    if (fields !== undefined) instruments.define([fields])
  }
}

/** Channel and names of the keys. */
function sortOf({ channel, payload }: RawFrame<Uint8Array>): string {
  const keys = [
    ...Buffer.from(payload.subarray(0, 600))
      .toString()
      .matchAll(/"([A-Za-z]+)":/g),
  ].map((match) => match[1])
  const type = /"e":"(\w+)"/.exec(Buffer.from(payload.subarray(0, 120)).toString())?.[1] ?? ''
  return `${channel} ${type} ${[...new Set(keys)].join()}`
}
