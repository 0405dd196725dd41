import { definePlugin } from '@feedloom/core'
import type { Plugin, PluginContext, Source } from '@feedloom/core'
import { z } from 'zod'
import type { ExchangeConfig } from './config.ts'
import { ExchangeSource } from './source.ts'
import type { VenueSpec } from './venue.ts'

/** What a venue's package exports: both plugins carry the venue's name as their type. */
export interface ExchangePlugins {
  readonly source: Plugin<'source'>
  readonly normalizer: Plugin<'normalizer'>
}

/** Makes the source of a venue, for a plugin that wants to define itself. `context` and `config` are those of `create`. */
export function exchangeSource<Config extends ExchangeConfig>(spec: VenueSpec<Config>): (context: PluginContext, config: Config) => Source {
  return (context, config) => new ExchangeSource(spec, context, config)
}

/** Makes the two plugins of a venue from its spec. */
export function exchangePlugins<Config extends ExchangeConfig>(spec: VenueSpec<Config>): ExchangePlugins {
  const { venue: type, summary, stability } = spec
  return {
    source: definePlugin({
      apiVersion: 1,
      kind: 'source',
      type,
      summary,
      stability,
      configSchema: spec.configSchema,
      create: exchangeSource(spec),
    }),
    normalizer: definePlugin({
      apiVersion: 1,
      kind: 'normalizer',
      type,
      summary: `Decodes the messages of ${type}`,
      stability,
      configSchema: z.strictObject({}),
      create: () => spec.normalizer,
    }),
  }
}
