const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Widths between two labels, the finest first; months and years go by the calendar. */
const steps: readonly (number | 'month' | 'quarter' | 'year')[] = [
  1_000, 5_000, 15_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 4 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 'month', 'quarter', 'year',
] // prettier-ignore

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface TimeTick {
  readonly text: string
  /** Where a day, a month or a year begins. */
  readonly strong: boolean
}

/** Labels of the slots `from` to `to`, at most `most` of them, where a step of the calendar begins. */
export function timeTicks(times: readonly number[], from: number, to: number, most: number): ReadonlyMap<number, TimeTick> {
  for (const step of steps) {
    const slots = slotsAt(times, from, to, step, most)
    if (slots !== undefined) return labelled(times, slots)
  }
  return new Map()
}

/** Slots at which a step begins; undefined when there are too many. */
function slotsAt(times: readonly number[], from: number, to: number, step: (typeof steps)[number], most: number): number[] | undefined {
  const slots: number[] = []
  let before = from > 0 ? period(times[from - 1] as number, step) : undefined
  for (let slot = from; slot <= to; slot++) {
    const now = period(times[slot] as number, step)
    if (before !== undefined && now !== before) slots.push(slot)
    if (slots.length > most) return undefined
    before = now
  }
  return slots
}

/** Number of the step that a time lies in. */
function period(ms: number, step: (typeof steps)[number]): number {
  // Weeks open on Mondays.
  if (typeof step === 'number') return Math.floor((ms - (step === 7 * day ? 4 * day : 0)) / step)
  const date = new Date(ms)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return step === 'month' ? month : Math.floor(month / (step === 'quarter' ? 3 : 12))
}

function labelled(times: readonly number[], slots: readonly number[]): ReadonlyMap<number, TimeTick> {
  return new Map(slots.map((slot) => [slot, tickOf(times[slot] as number, slot > 0 ? (times[slot - 1] as number) : undefined)]))
}

/** The largest unit that changed since the slot before. */
function tickOf(ms: number, before: number | undefined): TimeTick {
  const [date, last] = [new Date(ms), new Date(before ?? ms)]
  const name = months[date.getUTCMonth()] as string
  if (date.getUTCFullYear() !== last.getUTCFullYear()) return { text: String(date.getUTCFullYear()), strong: true }
  if (date.getUTCMonth() !== last.getUTCMonth()) return { text: name, strong: true }
  if (date.getUTCDate() !== last.getUTCDate()) return { text: `${date.getUTCDate()} ${name}`, strong: true }
  return { text: clockText(date), strong: false }
}

function clockText(date: Date): string {
  const [hours, minutes, seconds] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  )
  return seconds === '00' ? `${hours}:${minutes}` : `${hours}:${minutes}:${seconds}`
}

/** `31 Dec 2021 23:01`; without the clock where bars are days. */
export function momentText(ms: number, withClock: boolean): string {
  const date = new Date(ms)
  const calendar = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
  return withClock ? `${calendar} ${clockText(date)}` : calendar
}

/** Whether any of the times is not at midnight. */
export function hasClock(times: readonly number[]): boolean {
  return times.some((time) => time % day !== 0)
}
