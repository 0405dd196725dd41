import type { Clock } from '@feedloom/core'

interface Parcel {
  readonly at: number
  readonly runs: (() => void)[]
}

/** One direction of a connection: everything arrives later, nothing overtakes. */
export class Pipe {
  readonly #clock: Clock
  readonly #latency: () => number
  /** Under way, oldest first; what arrives together travels together. */
  readonly #parcels: Parcel[] = []
  #severed = false

  constructor(clock: Clock, latency: () => number) {
    this.#clock = clock
    this.#latency = latency
  }

  pass(run: () => void): void {
    if (this.#severed) return
    const last = this.#parcels.at(-1)
    const now = this.#clock.monotonic()
    const at = Math.max(now + this.#latency(), last?.at ?? 0)
    if (last?.at === at) {
      last.runs.push(run)
      return
    }
    const parcel: Parcel = { at, runs: [run] }
    this.#parcels.push(parcel)
    this.#clock.after(at - now, () => this.#arrive(parcel))
  }

  /** Loses the later part of what is under way: `share` 0 all of it, 1 nothing. */
  keep(share: number): void {
    const total = this.#parcels.reduce((sum, { runs }) => sum + runs.length, 0)
    let left = Math.floor(share * (total + 1))
    for (const { runs } of this.#parcels) {
      runs.length = Math.min(runs.length, left)
      left -= runs.length
    }
  }

  /** Nothing arrives any more. */
  sever(): void {
    this.#severed = true
    this.keep(0)
  }

  #arrive(parcel: Parcel): void {
    this.#parcels.splice(this.#parcels.indexOf(parcel), 1)
    for (const run of parcel.runs) run()
  }
}
