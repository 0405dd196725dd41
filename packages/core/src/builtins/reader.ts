import { z } from 'zod'
import { interval, kindList, symbolList } from '../config/parts.ts'
import { configError, definePlugin, type DataKind, type Plugin } from '../contracts/index.ts'
import { ReaderSource } from './reader-source.ts'

const moment = z
  .union([z.number(), z.string()])
  .transform((value, context): number => {
    const ms = typeof value === 'number' ? value : Date.parse(value)
    if (Number.isNaN(ms)) context.addIssue({ code: 'custom', message: 'is not a date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
    return ms
  })
  .meta({ examples: ['2026-01-31', '2026-01-31T12:00:00Z'] })

const readerConfig = z.strictObject({
  store: z.string().min(1).describe('Id of the sink to read from, as under `sinks:`.'),
  kinds: kindList().describe('Kinds of data to read.'),
  symbols: symbolList().optional().describe('Unified or native symbols, or patterns. Left out, all that the store has.'),
  venue: z.string().optional().describe('Only of this venue.'),
  intervals: z.array(interval()).min(1).optional().describe('Widths of bars and indicators. Left out, all.'),
  from: moment.optional().describe('First moment, inclusive: a date, a date with time, or ms since 1970.'),
  to: moment.optional().describe('Last moment, exclusive.'),
  speed: z
    .union([z.literal('max'), z.number().positive()])
    .default('max')
    .describe('`max`, or how many times faster than it happened; 1 keeps the original pace.'),
})

/** Replays what a store holds, as a finite source. */
export const reader: Plugin<'source'> = definePlugin({
  apiVersion: 1,
  kind: 'source',
  type: 'reader',
  summary: 'Replays what a store holds, in order of time, at any speed',
  stability: 'beta',
  configSchema: readerConfig,
  create(context, config) {
    const { from, to } = config
    if (from !== undefined && to !== undefined && from >= to) {
      throw configError('FEEDLOOM_READER_RANGE', '`from` is not before `to`', { path: 'from', hint: 'Exchange the two, or leave one out.' })
    }
    return new ReaderSource(context, { ...config, kinds: config.kinds as readonly DataKind[], from, to })
  },
})
