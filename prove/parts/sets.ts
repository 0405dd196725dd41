import { sharedPath } from '@feedloom/testkit'
import { type ExpectedSet, expectedSets } from './expected.ts'

/** One recorded set: which files make it, and how to ask a live venue for the same. */
export interface RecordedSet {
  readonly name: string
  readonly venue: 'binance' | 'binance-usdm'
  readonly folder: string
  readonly files: readonly string[]
  readonly expected: ExpectedSet
  readonly symbols: readonly string[]
  readonly trades: 'raw' | 'aggregate'
  readonly bars: boolean
}

interface Shape {
  readonly venue: RecordedSet['venue']
  readonly set: string
  readonly symbols: readonly string[]
  readonly trades: RecordedSet['trades']
  readonly bars: boolean
}

const shapes: readonly Shape[] = [
  { venue: 'binance', set: 'btcusdt-20240808', symbols: ['BTCUSDT'], trades: 'raw', bars: false },
  {
    venue: 'binance',
    set: 'multi-20211011',
    symbols: ['NKNUSDT', 'BLZETH', 'LRCBTC', 'RUNEEUR'],
    trades: 'aggregate',
    bars: true,
  },
  { venue: 'binance-usdm', set: 'btcusdt-20240808', symbols: ['BTCUSDT'], trades: 'raw', bars: false },
  {
    venue: 'binance-usdm',
    set: 'multi-20210722',
    symbols: ['SUSHIUSDT', 'AKROUSDT', 'KEEPUSDT', 'CTKUSDT'],
    trades: 'aggregate',
    bars: true,
  },
]

const folders = { binance: 'binance-spot', 'binance-usdm': 'binance-usdm' } as const

/** The recorded sets, or none where the shared fixtures are missing. */
export function recordedSets(): readonly RecordedSet[] {
  return shapes.flatMap((shape) => {
    const folder = sharedPath('fixtures', folders[shape.venue])
    if (folder === undefined) return []
    const expected = expectedSets(`${folder}/expected.json`)[shape.set]
    if (expected === undefined) return []
    const kinds = shape.bars ? ['ws', 'rest-depth', 'rest-exchangeInfo'] : ['ws', 'rest-depth']
    const files = kinds.map((kind) => `${folder}/${shape.set}.${kind}.jsonl.gz`)
    return [{ ...shape, name: `${shape.venue} ${shape.set}`, folder, files, expected }]
  })
}
