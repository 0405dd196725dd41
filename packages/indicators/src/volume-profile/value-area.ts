export interface ValueArea {
  /** Price of the row with the most volume. */
  readonly pointOfControl: number
  /** Prices of the lowest and of the highest row of the area. */
  readonly valueAreaLow: number
  readonly valueAreaHigh: number
}

/**
 * The value area of J. P. Steidlmayer's Market Profile, by the procedure of the CBOT ("A Six-Part Study Guide to Market
 * Profile", 1996; J. Dalton, "Mind over Markets", appendix 1), with volume in the place of letters: from the row with the
 * most volume on, the two rows above are compared with the two rows below, and the pair with more volume joins, until
 * `share` of the volume is inside. Of several rows with the most volume the one nearest to the middle of the range counts,
 * then the lower one; of equal pairs the upper one joins. Rows without volume are no rows.
 *
 * @param levels `[price, volume, price, volume, ...]`, ascending, not empty
 * @param share of the volume, as a fraction; 0.7 by custom
 */
export function valueArea(levels: Float64Array, share = 0.7): ValueArea {
  const rows = levels.length / 2
  const price = (row: number): number => levels[2 * row] as number
  const volume = (row: number): number => (row >= 0 && row < rows ? (levels[2 * row + 1] as number) : 0)
  const control = controlOf(levels)
  let total = 0
  for (let row = 0; row < rows; row++) total += volume(row)
  let [low, high, inside] = [control, control, volume(control)]
  while (inside < share * total && (low > 0 || high < rows - 1)) {
    const above = volume(high + 1) + volume(high + 2)
    const below = volume(low - 1) + volume(low - 2)
    const isUp = high < rows - 1 && (low === 0 || above >= below)
    inside += isUp ? above : below
    if (isUp) high = Math.min(high + 2, rows - 1)
    else low = Math.max(low - 2, 0)
  }
  return { pointOfControl: price(control), valueAreaLow: price(low), valueAreaHigh: price(high) }
}

function controlOf(levels: Float64Array): number {
  const middle = ((levels[0] as number) + (levels[levels.length - 2] as number)) / 2
  const away = (at: number): number => Math.abs((levels[at] as number) - middle)
  let best = 0
  for (let at = 2; at < levels.length; at += 2) {
    const [most, here] = [levels[best + 1] as number, levels[at + 1] as number]
    if (here > most || (here === most && away(at) < away(best))) best = at
  }
  return best / 2
}
