import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import {
  dataError,
  type AnyBatch,
  type ConnectionStatus,
  type DataKind,
  type GapCause,
  type Instrument,
  type InstrumentFields,
  type InstrumentRegistry,
  type Normalizer,
  type NormalizerFactory,
  type PluginContext,
  type RawFrame,
  type Source,
  type SourceOutput,
} from '@feedloom/core'
import { CollectingWriter, testInstruments, VirtualClock } from '@feedloom/testkit'
import { afterAll } from 'vitest'

export const t0 = 1_700_000_000_000
export const signal: AbortSignal = new AbortController().signal

let root: string | undefined
let folders = 0

/** A path that is not there yet, in a folder that goes away after the tests of the file. */
export async function newFolder(): Promise<string> {
  if (root === undefined) {
    root = await mkdtemp(join(tmpdir(), 'feedloom-recorder-'))
    afterAll(() => rm(root ?? '', { recursive: true, force: true }))
  }
  return join(root, String(folders++))
}

export function spec(nativeSymbol: string): InstrumentFields {
  const base = nativeSymbol.slice(0, -4)
  return { venue: 'test', nativeSymbol, symbol: `${base}/USDT`, type: 'spot', base, quote: 'USDT' }
}

/** Frames of `{"s": symbol, "p": price}` are trades, numbered per connection; `rest.instruments` lists symbols. */
export const testNormalizer: NormalizerFactory<Uint8Array> = {
  venue: 'test',
  create(context): Normalizer<Uint8Array> {
    let number = 0
    return {
      reset: () => void (number = 0),
      normalize(frame, out) {
        const { s, p } = JSON.parse(Buffer.from(frame.payload).toString()) as { s: string; p: number }
        const instrument = context.instruments.native('test', s)
        if (instrument === undefined) throw dataError('FEEDLOOM_TEST_UNKNOWN', `unknown symbol ${s}`)
        out.trade(instrument, frame.tsRecv, p, 1, 'buy', `${frame.connection}/${frame.epoch}/${number++}`)
      },
    }
  },
  instruments: (frame) =>
    frame.channel === 'rest.instruments' ? (JSON.parse(Buffer.from(frame.payload).toString()) as string[]).map(spec) : undefined,
  inferInstrument: (nativeSymbol) => (nativeSymbol.endsWith('USDT') ? spec(nativeSymbol) : undefined),
  route: (url) =>
    url.host === 'test.example' ? { channel: `rest.${url.pathname.slice(1)}`, request: Object.fromEntries(url.searchParams) } : undefined,
}

export interface TestContext extends PluginContext {
  readonly clock: VirtualClock
  readonly instruments: InstrumentRegistry
  readonly states: string[]
  readonly logged: string[]
  /** Counters by name. */
  readonly counted: ReadonlyMap<string, number>
}

export function testContext(folder: string): TestContext {
  const states: string[] = []
  const logged: string[] = []
  const counted = new Map<string, number>()
  const log = (message: string): void => void logged.push(message)
  return {
    id: 'sources.test',
    clock: new VirtualClock(t0),
    instruments: testInstruments(),
    resolvePath: (path: string) => (isAbsolute(path) ? path : join(folder, path)),
    create: () => testNormalizer,
    shared: (_key: string, create: () => unknown) => create(),
    log: { debug: log, info: log, warn: log, error: log },
    metrics: { counter: (name: string) => ({ add: (n = 1) => void counted.set(name, (counted.get(name) ?? 0) + n) }) },
    degraded: (error: { code?: string }) => states.push(`degraded ${error.code}`),
    recovered: () => states.push('recovered'),
    failed: (error: { code?: string }) => states.push(`failed ${error.code}`),
    states,
    logged,
    counted,
  } as unknown as TestContext
}

export interface Collected {
  readonly frames: RawFrame[]
  readonly batches: AnyBatch[]
  readonly gaps: (readonly [Instrument, DataKind, GapCause, number])[]
  /** Ends of repairs, and streams that were unsubscribed. */
  readonly asides: (readonly [...unknown[], number])[]
  readonly statuses: ConnectionStatus[]
  /** Resolves at `end`. */
  readonly ended: Promise<void>
  readonly output: SourceOutput
}

/** Takes what a source gives. */
export function collect(): Collected {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const collected = {
    frames: [] as RawFrame[],
    batches: [] as AnyBatch[],
    gaps: [] as Collected['gaps'][number][],
    asides: [] as Collected['asides'][number][],
    statuses: [] as ConnectionStatus[],
  }
  const output: SourceOutput = {
    frame: (frame) => void collected.frames.push(frame),
    batch: (batch) => void collected.batches.push(batch),
    gap: (instrument, kind, cause, tsRecv) => void collected.gaps.push([instrument, kind, cause, tsRecv]),
    repaired: (request, failure, tsRecv) => void collected.asides.push([request, failure, tsRecv]),
    forget: (instrument, kind, tsRecv) => void collected.asides.push([instrument, kind, tsRecv]),
    connection: (status) => void collected.statuses.push(status),
    end: () => end(),
  }
  return { ...collected, ended, output }
}

/** Plays a source to its end. */
export async function play(source: Source): Promise<Collected> {
  const collected = collect()
  source.attach(collected.output)
  await source.instruments?.(signal)
  await source.start?.(signal)
  await collected.ended
  await source.stop?.(signal)
  return collected
}

/** What the normalizer of each connection makes of the frames, as the engine runs it. */
export function decode(frames: readonly RawFrame[], factory: NormalizerFactory, instruments: InstrumentRegistry): readonly unknown[] {
  const slots = new Map<string, { epoch: number; normalizer: Normalizer }>()
  const out = new CollectingWriter()
  for (const frame of frames) {
    let slot = slots.get(frame.connection)
    if (slot === undefined) {
      slot = { epoch: frame.epoch, normalizer: factory.create({ venue: factory.venue, instruments, report: () => undefined }) }
      slots.set(frame.connection, slot)
    }
    if (slot.epoch !== frame.epoch) slot.normalizer.reset()
    slot.epoch = frame.epoch
    out.tsRecv = frame.tsRecv
    slot.normalizer.normalize(frame, out)
  }
  return out.events.map((event) => ({ ...event, instrument: event.instrument.id }))
}
