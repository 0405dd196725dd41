import type { NormalizerFactory } from '@feedloom/core'
import { parsingOnly, spotNormalizer, usdmNormalizer } from '../normalizer.ts'
import { type DocumentedFrame, spotDocumented, usdmDocumented } from './documented.ts'

/** What a normalizer is fuzzed with: a declaration, read by `npm run prove -- fuzz`, which finds this file. */
export interface FuzzCorpus {
  /** Type of the `normalizer` plugin. */
  readonly plugin: string
  readonly factory: NormalizerFactory<Uint8Array>
  /** The same without a fast way, which must say the same. */
  readonly slow: NormalizerFactory<Uint8Array>
  /** Folder of the shared fixtures, and the recordings in it. */
  readonly folder: string
  readonly recordings: readonly string[]
  /** Files of single frames, with the channels of the kinds that are REST replies. */
  readonly samples: readonly string[]
  readonly sampleChannels: Readonly<Record<string, string>>
  /** What the venue documents and nobody has recorded. */
  readonly documented: readonly DocumentedFrame[]
  /** Frames in the fixtures that contradict what was recorded. */
  readonly doubtful: readonly RegExp[]
}

const sampleChannels = { l2_snapshot: 'rest.depth', open_interest: 'rest.openInterest' } as const

const filesOf = (...sets: readonly string[]): readonly string[] => [
  ...sets.flatMap((name) => ['ws.jsonl.gz', 'rest-depth.jsonl.gz', 'rest-exchangeInfo.jsonl.gz'].map((suffix) => `${name}.${suffix}`)),
  'rest-market.jsonl',
]

export const corpora: readonly FuzzCorpus[] = [
  {
    plugin: 'binance',
    factory: spotNormalizer,
    slow: parsingOnly(spotNormalizer),
    folder: 'binance-spot',
    recordings: filesOf('btcusdt-20240808', 'multi-20211011'),
    samples: ['samples.jsonl'],
    sampleChannels,
    documented: spotDocumented,
    doubtful: [],
  },
  {
    plugin: 'binance-usdm',
    factory: usdmNormalizer,
    slow: parsingOnly(usdmNormalizer),
    folder: 'binance-usdm',
    recordings: filesOf('btcusdt-20240808', 'multi-20210722'),
    samples: ['samples.jsonl'],
    sampleChannels,
    documented: usdmDocumented,
    // The example of a trade, of a stream that is not documented for USD-M, lacks the `X` that all recorded ones have.
    doubtful: [/"e":"trade"(?!.*"X":)/],
  },
]
