import type { Indicator, IndicatorInput, IndicatorState } from '@feedloom/core'
import { adx, atr, bbands, cci, ema, macd, obv, rsi, sma, stoch } from '@feedloom/indicators'
import { type Entrant, type IndicatorName, type Pass, indicatorNames, periods } from './entrant.ts'
import type { Market } from './market.ts'

type MutableRow = { -readonly [K in IndicatorInput]: number }

const makers: Readonly<Record<IndicatorName, () => Indicator>> = {
  sma: () => sma({ period: periods.sma }),
  ema: () => ema({ period: periods.ema }),
  rsi: () => rsi({ period: periods.rsi }),
  macd: () => macd(periods.macd),
  bbands: () => bbands({ period: periods.bbands }),
  atr: () => atr({ period: periods.atr }),
  stoch: () => stoch({ window: periods.stoch.window, k: periods.stoch.slowing, d: periods.stoch.signal }),
  adx: () => adx({ period: periods.adx }),
  cci: () => cci({ period: periods.cci }),
  obv: () => obv(),
}

function batch(indicator: Indicator, { columns, length }: Market): Pass {
  const outputs = indicator.outputs.map(() => new Float64Array(length))
  return () => {
    indicator.batch(columns, outputs)
    return outputs[0] as Float64Array
  }
}

function overCloses(state: IndicatorState, { columns: { close } }: Market, row: MutableRow, out: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    row.close = close[i] as number
    state.update(row, out)
    values[i] = out[0] as number
  }
}

function overRanges(state: IndicatorState, { columns }: Market, row: MutableRow, out: Float64Array, values: Float64Array): void {
  const { high, low, close } = columns
  for (let i = 0; i < values.length; i++) {
    row.high = high[i] as number
    row.low = low[i] as number
    row.close = close[i] as number
    state.update(row, out)
    values[i] = out[0] as number
  }
}

function overVolumes(state: IndicatorState, { columns }: Market, row: MutableRow, out: Float64Array, values: Float64Array): void {
  const { close, volume } = columns
  for (let i = 0; i < values.length; i++) {
    row.close = close[i] as number
    row.volume = volume[i] as number
    state.update(row, out)
    values[i] = out[0] as number
  }
}

/** Bar by bar, by what the indicator reads. */
const ways: Readonly<Record<string, typeof overCloses>> = { close: overCloses, 'high,low,close': overRanges, 'close,volume': overVolumes }

function streaming(indicator: Indicator, market: Market): Pass {
  const row = rowOfNothing()
  const out = new Float64Array(indicator.outputs.length)
  const values = new Float64Array(market.length)
  const over = ways[indicator.inputs.join()] as typeof overCloses
  return () => {
    over(indicator.create(), market, row, out, values)
    return values
  }
}

function rowOfNothing(): MutableRow {
  const nothing = Number.NaN
  return {
    openTime: nothing,
    open: nothing,
    high: nothing,
    low: nothing,
    close: nothing,
    volume: nothing,
    quoteVolume: nothing,
    price: nothing,
    second: nothing,
    period: nothing,
  }
}

export const entrant: Entrant = Object.fromEntries(
  indicatorNames.map((name) => [
    name,
    {
      batch: (market: Market): Pass => batch(makers[name](), market),
      streaming: (market: Market): Pass => streaming(makers[name](), market),
    },
  ]),
)
