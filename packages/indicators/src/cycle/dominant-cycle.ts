import type { Cells } from '../parts/cells.ts'
import { Hilbert } from './hilbert.ts'

/** TA-Lib's functions of the phase run their filters from this row, and show values from `phaseWarmup` on. */
const phaseBegin = 37
export const phaseWarmup = 63
/** A ring of a power of two beyond the longest cycle of 50 rows. */
const ringMask = 63
const radians = Math.PI / 180

/** By rows of a cycle: sines and cosines of its rows. */
const waves = Array.from({ length: 51 }, (_, rows) => ({
  sines: Float64Array.from({ length: rows }, (_value, row) => Math.sin((row * 2 * Math.PI) / rows)),
  cosines: Float64Array.from({ length: rows }, (_value, row) => Math.cos((row * 2 * Math.PI) / rows)),
}))

/** The dominant cycle's period, smoothed, its phase in degrees, and the trend without it. */
export class DominantCycle {
  readonly hilbert: Hilbert
  smoothPeriod = 0
  phase = 0
  phaseBefore = 0
  trendline = 0
  readonly #cells: Cells
  /** Smoothed period and phase. */
  readonly #memory: number = 0
  readonly #trends: number = 0
  readonly #prices: number = 0
  readonly #smoothed: number = 0

  constructor(cells: Cells) {
    this.#cells = cells
    this.hilbert = new Hilbert(cells, phaseBegin)
    this.#memory = cells.claim(2)
    this.#trends = cells.claim(3)
    this.#prices = cells.claimSeries(ringMask + 1)
    this.#smoothed = cells.claimSeries(ringMask + 1)
  }

  push(price: number, index: number): void {
    const cells = this.#cells
    const hasBegun = this.hilbert.push(price, index)
    const slot = index & ringMask
    // In trials too: a later row writes the slot anew, and none of those before it reads it.
    cells.series[this.#prices + slot] = price
    if (!hasBegun) return
    cells.series[this.#smoothed + slot] = this.hilbert.smoothed
    this.smoothPeriod = 0.33 * this.hilbert.period + 0.67 * cells.get(this.#memory)
    const rows = Math.trunc(this.smoothPeriod + 0.5)
    this.phaseBefore = cells.get(this.#memory + 1)
    this.phase = this.#phaseOf(rows, index)
    cells.set(this.#memory, this.smoothPeriod)
    cells.set(this.#memory + 1, this.phase)
    this.#trend(rows, index)
  }

  /** Sine of the phase, `ahead` degrees further. */
  sine(ahead: number): number {
    return Math.sin((this.phase + ahead) * radians)
  }

  #phaseOf(rows: number, index: number): number {
    const { series } = this.#cells
    const { sines, cosines } = waves[rows] as (typeof waves)[number]
    const { smoothed } = this.hilbert
    let real = 0
    let imaginary = 0
    // Distances, because sines and cosines add up to 0 over a cycle only in exact arithmetic.
    for (let row = 0; row < rows; row++) {
      const value = (series[this.#smoothed + ((index - row) & ringMask)] as number) - smoothed
      real += (sines[row] as number) * value
      imaginary += (cosines[row] as number) * value
    }
    let phase = this.phaseBefore
    if (imaginary !== 0) phase = Math.atan(real / imaginary) / radians
    else if (real !== 0) phase += real < 0 ? -90 : 90
    phase += 90 + 360 / this.smoothPeriod
    if (imaginary < 0) phase += 180
    return phase > 315 ? phase - 360 : phase
  }

  /** The mean over one cycle has no cycle in it; smoothed over four rows. */
  #trend(rows: number, index: number): void {
    const cells = this.#cells
    let sum = 0
    for (let row = 0; row < rows; row++) sum += cells.series[this.#prices + ((index - row) & ringMask)] as number
    const mean = rows > 0 ? sum / rows : sum
    const last = cells.get(this.#trends)
    const second = cells.get(this.#trends + 1)
    this.trendline = (4 * mean + 3 * last + 2 * second + cells.get(this.#trends + 2)) / 10
    cells.set(this.#trends, mean)
    cells.set(this.#trends + 1, last)
    cells.set(this.#trends + 2, second)
  }
}
