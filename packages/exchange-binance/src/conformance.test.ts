import { fileURLToPath } from 'node:url'
import type { InstrumentFields, RawFrame } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import { normalizerSuite, pluginSuite, recordedFrames, runSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import { parsingOnly, spotNormalizer, usdmNormalizer } from './normalizer.ts'
import * as plugins from './plugins.ts'
import { linesOf } from './test/decoding.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const isDefined = (fields: InstrumentFields | undefined): fields is InstrumentFields => fields !== undefined

for (const plugin of Object.values(plugins)) {
  runSuite(pluginSuite({ plugin, packageFolder }), { describe, it }, `${plugin.kind} ${plugin.type}`)
}

const sets = [
  {
    folder: 'binance-spot',
    name: 'multi-20211011',
    factory: spotNormalizer,
    symbols: ['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR', 'BTCUSDT', 'ETHUSDT', 'ETHBTC'],
  },
  {
    folder: 'binance-usdm',
    name: 'multi-20210722',
    factory: usdmNormalizer,
    symbols: [
      'AKROUSDT',
      'CTKUSDT',
      'KEEPUSDT',
      'SUSHIUSDT',
      'BTCUSDT',
      'ETHUSDT',
      'BNBUSDT',
      'BALUSDT',
      'IOTXUSDT',
      'BTCUSDT_210625',
      'ETHUSDT_210625',
      'ETHUSDT_220624',
      'BTCUSDT_220624',
    ],
  },
] as const

describe.skipIf(sharedPath('fixtures', 'binance-spot', 'expected.json') === undefined)('recorded frames', () => {
  for (const { folder, name, factory, symbols } of sets) {
    const frames = async (): Promise<readonly RawFrame<Uint8Array>[]> => {
      const paths = ['ws.jsonl.gz', 'rest-depth.jsonl.gz'].map((suffix) => sharedPath('fixtures', folder, `${name}.${suffix}`) as string)
      const recorded = await recordedFrames(factory, paths)
      const samples = linesOf<{ via: string; frame: string; case: string }>(folder, 'samples.jsonl').filter(
        (line) => line.via === 'ws' && line.case !== 'documentation',
      )
      const rest = {
        venue: factory.venue,
        channel: 'ws',
        tsRecv: 1_653_819_100_000,
        connection: 'recorded#0',
        epoch: 0,
        request: undefined,
      }
      return [...recorded, ...samples.map(({ frame }) => ({ ...rest, payload: Buffer.from(frame) }))]
    }
    const instruments = symbols.map((symbol) => factory.inferInstrument?.(symbol)).filter(isDefined)
    runSuite(normalizerSuite({ factory, frames, instruments, reference: parsingOnly(factory) }), { describe, it }, factory.venue)
  }
})
