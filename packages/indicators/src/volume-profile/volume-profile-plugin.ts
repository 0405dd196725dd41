import { type Plugin, definePlugin } from '@feedloom/core'
import { barSpec, count, duration, interval } from '@feedloom/core/config'
import { z } from 'zod'
import { symbolsSchema } from '../structure/bar-input.ts'
import { profileSchema } from './volume-profile.ts'
import { VolumeProfileProcessor } from './volume-profile-processor.ts'
import type { ProfileWindow } from './windowed-profile.ts'

const trades = z.strictObject({ kind: z.literal('trade').describe('Trades: exact.') })
const bars = z.strictObject({
  kind: z.literal('bar').describe('Closed bars, whose volume is spread over their range: an estimate.'),
  interval: barSpec().describe('Width of the bars.'),
  origin: z.enum(['venue', 'derived']).default('venue').describe('Bars as the venue makes them, or made here from trades.'),
})

const session = z
  .strictObject({
    session: interval().describe('From one border of this interval to the next: `1d`, `1w`, `4h`.'),
    offset: duration().prefault('0ms').describe('The session begins this much after 00:00 UTC.'),
  })
  .transform(({ session: width, offset: offsetMs }): ProfileWindow => ({ session: width, offsetMs }))

const rolling = z
  .strictObject({
    rolling: duration({ min: '1s' }).describe('The last span of this length.'),
    slices: count({ max: 10_000 }).default(24).describe('Parts of the span; it moves on by one of them at a time.'),
  })
  .transform((window): ProfileWindow => window)

const anchored = z
  .strictObject({
    anchored: z.iso.datetime({ offset: true }).describe('From this time on: `2026-01-01T00:00:00Z`.'),
  })
  .transform(({ anchored: from }): ProfileWindow => ({ anchored: Date.parse(from) }))

const config = z.strictObject({
  input: z.discriminatedUnion('kind', [trades, bars]).prefault({ kind: 'trade' }).describe('What it reads: trades, or bars.'),
  windows: z
    .record(z.string().regex(/^[A-Za-z][\w-]*$/, 'expected a name of letters, digits, dashes'), z.union([session, rolling, anchored]))
    .prefault({ daily: { session: '1d' } })
    .describe('Windows by name: `daily: { session: 1d }`, `day: { rolling: 24h }`, `year: { anchored: 2026-01-01T00:00:00Z }`.'),
  every: duration({ min: '1ms' }).prefault('1m').describe('A window that still forms is stated this often, in the time of the data.'),
  symbols: symbolsSchema,
  ...profileSchema.shape,
})

/** Volume by price over sessions, rolling and anchored windows: `volume-profile` in a config. */
export const volumeProfileProcessor: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'volume-profile',
  summary: 'Volume by price with point of control and value area, from trades or bars',
  stability: 'beta',
  configSchema: config,
  create: (context, settings) => new VolumeProfileProcessor(settings, context),
})
