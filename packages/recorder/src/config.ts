import { duration, filePath, parseDuration, parseSize, size } from '@feedloom/core/config'
import { z } from 'zod'
import type { CompressionName } from './compression.ts'

export interface RecorderConfig {
  readonly path: string
  /** Undefined: one file for each run. */
  readonly rotate: Rotation | undefined
  readonly keep?: number | undefined
  readonly maxSize?: number | undefined
  readonly compress: CompressionName
  /** ms. */
  readonly flush: number
  /** Bytes. */
  readonly buffer: number
}

export type Rotation = { readonly ms: number } | { readonly bytes: number }

const rotation: z.ZodType<Rotation, string> = z
  .string()
  .refine((text) => parseDuration(text) !== undefined || parseSize(text) !== undefined, {
    message: 'is neither a span (`1h`) nor a size (`100MB`)',
  })
  .transform((text): Rotation => {
    const ms = parseDuration(text)
    return ms === undefined ? { bytes: parseSize(text) ?? 0 } : { ms }
  })

/** Keys of the `recorder` sink, and of `record:`. */
export const recorderConfig: z.ZodType<RecorderConfig> = z.strictObject({
  path: filePath().describe('Folder of the recordings; made when it is not there.'),
  rotate: rotation
    .optional()
    .describe('Begin a new file after a span (`1h`, on full hours) or at a size (`100MB`); one file a run when left out.'),
  keep: duration({ min: '1m' }).optional().describe('Delete recordings that ended longer ago than this.'),
  maxSize: size({ min: '1MB' }).optional().describe('Delete the oldest recordings when all of them take more than this.'),
  compress: z.enum(['none', 'gzip', 'zstd']).default('gzip').describe('How files are compressed: none, gzip or zstd.'),
  flush: duration({ min: '10ms', max: '1m' }).prefault('1s').describe('Write what has come in at least this often.'),
  buffer: size({ min: '1MB' })
    .prefault('64MB')
    .describe('Hold this much in memory while the disk takes nothing; what comes beyond it is lost and counted.'),
}) as unknown as z.ZodType<RecorderConfig>

export interface ReplayConfig {
  readonly files: readonly string[]
  readonly normalizer: string
  /** Undefined: those of the recording, else inferred. */
  readonly instruments: string | undefined
  /** Infinity: as fast as everybody else can take it. */
  readonly speed: number
  /** Id of the recorded source, where it is another one than that of this source. */
  readonly source?: string | undefined
  /** Inclusive. */
  readonly from?: number | undefined
  /** Exclusive. */
  readonly to?: number | undefined
}

const moment = z
  .union([z.number(), z.string()])
  .transform((value, context): number => {
    const ms = typeof value === 'number' ? value : Date.parse(value)
    if (Number.isNaN(ms)) context.addIssue({ code: 'custom', message: 'is not a date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
    return ms
  })
  .meta({ examples: ['2026-01-31T12:00:00Z'] })

/** Keys of the `replay` source. */
export const replayConfig: z.ZodType<ReplayConfig> = z.strictObject({
  files: z
    .union([
      z
        .string()
        .min(1)
        .transform((path) => [path]),
      z.array(z.string().min(1)).min(1),
    ])
    .describe('Recordings: files (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`), folders, or patterns with `*` and `**`.'),
  normalizer: z.string().min(1).describe('Which venue wrote the frames: the type of a normalizer, e.g. `binance`.'),
  instruments: z
    .string()
    .min(1)
    .optional()
    .describe(
      '`recorded` definitions only, `infer` from the native symbols, or a file: definitions as JSON, or a recorded reply that lists instruments. ' +
        'Left out: those of the recording, and inferred ones for the rest.',
    ),
  speed: z
    .union([z.number().positive(), z.literal('max')])
    .default('max')
    .transform((speed) => (speed === 'max' ? Number.POSITIVE_INFINITY : speed))
    .describe('1 for the original pace, N for N times faster, `max` to wait for nobody but a full queue.'),
  source: z
    .string()
    .min(1)
    .optional()
    .describe('Id of the recorded source. Left out, the one with the same id as this one, else all of the venue.'),
  from: moment.optional().describe('First moment to replay, by receive time: a date with time, or ms since 1970.'),
  to: moment.optional().describe('Last moment, exclusive.'),
}) as unknown as z.ZodType<ReplayConfig>
