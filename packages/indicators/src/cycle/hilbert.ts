import type { Cells } from '../parts/cells.ts'

/** Weights of the Hilbert transform's taps 0 and 6, and 2 and 4. */
const outer = 0.0962
const inner = 0.5769
/** Rings of a power of two beyond the seven taps. */
const ringMask = 7
const shortest = 6
const longest = 50
const degrees = 180 / Math.PI

/** A filter of a series' last seven values: J. F. Ehlers' Hilbert transform. */
class Transform {
  readonly #cells: Cells
  readonly #first: number = 0

  constructor(cells: Cells) {
    this.#cells = cells
    this.#first = cells.claimSeries(ringMask + 1)
  }

  push(value: number, index: number, gain: number): number {
    const sum = -(outer * this.ago(6, index)) + outer * value - inner * this.ago(4, index) + inner * this.ago(2, index)
    if (!this.#cells.isTrial) this.#cells.series[this.#first + (index & ringMask)] = value
    return sum * gain
  }

  ago(rows: number, index: number): number {
    return this.#cells.series[this.#first + ((index - rows) & ringMask)] as number
  }
}

/**
 * Phase and period of the dominant cycle. J. F. Ehlers, "Rocket Science for Traders", 2001, in TA-Lib's form: all
 * filters begin at 0 on row `begin`.
 */
export class Hilbert {
  /** Price, smoothed over four rows. */
  smoothed = 0
  inPhase = 0
  quadrature = 0
  /** Rows of the dominant cycle, 6 to 50. */
  period = 0
  readonly #cells: Cells
  readonly #begin: number = 0
  /** The last three prices. */
  readonly #prices: number = 0
  /** Real and imaginary part of the last row, and of the discriminator; period. */
  readonly #memory: number = 0
  readonly #detrender: Transform
  readonly #quadrature: Transform
  readonly #inPhaseAhead: Transform
  readonly #quadratureAhead: Transform

  constructor(cells: Cells, begin: number) {
    this.#cells = cells
    this.#begin = begin
    this.#prices = cells.claim(3)
    this.#memory = cells.claim(5)
    this.#detrender = new Transform(cells)
    this.#quadrature = new Transform(cells)
    this.#inPhaseAhead = new Transform(cells)
    this.#quadratureAhead = new Transform(cells)
  }

  /** `index`: prices before this one. False before `begin`. */
  push(price: number, index: number): boolean {
    this.#smooth(price)
    if (index < this.#begin) return false
    const cells = this.#cells
    const memory = this.#memory
    const before = cells.get(memory + 4)
    const gain = 0.075 * before + 0.54
    const detrended = this.#detrender.push(this.smoothed, index, gain)
    this.inPhase = this.#quadrature.ago(3, index)
    this.quadrature = this.#quadrature.push(detrended, index, gain)
    const inPhaseAhead = this.#inPhaseAhead.push(this.inPhase, index, gain)
    const quadratureAhead = this.#quadratureAhead.push(this.quadrature, index, gain)
    const realBefore = cells.get(memory)
    const imaginaryBefore = cells.get(memory + 1)
    const imaginary = 0.2 * (this.quadrature + inPhaseAhead) + 0.8 * imaginaryBefore
    const real = 0.2 * (this.inPhase - quadratureAhead) + 0.8 * realBefore
    const same = 0.2 * (real * realBefore + imaginary * imaginaryBefore) + 0.8 * cells.get(memory + 2)
    const across = 0.2 * (real * imaginaryBefore - imaginary * realBefore) + 0.8 * cells.get(memory + 3)
    this.period = smoothPeriod(same, across, before)
    cells.set(memory, real)
    cells.set(memory + 1, imaginary)
    cells.set(memory + 2, same)
    cells.set(memory + 3, across)
    cells.set(memory + 4, this.period)
    return true
  }

  #smooth(price: number): void {
    const cells = this.#cells
    const prices = this.#prices
    const last = cells.get(prices)
    const second = cells.get(prices + 1)
    this.smoothed = (4 * price + 3 * last + 2 * second + cells.get(prices + 2)) * 0.1
    cells.set(prices, price)
    cells.set(prices + 1, last)
    cells.set(prices + 2, second)
  }
}

function smoothPeriod(same: number, across: number, before: number): number {
  let period = before
  if (across !== 0 && same !== 0) period = 360 / (Math.atan(across / same) * degrees)
  period = Math.min(period, 1.5 * before)
  period = Math.max(period, 0.67 * before)
  period = Math.min(Math.max(period, shortest), longest)
  return 0.2 * period + 0.8 * before
}
