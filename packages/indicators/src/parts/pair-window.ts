import type { Cells } from './cells.ts'

/** Sums of one block's ends: of both series' distances, their squares and their products. */
const sums = 5

/** The last `period` pairs of two series, by the blocks of `Window`: constant time, and nothing is ever subtracted. */
export class PairWindow {
  /** Sums over the window of `(x - mean x)^2`, `(y - mean y)^2` and their product. */
  xx = 0
  yy = 0
  xy = 0
  readonly #cells: Cells
  readonly #period: number = 0
  readonly #block: number = 0
  /** Slot, both centres, the five sums of the beginning. */
  readonly #place: number = 0
  readonly #values: number = 0
  readonly #ends: number = 0

  constructor(cells: Cells, period: number) {
    this.#cells = cells
    this.#period = period
    this.#block = period - 1
    this.#place = cells.claim(3 + sums)
    this.#values = cells.claimSeries(2 * this.#block)
    this.#ends = cells.claimSeries(sums * this.#block)
  }

  /** `index`: pairs before this one. */
  push(x: number, y: number, index: number): void {
    if (this.#block === 0) return
    const cells = this.#cells
    const place = this.#place
    const slot = cells.get(place)
    const xCentre = index === 0 ? x : cells.get(place + 1)
    const yCentre = index === 0 ? y : cells.get(place + 2)
    const dx = x - xCentre
    const dy = y - yCentre
    const sx = cells.get(place + 3) + dx
    const sy = cells.get(place + 4) + dy
    const sxx = cells.get(place + 5) + dx * dx
    const syy = cells.get(place + 6) + dy * dy
    const sxy = cells.get(place + 7) + dx * dy
    const isLast = slot + 1 === this.#block
    this.#answer(isLast ? -1 : this.#ends + slot * sums, sx, sy, sxx, syy, sxy)
    if (!cells.isTrial) {
      cells.series[this.#values + 2 * slot] = x
      cells.series[this.#values + 2 * slot + 1] = y
      if (isLast) this.#closeBlock(x, y)
    }
    cells.set(place, isLast ? 0 : slot + 1)
    cells.set(place + 1, isLast ? x : xCentre)
    cells.set(place + 2, isLast ? y : yCentre)
    cells.set(place + 3, isLast ? 0 : sx)
    cells.set(place + 4, isLast ? 0 : sy)
    cells.set(place + 5, isLast ? 0 : sxx)
    cells.set(place + 6, isLast ? 0 : syy)
    cells.set(place + 7, isLast ? 0 : sxy)
  }

  /** `end`: where the sums of the window's other part stand; -1 when they are 0. */
  #answer(end: number, sx: number, sy: number, sxx: number, syy: number, sxy: number): void {
    const n = this.#period
    const x = sx + this.#end(end, 0)
    const y = sy + this.#end(end, 1)
    this.xx = Math.max(0, sxx + this.#end(end, 2) - (x * x) / n)
    this.yy = Math.max(0, syy + this.#end(end, 3) - (y * y) / n)
    this.xy = sxy + this.#end(end, 4) - (x * y) / n
  }

  #end(end: number, which: number): number {
    return end < 0 ? 0 : (this.#cells.series[end + which] as number)
  }

  #closeBlock(xCentre: number, yCentre: number): void {
    const { series } = this.#cells
    let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0]
    for (let i = this.#block - 1; i >= 0; i--) {
      const dx = (series[this.#values + 2 * i] as number) - xCentre
      const dy = (series[this.#values + 2 * i + 1] as number) - yCentre
      sx += dx
      sy += dy
      sxx += dx * dx
      syy += dy * dy
      sxy += dx * dy
      const end = this.#ends + i * sums
      series[end] = sx
      series[end + 1] = sy
      series[end + 2] = sxx
      series[end + 3] = syy
      series[end + 4] = sxy
    }
  }
}
