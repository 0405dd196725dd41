import { z } from 'zod'
import type { BufferKind } from '../contracts/engine-view.ts'
import type { LogLevel, OnFatal } from './types.ts'
import { barSpec, count, dataKind, duration, hostPort, kindList } from './parts.ts'

/** A component id in a pipeline's list. */
const ids = (what: string): z.ZodType<string[], string[]> => z.array(z.string().min(1)).describe(what)

/** What every component may say; the plugin's own keys stand beside it. */
const type = z
  .string()
  .min(1)
  .optional()
  .describe(
    'Plugin that makes the component; left out, the part of its id before the slash. `package#type` where two packages give the same type.',
  )

const subscribeSchema: z.ZodType<SubscribeOutput> = z.strictObject({
  kind: dataKind().describe('Kind of data, such as `trade`, `quote`, `book` or `bar`.'),
  symbols: z
    .array(z.string().min(1))
    .min(1)
    .describe('Unified (`BTC/USDT`) or native (`BTCUSDT`) symbols, or patterns (`*/USDT`).')
    .meta({ examples: [['BTC/USDT', 'ETH/USDT']] }),
  interval: barSpec().optional().describe('Width of bars; needed for `kind: bar`.'),
  variant: z.string().min(1).optional().describe('Another form of the same data, such as `aggregate` trades or `partial` books.'),
  depth: count()
    .optional()
    .describe('Book levels per side; left out, the full book.')
    .meta({ examples: [50] }),
  every: duration({ min: '1ms' })
    .optional()
    .describe('Poll over REST this often instead of streaming.')
    .meta({ examples: ['1s'] }),
  backfill: duration({ min: '1ms' })
    .optional()
    .describe('History to deliver before live data.')
    .meta({ examples: ['2d'] }),
  options: z.record(z.string(), z.unknown()).optional().describe('Options of the venue, checked by the source.'),
})

export interface SubscribeOutput {
  kind: string
  symbols: string[]
  interval?: z.output<ReturnType<typeof barSpec>> | undefined
  variant?: string | undefined
  depth?: number | undefined
  every?: number | undefined
  backfill?: number | undefined
  options?: Record<string, unknown> | undefined
}

const batchingSchema: z.ZodType<BatchingOutput> = z.strictObject({
  maxEvents: count()
    .optional()
    .describe('A write carries at most this many events.')
    .meta({ examples: [20_000] }),
  maxDelay: duration()
    .optional()
    .describe('An event waits at most this long for company.')
    .meta({ examples: ['1s'] }),
  maxInFlight: count({ max: 1_000 })
    .optional()
    .describe('Writes under way at the same time; 1 keeps the order.')
    .meta({ examples: [1] }),
  queueEvents: count()
    .optional()
    .describe('Events held at most, those under way included.')
    .meta({ examples: [100_000] }),
  overflow: z.enum(['block', 'drop-oldest', 'drop-newest', 'conflate']).optional().describe('What happens when the queue is full.'),
  maxBlock: duration()
    .optional()
    .describe('How long `block` may hold back a live source.')
    .meta({ examples: ['5s'] }),
})

export interface BatchingOutput {
  maxEvents?: number | undefined
  maxDelay?: number | undefined
  maxInFlight?: number | undefined
  queueEvents?: number | undefined
  overflow?: 'block' | 'drop-oldest' | 'drop-newest' | 'conflate' | undefined
  maxBlock?: number | undefined
}

export interface CommonOutput {
  type?: string | undefined
  subscribe?: SubscribeOutput[] | undefined
  kinds?: string[] | undefined
  batching?: BatchingOutput | undefined
}

/** The common keys of each section's components. */
export const commonSchemas: Readonly<Record<SectionName, z.ZodType<CommonOutput>>> = {
  sources: z.strictObject({ type, subscribe: z.array(subscribeSchema).optional().describe('What to get: one entry per kind of data.') }),
  processors: z.strictObject({ type }),
  sinks: z.strictObject({
    type,
    kinds: kindList()
      .optional()
      .describe('Kinds of data that it gets; left out, everything that it takes. `book` is snapshots and deltas.')
      .meta({ examples: [['trade', 'bar']] }),
    batching: batchingSchema
      .optional()
      .describe('How events are gathered into writes, and what happens when it cannot keep up; left out, what suits the sink.'),
  }),
  caches: z.strictObject({ type }),
}

/** Their names, to tell them from a plugin's own keys. */
export const commonKeys: Readonly<Record<SectionName, readonly string[]>> = {
  sources: ['type', 'subscribe'],
  processors: ['type'],
  sinks: ['type', 'kinds', 'batching'],
  caches: ['type'],
}

export type SectionName = 'sources' | 'processors' | 'sinks' | 'caches'
export const sectionKinds: {
  readonly sources: 'source'
  readonly processors: 'processor'
  readonly sinks: 'sink'
  readonly caches: 'cache'
} = {
  sources: 'source',
  processors: 'processor',
  sinks: 'sink',
  caches: 'cache',
}
export const sectionNames: readonly SectionName[] = ['sources', 'processors', 'sinks', 'caches']

const pipelineSchema: z.ZodType<PipelineOutput> = z.strictObject({
  sources: ids('Sources that feed it, by id.'),
  processors: ids('Processors, by id, in running order.').optional(),
  sinks: ids('Sinks, by id.').optional(),
  onFatal: z
    .enum(['stop', 'continue', 'restart'])
    .prefault('stop')
    .describe('When a component fails for good: `stop` everything in order, `continue` without it, or `restart` it with growing pauses.'),
})

const engineSchema: z.ZodType<EngineOutput, Record<string, unknown>> = z.strictObject({
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).prefault('info').describe('Least severe log line that is written.'),
  admin: hostPort().optional().describe('Address of the admin endpoint (metrics, health); left out, none.'),
  shutdown: duration({ min: '1ms', max: '1h' }).prefault('10s').describe('Drain at most this long on stop.'),
  buffer: z
    .strictObject({
      size: count({ max: 10_000_000 }).prefault(10_000).describe('Rows kept in memory per instrument and kind.'),
      kinds: z
        .array(z.enum(['tick', 'trade', 'quote', 'bar']))
        .prefault(['trade', 'quote', 'bar'])
        .describe('Kinds of rows that are kept.'),
    })
    .prefault({})
    .describe('Recent data in memory, for handlers and the status view.'),
})

const section = (what: string): z.ZodType<Record<string, unknown> | null | undefined> =>
  z.record(z.string(), z.unknown()).nullish().describe(what)

/** The frame of a config; components are checked one by one. */
export const frameSchema: z.ZodType<FrameOutput> = z.strictObject({
  $schema: z.string().optional().describe('JSON Schema of this file, for editors.'),
  version: z.literal(1).prefault(1).describe('Version of the config format.'),
  plugins: z
    .array(z.unknown().meta({ type: 'string' }))
    .nullish()
    .describe('Packages (`@feedloom/exchange-binance`) and files (`./my-exchange.ts`) that plugins come from.'),
  sources: section('Where data comes from.'),
  processors: section('What is made of it: bars, indicators, filters.'),
  sinks: section('Where it goes: stores, the console, the network.'),
  caches: section('Key-value stores that components share, by name.'),
  pipelines: z
    .record(z.string(), pipelineSchema)
    .nullish()
    .describe('Who feeds whom; left out, one pipeline with everything, in the order of the file.'),
  record: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe('Records the raw frames of every source; the keys are those of the sink `recorder`.'),
  engine: engineSchema.prefault({}).describe('Settings of the engine itself.'),
})

interface PipelineOutput {
  sources: string[]
  processors?: string[] | undefined
  sinks?: string[] | undefined
  onFatal: OnFatal
}

interface EngineOutput {
  log: LogLevel
  admin?: string | undefined
  shutdown: number
  buffer: { size: number; kinds: BufferKind[] }
}

export interface FrameOutput {
  version: 1
  plugins?: unknown[] | null | undefined
  sources?: Record<string, unknown> | null | undefined
  processors?: Record<string, unknown> | null | undefined
  sinks?: Record<string, unknown> | null | undefined
  caches?: Record<string, unknown> | null | undefined
  pipelines?: Record<string, PipelineOutput> | null | undefined
  record?: Record<string, unknown> | null | undefined
  engine: EngineOutput
}
