/** Prices that change with every tick. */
export const tickPrices = ['trade', 'mid', 'last', 'mark'] as const
/** Prices of a bar. */
export const barPrices = ['close', 'open', 'high', 'low'] as const
export type TickPrice = (typeof tickPrices)[number]
export type BarPrice = (typeof barPrices)[number]

/** What a condition looks at. `label` is its name in messages and in `Alert.values`. */
export type Series =
  | { readonly of: 'tick'; readonly label: string; readonly price: TickPrice }
  | { readonly of: 'bar'; readonly label: string; readonly price: BarPrice }
  | { readonly of: 'indicator'; readonly label: string; readonly name: string; readonly output: string | undefined }

/** `rsi14`, `macd.signal`. */
export const seriesPattern: RegExp = /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)?$/

/** A name in a condition: that of a price, else of an indicator. */
export function seriesOf(name: string): Series {
  const tick = tickPrices.find((price) => price === name)
  if (tick !== undefined) return { of: 'tick', label: name, price: tick }
  const bar = barPrices.find((price) => price === name)
  return bar === undefined ? indicatorSeries(name) : { of: 'bar', label: name, price: bar }
}

export function indicatorSeries(label: string): Series {
  const [name = label, output] = label.split('.')
  return { of: 'indicator', label, name, output }
}

/** `cdl-engulfing`, `CDLENGULFING` and `cdl_engulfing` are one pattern. */
export function patternKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
