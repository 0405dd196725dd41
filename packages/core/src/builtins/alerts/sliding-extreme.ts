import type { EpochMs } from '../../contracts/index.ts'

/** Samples closer together than this part of the time are not told apart. */
const parts = 256

/**
 * The highest or lowest value of the last so many ms. Only what lies inside that time counts, so a hole in the data can
 * hide a change but never make one up. Holds at most 257 samples; a value may be forgotten 1/256 of the time early.
 */
export class SlidingExtreme {
  readonly #sign: 1 | -1
  readonly #withinMs: number
  readonly #gapMs: number
  #times: EpochMs[] = []
  #values: number[] = []
  #begin = 0

  constructor(which: 'highest' | 'lowest', withinMs: number) {
    this.#sign = which === 'highest' ? 1 : -1
    this.#withinMs = withinMs
    this.#gapMs = withinMs / parts
  }

  /** Takes a value in and answers with the extreme, this value included. */
  push(time: EpochMs, value: number): number {
    const [times, values, sign] = [this.#times, this.#values, this.#sign]
    while (values.length > this.#begin && (values.at(-1) as number) * sign <= value * sign) {
      values.pop()
      times.pop()
    }
    const lastTime = times.length > this.#begin ? (times.at(-1) as EpochMs) : Number.NEGATIVE_INFINITY
    if (time - lastTime >= this.#gapMs) {
      times.push(time)
      values.push(value)
    }
    while (this.#begin < times.length && (times[this.#begin] as EpochMs) < time - this.#withinMs) this.#begin++
    if (this.#begin > parts) this.#compact()
    return this.#begin < values.length ? (values[this.#begin] as number) : value
  }

  #compact(): void {
    this.#times = this.#times.slice(this.#begin)
    this.#values = this.#values.slice(this.#begin)
    this.#begin = 0
  }
}
