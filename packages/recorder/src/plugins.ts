import { definePlugin, type Plugin } from '@feedloom/core'
import { recorderConfig, replayConfig } from './config.ts'
import { RecorderSink } from './recorder-sink.ts'
import { ReplaySource } from './replay-source.ts'

/** Keeps raw input in files that `replay` reads. `record:` in a config stands for one. */
export const recorder: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'recorder',
  summary: 'Records everything that enters through the sources, before it is decoded',
  stability: 'beta',
  configSchema: recorderConfig,
  create: (context, config) => new RecorderSink(context, config),
})

/** Plays recordings back through a venue's normalizer. */
export const replay: Plugin<'source'> = definePlugin({
  apiVersion: 1,
  kind: 'source',
  type: 'replay',
  summary: 'Plays recordings back: original pace, N times faster, or flat out',
  stability: 'beta',
  configSchema: replayConfig,
  references: (config) => [{ kind: 'normalizer', type: config.normalizer, config: {}, path: ['normalizer'] }],
  create: (context, config) => new ReplaySource(context, config),
})
