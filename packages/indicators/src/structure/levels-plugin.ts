import { type Plugin, definePlugin } from '@feedloom/core'
import { z } from 'zod'
import { barInputSchema, symbolsSchema } from './bar-input.ts'
import { levelSchema } from './options.ts'
import { type LevelStatement, PriceLevels } from './price-levels.ts'
import { StructureProcessor } from './structure-processor.ts'

const config = z.strictObject({
  input: barInputSchema.describe('The bars that it reads.'),
  symbols: symbolsSchema,
  ...levelSchema.shape,
  states: z
    .array(z.enum(['formed', 'touched', 'broken', 'expired']))
    .min(1)
    .default(['formed', 'touched', 'broken', 'expired'])
    .describe('What is said of a level.'),
})

/** Support and resistance on closed bars: `levels` in a config. */
export const levelsProcessor: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'levels',
  summary: 'Support and resistance: turning points at one price, with strength and last touch',
  stability: 'beta',
  configSchema: config,
  create(context, { input, symbols, states, ...options }) {
    return new StructureProcessor<LevelStatement>(
      { input, symbols },
      {
        kind: 'level',
        rows: 2 * options.maxAge,
        create: () => new PriceLevels(options),
        say(out, { instrument, interval, ts }, { row: _row, breaks: _breaks, ...level }) {
          if (states.includes(level.state)) out.level(instrument, ts, { interval, ...level })
        },
      },
      context,
    )
  },
})
