import type { EpochMs } from '../../contracts/index.ts'
import type { Condition } from './condition.ts'
import type { Finding, Judge, Verdict } from './judges.ts'
import type { Moment } from './readings.ts'

/** What is known of one pattern: it was seen on a bar, or an indicator says on every bar whether it is there. */
export class SeenPattern {
  /** The last bar that somebody looked at for it. */
  #openTime: EpochMs = Number.NaN
  #seen: readonly { readonly direction: string; readonly state: string; readonly strength: number }[] = []
  /** An indicator answers on every bar: before it has, nothing is known. */
  #isAsked = false

  /** A candlestick indicator: 100 or more is bullish, -100 or less bearish, 0 nothing. */
  indicator(value: number, openTime: EpochMs): void {
    this.#isAsked = true
    this.#openTime = openTime
    this.#seen =
      value === 0 || Number.isNaN(value) ? [] : [{ direction: value > 0 ? 'bullish' : 'bearish', state: 'confirmed', strength: value }]
  }

  /** A pattern event; several of one name may come on one bar. */
  event(direction: string, state: string, strength: number, openTime: EpochMs): void {
    const before = this.#openTime === openTime ? this.#seen : []
    this.#openTime = openTime
    this.#seen = [...before, { direction, state, strength }]
  }

  /** The strength of what was seen on that bar, 0 for nothing; undefined while that is not known. */
  on(
    openTime: EpochMs,
    direction: string | undefined,
    state: string,
  ): { readonly strength: number; readonly direction: string } | 'nothing' | undefined {
    if (this.#openTime !== openTime) return this.#isAsked || Number.isNaN(openTime) ? undefined : 'nothing'
    const fits = this.#seen.find((one) => one.state === state && (direction === undefined || one.direction === direction))
    return fits ?? 'nothing'
  }
}

export class JudgePattern implements Judge {
  readonly #condition: Condition & { is: 'pattern' }
  readonly #pattern: SeenPattern
  #finding: Finding = { value: undefined, threshold: undefined, text: '' }

  constructor(condition: Condition & { is: 'pattern' }, pattern: SeenPattern) {
    this.#condition = condition
    this.#pattern = pattern
  }

  judge({ barTime }: Moment): Verdict {
    const { name, direction, state } = this.#condition
    const seen = this.#pattern.on(barTime, direction, state)
    if (seen === undefined) return undefined
    if (seen === 'nothing') return false
    const words = [seen.direction === 'neutral' ? '' : `${seen.direction} `, name, state === 'confirmed' ? '' : ` ${state}`]
    this.#finding = { value: seen.strength, threshold: undefined, text: words.join('') }
    return true
  }

  finding(): Finding {
    return this.#finding
  }
}
