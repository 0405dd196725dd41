import type { Gap } from '../../contracts/index.ts'

/** The steps that a gap may reach into. */
interface Hole {
  readonly id: string
  readonly from: number
  /** Undefined until data comes again; before `from` where no step was skipped. */
  to: number | undefined
}

/** More are not told apart: the oldest two become one. */
const mostHoles = 128

/** The gaps of one series that were not healed. */
export class OpenHoles {
  #holes: Hole[] = []

  /** Whether a step for which nothing came may have been missed. */
  covers(step: number): boolean {
    for (let i = 0; i < this.#holes.length; i++) {
      const { from, to } = this.#holes[i] as Hole
      if (step >= from && (to === undefined || step <= to)) return true
    }
    return false
  }

  /** A gap begins after `last`, the last step with data, or its state changes. Returns the steps that a healed one frees. */
  note({ id, state }: Gap, last: number): readonly number[] {
    const known = this.#holes.find((hole) => hole.id === id)
    if (state === 'healed') return known === undefined ? [] : this.#heal(known, last)
    if (known !== undefined) return []
    this.#holes.push({ id, from: last + 1, to: undefined })
    if (this.#holes.length > mostHoles) this.#join()
    return []
  }

  /** Data comes by itself again, at this step. */
  resume(step: number): void {
    for (let i = 0; i < this.#holes.length; i++) (this.#holes[i] as Hole).to ??= step - 1
  }

  /** Nothing before this step is held any more. */
  forget(first: number): void {
    if (this.#holes.length > 0) this.#holes = this.#holes.filter(({ to }) => to === undefined || to >= first)
  }

  #heal(hole: Hole, last: number): readonly number[] {
    this.#holes = this.#holes.filter((other) => other !== hole)
    const free: number[] = []
    for (let step = hole.from; step <= (hole.to ?? last); step++) if (!this.covers(step)) free.push(step)
    return free
  }

  #join(): void {
    const [first, second, ...rest] = this.#holes as [Hole, Hole, ...Hole[]]
    const to = first.to === undefined || second.to === undefined ? undefined : Math.max(first.to, second.to)
    this.#holes = [{ id: first.id, from: Math.min(first.from, second.from), to }, ...rest]
  }
}
