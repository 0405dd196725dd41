import { emptySummary, type StepRing, type StepSummary } from './step-ring.ts'

/** The usual volume: the mean of so many windows. */
export interface UsualVolume {
  readonly volume: number
  readonly windows: number
}

interface Totals {
  /** Width, in steps. */
  readonly steps: number
  /** Volumes by the number of the window since 1970, as a ring; NaN where something of it is missing. */
  readonly volumes: Float64Array
  readonly numbers: Float64Array
  /** Number of the last window that was summed up. */
  last: number
}

/** Volumes of the windows that came before, one after the other since 1970: what a volume is compared with. */
export class WindowTotals {
  readonly #all: readonly Totals[]
  readonly #baseline: number
  readonly #sum: StepSummary = emptySummary()

  constructor(windows: readonly number[], baseline: number) {
    this.#baseline = baseline
    // One is under way and one overlaps the window that is compared.
    const size = baseline + 2
    this.#all = windows.map((steps) => ({
      steps,
      volumes: new Float64Array(size).fill(Number.NaN),
      numbers: new Float64Array(size).fill(Number.NaN),
      last: Number.NaN,
    }))
  }

  /** Sums up the windows that are over by the last step of the ring. */
  upTo(ring: StepRing): void {
    for (let i = 0; i < this.#all.length; i++) {
      const totals = this.#all[i] as Totals
      const over = Math.floor((ring.last + 1) / totals.steps) - 1
      if (over === totals.last) continue
      const held = Math.ceil(ring.first / totals.steps)
      for (let number = Math.max(held, (Number.isNaN(totals.last) ? held - 1 : totals.last) + 1); number <= over; number++) {
        this.#count(totals, number, ring)
      }
      totals.last = over
    }
  }

  /** A step has changed after its window was summed up. */
  recount(ring: StepRing, step: number): void {
    for (let i = 0; i < this.#all.length; i++) {
      const totals = this.#all[i] as Totals
      const number = Math.floor(step / totals.steps)
      if (number <= totals.last && number * totals.steps >= ring.first) this.#count(totals, number, ring)
    }
  }

  /** Of the last windows that end before `start`. */
  mean(window: number, start: number): UsualVolume {
    const { steps, volumes, numbers } = this.#all[window] as Totals
    const last = Math.floor(start / steps) - 1
    let [sum, windows] = [0, 0]
    for (let number = last; number > last - this.#baseline; number--) {
      const slot = number % volumes.length
      if (numbers[slot] !== number || Number.isNaN(volumes[slot])) continue
      sum += volumes[slot] as number
      windows++
    }
    return { volume: sum / windows, windows }
  }

  #count(totals: Totals, number: number, ring: StepRing): void {
    const { steps, volumes, numbers } = totals
    const slot = number % volumes.length
    ring.summarize(number * steps, (number + 1) * steps - 1, this.#sum)
    numbers[slot] = number
    volumes[slot] = this.#sum.missing > 0 ? Number.NaN : this.#sum.volume
  }
}
