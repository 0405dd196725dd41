const decimals = 8

/** Pearson's correlation of windows in whole numbers, free of rounding up to the last root; 0 where one stands still. */
export function exactCorrelation(x: Float64Array, y: Float64Array, period: number): (number | null)[] {
  const [xs, ys] = [x, y].map((values) => Array.from(values, (value) => BigInt(value.toFixed(decimals).replace('.', ''))))
  return Array.from(x, (_, row) => (row < period - 1 ? null : correlation(window(xs, row, period), window(ys, row, period))))
}

function window(values: readonly bigint[] | undefined, row: number, period: number): readonly bigint[] {
  return values?.slice(row - period + 1, row + 1) ?? []
}

function correlation(x: readonly bigint[], y: readonly bigint[]): number {
  const [xx, yy, xy] = [spread(x, x), spread(y, y), spread(x, y)]
  return xx === 0n || yy === 0n ? 0 : Number(xy) / Math.sqrt(Number(xx)) / Math.sqrt(Number(yy))
}

function spread(x: readonly bigint[], y: readonly bigint[]): bigint {
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)
  return BigInt(x.length) * sum(x.map((value, i) => value * (y[i] as bigint))) - sum(x) * sum(y)
}
