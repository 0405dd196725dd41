import { type Plugin, definePlugin } from '@feedloom/core'
import { z } from 'zod'
import { barInputSchema, symbolsSchema } from '../structure/bar-input.ts'
import { patternSchema } from '../structure/options.ts'
import { StructureProcessor } from '../structure/structure-processor.ts'
import { type ChartPattern, ChartPatterns } from './chart-patterns.ts'

const config = z.strictObject({
  input: barInputSchema.describe('The bars that it reads.'),
  symbols: symbolsSchema,
  ...patternSchema.shape,
  states: z
    .array(z.enum(['forming', 'confirmed', 'failed']))
    .min(1)
    .default(['forming', 'confirmed', 'failed'])
    .describe('What is said of a pattern.'),
})

/** Chart patterns on closed bars: `chart-patterns` in a config. */
export const chartPatternsProcessor: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'chart-patterns',
  summary: 'Double tops and bottoms, heads and shoulders, triangles, wedges, flags and pennants',
  stability: 'beta',
  configSchema: config,
  create(context, { input, symbols, states, ...options }) {
    return new StructureProcessor<ChartPattern>(
      { input, symbols },
      {
        kind: 'pattern',
        rows: 4 * (options.maxBars + options.atrPeriod),
        create: () => new ChartPatterns(options),
        say(out, { instrument, interval, ts }, pattern) {
          if (!states.includes(pattern.state)) return
          const { id, name, openTime, direction, state, confidence, points, level, target, invalidation } = pattern
          out.pattern(instrument, ts, {
            id,
            name,
            interval,
            openTime,
            direction,
            state,
            confidence,
            bars: points.map((point) => point.openTime),
            prices: points.map((point) => point.price),
            level,
            target,
            invalidation,
          })
        },
      },
      context,
    )
  },
})
