import type { Entrant, Form, IndicatorName, Pass } from '../../indicators/entrant.ts'
import { periods, unknown } from '../../indicators/entrant.ts'
import type { Market } from '../../indicators/market.ts'

/** What technicalindicators and its faster imitation have in common. */
interface Generator {
  nextValue(input: unknown): unknown
}
interface Maker {
  new (input: object): Generator
  calculate(input: object): unknown[]
}
type Library = Readonly<Record<'SMA' | 'EMA' | 'RSI' | 'MACD' | 'BollingerBands' | 'ATR' | 'Stochastic' | 'ADX' | 'CCI' | 'OBV', Maker>>

interface Use {
  readonly maker: keyof Library
  readonly parameters: object
  /** Names of the lists that it reads; `values` is the close. */
  readonly reads: readonly ('high' | 'low' | 'close' | 'volume')[]
  /** The output that is compared, of those that answer objects. */
  readonly output?: string
}

const values: Use['reads'] = []
const range: Use['reads'] = ['high', 'low', 'close']

const uses: Readonly<Record<IndicatorName, Use>> = {
  sma: { maker: 'SMA', parameters: { period: periods.sma }, reads: values },
  ema: { maker: 'EMA', parameters: { period: periods.ema }, reads: values },
  rsi: { maker: 'RSI', parameters: { period: periods.rsi }, reads: values },
  macd: {
    maker: 'MACD',
    parameters: {
      fastPeriod: periods.macd.fast,
      slowPeriod: periods.macd.slow,
      signalPeriod: periods.macd.signal,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    },
    reads: values,
    output: 'MACD',
  },
  bbands: { maker: 'BollingerBands', parameters: { period: periods.bbands, stdDev: periods.deviations }, reads: values, output: 'upper' },
  atr: { maker: 'ATR', parameters: { period: periods.atr }, reads: range },
  // Its %D is the slowed %K of the others; it has no second smoothing.
  stoch: {
    maker: 'Stochastic',
    parameters: { period: periods.stoch.window, signalPeriod: periods.stoch.slowing },
    reads: range,
    output: 'd',
  },
  adx: { maker: 'ADX', parameters: { period: periods.adx }, reads: range, output: 'adx' },
  cci: { maker: 'CCI', parameters: { period: periods.cci }, reads: range },
  obv: { maker: 'OBV', parameters: {}, reads: ['close', 'volume'] },
}

function picked(value: unknown, output: string | undefined): number {
  const number = output === undefined ? value : (value as Record<string, unknown> | undefined)?.[output]
  return typeof number === 'number' ? number : unknown
}

function batch(library: Library, { maker, parameters, reads, output }: Use, { lists }: Market): Pass {
  const input = {
    ...parameters,
    ...(reads.length === 0 ? { values: lists.close } : Object.fromEntries(reads.map((name) => [name, lists[name]]))),
  }
  const { [maker]: made } = library
  return () => {
    const results = made.calculate(input)
    return output === undefined ? (results as number[]) : { length: results.length, at: (i) => picked(results[i], output) }
  }
}

function streaming(library: Library, { maker, parameters, reads, output }: Use, market: Market): Pass {
  const empty = reads.length === 0 ? { values: [] } : Object.fromEntries(reads.map((name) => [name, []]))
  const given: readonly unknown[] = reads.length === 0 ? market.lists.close : market.bars
  const { [maker]: Made } = library
  const out = new Float64Array(market.length)
  return () => {
    const generator = new Made({ ...parameters, ...empty })
    for (let i = 0; i < out.length; i++) out[i] = picked(generator.nextValue(given[i]), output)
    return out
  }
}

export function entrantOf(library: Library): Entrant {
  const formsOf = (use: Use): Record<Form, (market: Market) => Pass> => ({
    batch: (market) => batch(library, use, market),
    streaming: (market) => streaming(library, use, market),
  })
  return Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, formsOf(use)]))
}
