import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NormalizerFactory, PluginContext, RawFrame } from '@feedloom/core'
import { spotInstrument, testContext } from '@feedloom/testkit'
import { type ConformanceSuite, type FiniteSource, finiteSourceSuite, pluginSuite, sinkSuite } from '@feedloom/testkit/conformance'
import { recorderConfig, replayConfig } from '../src/config.ts'
import { recorder, replay } from '../src/plugins.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const signal = new AbortController().signal
const t0 = 1_700_000_000_000

/** Every payload is a trade of BTC/USDT at 1. */
const normalizer: NormalizerFactory<Uint8Array> = {
  venue: 'test',
  create: ({ instruments }) => ({
    normalize({ tsRecv }, out) {
      const instrument = instruments.native('test', 'BTCUSDT')
      if (instrument !== undefined) out.trade(instrument, tsRecv, 1, 1, 'buy', String(tsRecv))
    },
    reset: () => undefined,
  }),
}

function contextIn(folder: string): PluginContext {
  const context = testContext({ create: () => normalizer as never })
  return { ...context, resolvePath: (path) => join(folder, path) }
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'feedloom-conformance-'))

function frameAt(i: number): RawFrame {
  const payload = Buffer.from(`{"s":"BTCUSDT","p":${i + 1}}`)
  return { venue: 'test', channel: 'ws', payload, tsRecv: t0 + i, connection: 'public#0', epoch: 0, request: undefined }
}

/** A source on a recording of fifty frames. */
async function recorded(): Promise<FiniteSource> {
  const folder = await newFolder()
  const context = contextIn(folder)
  context.instruments.define([spotInstrument('BTC')])
  const sink = recorder.create(context, recorderConfig.parse({ path: 'recordings' }))
  await sink.start?.(signal)
  for (let i = 0; i < 50; i++) sink.tap?.frame('sources.test', frameAt(i))
  await sink.stop?.(signal)
  return {
    source: replay.create(contextIn(folder), replayConfig.parse({ files: 'recordings', normalizer: 'test' })),
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}

/** What the plugins of this package are held to: each by its manifest, and by its kind. */
export const suites: readonly ConformanceSuite[] = [
  pluginSuite({ plugin: recorder, config: { path: 'recordings' }, packageFolder }),
  pluginSuite({
    plugin: replay,
    config: { files: ['recordings'], normalizer: 'test' },
    context: (base) => ({ ...base, create: () => normalizer as never }),
    packageFolder,
  }),
  sinkSuite({
    plugin: recorder,
    async storage() {
      const folder = await newFolder()
      return {
        open: () => recorder.create(contextIn(folder), recorderConfig.parse({ path: 'recordings' })),
        dispose: () => rm(folder, { recursive: true, force: true }),
      }
    },
    durable: false,
  }),
  finiteSourceSuite({ plugin: replay, create: recorded }),
]
