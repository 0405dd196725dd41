import type { RowColumns, RowShape } from './ring.ts'

type Columns = readonly Float64Array[]

const part = (columns: Columns, column: number, from: number, to: number): Float64Array =>
  (columns[column] as Float64Array).subarray(from, to)

function each<Row extends Readonly<Record<string, number>>>(length: number, row: (i: number) => Row): readonly Row[] {
  const rows: Row[] = []
  for (let i = 0; i < length; i++) rows.push(row(i))
  return rows
}

interface TickColumns extends RowColumns {
  readonly timestamp: Float64Array
  readonly price: Float64Array
  readonly volume: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly open: Float64Array
  readonly close: Float64Array
}

/**
 * What is known of a market at a moment: the fold of its trades, quotes and tickers. Symbol and exchange, the tenth and
 * eleventh column of a tick, belong to the series and stand once beside it.
 */
export const tickShape: RowShape = {
  names: ['timestamp', 'price', 'volume', 'bid', 'ask', 'high', 'low', 'open', 'close'],
  view: (columns: Columns, from: number, to: number): TickColumns => ({
    timestamp: part(columns, 0, from, to),
    price: part(columns, 1, from, to),
    volume: part(columns, 2, from, to),
    bid: part(columns, 3, from, to),
    ask: part(columns, 4, from, to),
    high: part(columns, 5, from, to),
    low: part(columns, 6, from, to),
    open: part(columns, 7, from, to),
    close: part(columns, 8, from, to),
  }),
  rows(view) {
    const { timestamp, price, volume, bid, ask, high, low, open, close } = view as TickColumns
    return each(timestamp.length, (i) => ({
      timestamp: timestamp[i] as number,
      price: price[i] as number,
      volume: volume[i] as number,
      bid: bid[i] as number,
      ask: ask[i] as number,
      high: high[i] as number,
      low: low[i] as number,
      open: open[i] as number,
      close: close[i] as number,
    }))
  },
}

interface TradeColumns extends RowColumns {
  readonly ts: Float64Array
  readonly tsRecv: Float64Array
  readonly price: Float64Array
  readonly size: Float64Array
  readonly side: Float64Array
}

/** `side` is 1 where the taker bought, -1 where it sold, 0 where that is unknown. */
export const tradeShape: RowShape = {
  names: ['ts', 'tsRecv', 'price', 'size', 'side'],
  view: (columns: Columns, from: number, to: number): TradeColumns => ({
    ts: part(columns, 0, from, to),
    tsRecv: part(columns, 1, from, to),
    price: part(columns, 2, from, to),
    size: part(columns, 3, from, to),
    side: part(columns, 4, from, to),
  }),
  rows(view) {
    const { ts, tsRecv, price, size, side } = view as TradeColumns
    return each(ts.length, (i) => ({
      ts: ts[i] as number,
      tsRecv: tsRecv[i] as number,
      price: price[i] as number,
      size: size[i] as number,
      side: side[i] as number,
    }))
  },
}

interface QuoteColumns extends RowColumns {
  readonly ts: Float64Array
  readonly tsRecv: Float64Array
  readonly bidPrice: Float64Array
  readonly bidSize: Float64Array
  readonly askPrice: Float64Array
  readonly askSize: Float64Array
}

export const quoteShape: RowShape = {
  names: ['ts', 'tsRecv', 'bidPrice', 'bidSize', 'askPrice', 'askSize'],
  view: (columns: Columns, from: number, to: number): QuoteColumns => ({
    ts: part(columns, 0, from, to),
    tsRecv: part(columns, 1, from, to),
    bidPrice: part(columns, 2, from, to),
    bidSize: part(columns, 3, from, to),
    askPrice: part(columns, 4, from, to),
    askSize: part(columns, 5, from, to),
  }),
  rows(view) {
    const { ts, tsRecv, bidPrice, bidSize, askPrice, askSize } = view as QuoteColumns
    return each(ts.length, (i) => ({
      ts: ts[i] as number,
      tsRecv: tsRecv[i] as number,
      bidPrice: bidPrice[i] as number,
      bidSize: bidSize[i] as number,
      askPrice: askPrice[i] as number,
      askSize: askSize[i] as number,
    }))
  },
}

interface BarColumns extends RowColumns {
  readonly openTime: Float64Array
  readonly closeTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  readonly quoteVolume: Float64Array
  readonly trades: Float64Array
  readonly takerBuyVolume: Float64Array
  readonly vwap: Float64Array
  readonly final: Float64Array
}

/** `final` is 1 once the bar is closed; unknown facts are NaN. */
export const barShape: RowShape = {
  names: ['openTime', 'closeTime', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'trades', 'takerBuyVolume', 'vwap', 'final'],
  view: (columns: Columns, from: number, to: number): BarColumns => ({
    openTime: part(columns, 0, from, to),
    closeTime: part(columns, 1, from, to),
    open: part(columns, 2, from, to),
    high: part(columns, 3, from, to),
    low: part(columns, 4, from, to),
    close: part(columns, 5, from, to),
    volume: part(columns, 6, from, to),
    quoteVolume: part(columns, 7, from, to),
    trades: part(columns, 8, from, to),
    takerBuyVolume: part(columns, 9, from, to),
    vwap: part(columns, 10, from, to),
    final: part(columns, 11, from, to),
  }),
  rows(view) {
    const { openTime, closeTime, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, vwap, final } = view as BarColumns
    return each(openTime.length, (i) => ({
      openTime: openTime[i] as number,
      closeTime: closeTime[i] as number,
      open: open[i] as number,
      high: high[i] as number,
      low: low[i] as number,
      close: close[i] as number,
      volume: volume[i] as number,
      quoteVolume: quoteVolume[i] as number,
      trades: trades[i] as number,
      takerBuyVolume: takerBuyVolume[i] as number,
      vwap: vwap[i] as number,
      final: final[i] as number,
    }))
  },
}
