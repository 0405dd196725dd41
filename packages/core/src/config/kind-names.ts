import type { DataKind } from '../contracts/events.ts'
import type { Findings } from './findings.ts'
import { dataKinds } from './kinds.ts'
import { listed, nearest } from './suggest.ts'
import type { ConfigPath, LoadedPlugin } from './types.ts'

/** What venues and other libraries call our kinds. */
const otherNames: Readonly<Record<string, DataKind>> = {
  aggtrade: 'trade',
  aggtrades: 'trade',
  tick: 'trade',
  ticks: 'trade',
  bbo: 'quote',
  bookticker: 'quote',
  'best-bid-ask': 'quote',
  orderbook: 'book',
  'order-book': 'book',
  depth: 'book',
  l2: 'book',
  'book.snapshot': 'book',
  'book.delta': 'book',
  kline: 'bar',
  klines: 'bar',
  candle: 'bar',
  candles: 'bar',
  candlestick: 'bar',
  ohlc: 'bar',
  ohlcv: 'bar',
  'mark-price': 'mark',
  markprice: 'mark',
  'funding-rate': 'funding',
  openinterest: 'open-interest',
  forceorder: 'liquidation',
}

/** The kinds that a config may write: the built-in ones and those that its plugins add. */
export function kindsKnown(plugins: readonly LoadedPlugin[]): ReadonlySet<string> {
  return new Set([...dataKinds, ...plugins.flatMap(({ plugin }) => plugin.events?.map(({ kind }) => kind) ?? [])])
}

/** Complains about a kind that does not exist. */
export function checkKind(kind: string, path: ConfigPath, known: ReadonlySet<string>, findings: Findings): void {
  if (known.has(kind) || kind === '') return
  const near = otherNames[kind.toLowerCase()] ?? nearest(kind, known)
  findings.add({
    code: 'FEEDLOOM_CONFIG_KIND_UNKNOWN',
    message: `there is no kind of data called \`${kind}\``,
    hint: near === undefined ? `The kinds are ${listed([...known])}.` : `Did you mean \`${near}\`?`,
    path,
  })
}
