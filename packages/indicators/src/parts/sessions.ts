import { nextOpenTimeOf, openTimeOf } from '@feedloom/core'
import type { Cells } from './cells.ts'
import { type OffsetAt, offsetsOf } from './time-zone.ts'

/** Weeks begin on Mondays. */
export const sessionNames = ['day', 'week', 'month'] as const
export type SessionName = (typeof sessionNames)[number]

const dayMs = 86_400_000
const intervals = { day: '1d', week: '1w', month: '1M' } as const

/** Rows after which a session has begun anew in any case, when they are minutes or longer. */
export const rowsOfSession: Readonly<Record<SessionName, number>> = { day: 1_500, week: 10_140, month: 44_700 }

/** Tells where a session begins. Calendars are asked once a session: all other rows cost two comparisons. */
export class Sessions {
  readonly #cells: Cells
  /** Begin and end of the last row's session. */
  readonly #place: number = 0
  readonly #interval: (typeof intervals)[SessionName]
  readonly #offsetAt: OffsetAt

  /** `zone`: checked before; an unknown one is UTC. */
  constructor(cells: Cells, session: SessionName, zone: string) {
    this.#cells = cells
    this.#place = cells.claim(2)
    this.#interval = intervals[session]
    this.#offsetAt = offsetsOf(zone) ?? (() => 0)
  }

  /** Whether this row is in another session than the one before it. `index`: rows before it. */
  push(openTime: number, index: number): boolean {
    const cells = this.#cells
    const begin = cells.get(this.#place)
    const end = cells.get(this.#place + 1)
    if (index > 0 && openTime >= begin && openTime < end) {
      cells.set(this.#place, begin)
      cells.set(this.#place + 1, end)
      return false
    }
    const local = openTime + this.#offsetAt(openTime)
    const newBegin = this.#momentOf(openTimeOf(this.#interval, local))
    cells.set(this.#place, newBegin)
    cells.set(this.#place + 1, this.#momentOf(nextOpenTimeOf(this.#interval, local)))
    return index === 0 || newBegin !== begin
  }

  /**
   * When the clocks of the zone show this. Of two such moments it is the later one, so that days follow each other;
   * when the clocks leap over it, the leap.
   */
  #momentOf(local: number): number {
    const before = local - this.#offsetAt(local - dayMs)
    const after = local - this.#offsetAt(local + dayMs)
    const known = [before, after].filter((moment) => moment + this.#offsetAt(moment) === local)
    return Math.max(...(known.length === 0 ? [before, after] : known))
  }
}
