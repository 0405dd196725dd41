/** The range of a bar, widened to the close before it. */
export function trueRange(high: number, low: number, closeBefore: number): number {
  const up = Math.abs(high - closeBefore)
  const down = Math.abs(low - closeBefore)
  let range = high - low
  if (up > range) range = up
  if (down > range) range = down
  return range
}

/** True ranges from the second bar on; the first is the plain range. */
export function trueRangeColumn(high: Float64Array, low: Float64Array, close: Float64Array, out: Float64Array): void {
  if (out.length > 0) out[0] = (high[0] as number) - (low[0] as number)
  for (let i = 1; i < close.length; i++) out[i] = trueRange(high[i] as number, low[i] as number, close[i - 1] as number)
}
