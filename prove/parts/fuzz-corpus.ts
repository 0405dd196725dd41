import { readFileSync } from 'node:fs'
import type { InstrumentRegistry, NormalizerFactory, RawFrame } from '@feedloom/core'
import { readRecordings, seededRandom, sharedPath, testInstruments } from '@feedloom/testkit'
import { declaredCorpora, type FuzzCorpus } from './fuzz-declared.ts'
import { Evidence } from './fuzz-evidence.ts'

/** One normalizer, the same without its fast path, good frames by their sort, and what they look like. */
export interface FuzzTarget {
  readonly name: string
  readonly corpus: FuzzCorpus
  readonly factory: NormalizerFactory<Uint8Array>
  readonly slow: NormalizerFactory<Uint8Array>
  readonly instruments: InstrumentRegistry
  readonly evidence: Evidence
  readonly sorts: readonly (readonly GoodFrame[])[]
}

export interface GoodFrame {
  readonly sort: string
  readonly frame: RawFrame<Uint8Array>
}

/** Frames of one set of keys beyond this are no news. */
const mostAlike = 200
/** Rows of lists in replies beyond this make a frame long, not different. */
const mostRows = 8

/** Every normalizer of this project with its frames; none where the shared fixtures are missing. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  if (sharedPath('fixtures', 'binance-spot', 'samples.jsonl') === undefined) return []
  const targets: FuzzTarget[] = []
  for (const corpus of await declaredCorpora()) targets.push(await targetOf(corpus))
  // Instruments of every market in each: a frame of the other one must be told by its shape.
  for (const target of targets)
    for (const other of targets) for (const sort of other.sorts) for (const { frame } of sort) define(frame, target)
  return targets
}

async function targetOf(corpus: FuzzCorpus): Promise<FuzzTarget> {
  const { factory, slow } = corpus
  const evidence = new Evidence()
  const alike = new Map<string, GoodFrame[]>()
  const random = seededRandom(corpus.folder)
  const instruments = testInstruments()
  const target: FuzzTarget = { name: factory.venue, corpus, factory, slow, instruments, evidence, sorts: [] }
  for await (const frame of goodFrames(corpus)) {
    define(frame, target)
    const value = JSON.parse(Buffer.from(frame.payload).toString()) as unknown
    const good = { sort: sortOf(frame.channel, value), frame }
    evidence.learn(good.sort, value)
    const keys = `${good.sort} ${keysOf(frame)}`
    const frames = alike.get(keys) ?? []
    if (frames.length === 0) alike.set(keys, frames)
    if (frames.length < mostAlike) frames.push(good)
    else if (random() < 0.01) frames[Math.floor(random() * mostAlike)] = good
  }
  return { ...target, sorts: [...alike.values()] }
}

/** All frames of a corpus, one after the other: recordings, samples, what is documented only. */
export async function* goodFrames(corpus: FuzzCorpus): AsyncGenerator<RawFrame<Uint8Array>> {
  const { factory, folder, recordings, samples, sampleChannels, documented, doubtful } = corpus
  for (const name of recordings) {
    const file = fixture(folder, name)
    if (file === undefined) continue
    for await (const line of readRecordings([file])) {
      if (line.type === 'rest') {
        const route = factory.route?.(new URL(line.url))
        if (route !== undefined) yield frameOf(corpus, route.channel, shortened(line.body), route.request, line.t)
      } else if (line.dir === 'in') yield frameOf(corpus, 'ws', line.frame, undefined, line.t)
    }
  }
  for (const name of samples) {
    const file = fixture(folder, name)
    const lines = file === undefined ? [] : readFileSync(file, 'utf8').trim().split('\n')
    for (const line of lines) {
      const { kind, frame } = JSON.parse(line) as { readonly kind: string; readonly frame: string }
      if (!doubtful.some((pattern) => pattern.test(frame))) yield frameOf(corpus, sampleChannels[kind] ?? 'ws', frame, {})
    }
  }
  for (const { channel, text, request } of documented) yield frameOf(corpus, channel, text, request)
}

function fixture(folder: string, path: string): string | undefined {
  try {
    return sharedPath('fixtures', folder, path)
  } catch {
    // Not every set has every file.
    return undefined
  }
}

function frameOf(
  { factory }: FuzzCorpus,
  channel: string,
  text: string,
  request: Readonly<Record<string, string>> | undefined,
  t?: number,
): RawFrame<Uint8Array> {
  return {
    venue: factory.venue,
    channel,
    payload: Buffer.from(text),
    tsRecv: t ?? 1_700_000_000_000,
    connection: 'public#0',
    epoch: 0,
    request: channel === 'ws' ? undefined : { symbol: 'BTCUSDT', interval: '1m', ...request },
  }
}

const shortened = (body: string): string => JSON.stringify(shortenedValue(JSON.parse(body), false))

function shortenedValue(value: unknown, inList: boolean): unknown {
  if (Array.isArray(value)) return value.slice(0, inList ? value.length : mostRows).map((item) => shortenedValue(item, true))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortenedValue(item, false)]))
}

/** Instruments of all symbols that are named anywhere in the frame. */
function define(frame: RawFrame<Uint8Array>, { factory, instruments }: FuzzTarget): void {
  const text = Buffer.from(frame.payload).toString()
  const named = [...text.matchAll(/"(?:s|symbol)":"([A-Z0-9_]+)"/g)].map((match) => match[1] ?? '')
  const stream = /"stream":"([a-z0-9_]+)@/.exec(text)?.[1]?.toUpperCase()
  const native = [...named, ...(stream === undefined ? [] : [stream]), frame.request?.['symbol'] ?? '']
  for (const symbol of new Set(native)) {
    if (symbol === '' || instruments.native(factory.venue, symbol) !== undefined) continue
    const fields = factory.inferInstrument?.(symbol)
    if (fields !== undefined) instruments.define([fields])
  }
}

interface Message {
  readonly e?: string
}

/** Channel and what the frame is: its type, or what tells it where it has none. */
function sortOf(channel: string, value: unknown): string {
  if (channel !== 'ws') return `${channel}${Array.isArray(value) ? '[]' : ''}`
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : value
  const [first] = Array.isArray(data) ? (data as readonly Message[]) : [data as Message]
  const type = first?.e ?? untyped.find((key) => first !== undefined && key in first) ?? ''
  return `${channel} ${type}${Array.isArray(data) ? '[]' : ''}`
}

/** Fields that tell a message without a type. */
const untyped = ['lastUpdateId', 'u', 'result', 'error', 'code', 'event'] as const

function keysOf({ payload }: RawFrame<Uint8Array>): string {
  const text = Buffer.from(payload.subarray(0, 600)).toString()
  return [...new Set([...text.matchAll(/"([A-Za-z]+)":/g)].map((match) => match[1]))].join()
}
