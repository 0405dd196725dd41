import { definePlugin, type Plugin } from '../../contracts/index.ts'
import { moversConfig } from './config.ts'
import { MoversProcessor } from './movers-processor.ts'

/** Ranks a universe by what its instruments did in windows of time. */
export const movers: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'movers',
  summary: 'Percent change, range, volume and relative volume by window; ranks gainers, losers and the most active',
  stability: 'beta',
  configSchema: moversConfig,
  create: (context, config) => new MoversProcessor(config, context),
})
