import { formatDuration } from '../../config/parts.ts'
import { shortNumber } from '../plain-number.ts'
import type { Condition, Direction, Level } from './condition.ts'
import { JudgePattern, type SeenPattern } from './judge-pattern.ts'
import type { Moment, Reading } from './readings.ts'
import { SlidingExtreme } from './sliding-extreme.ts'

/** True, false, or not known: something that it needs has not come. */
export type Verdict = boolean | undefined

/** What made a condition true. */
export interface Finding {
  readonly value: number | undefined
  readonly threshold: number | undefined
  readonly text: string
}

/** One condition for one instrument. Asked at every moment, so that it sees what has changed since. */
export interface Judge {
  judge(moment: Moment): Verdict
  /** After `judge` was true. */
  finding(): Finding
}

/** What judges read. */
export interface Desk {
  /** The reading of a series; its value is NaN while it is not of the moment. */
  reading(label: string): Reading
  value(reading: Reading): number
  pattern(name: string): SeenPattern
}

export function judgeOf(condition: Condition, desk: Desk): Judge {
  switch (condition.is) {
    case 'beyond':
      return new JudgeBeyond(condition, desk)
    case 'crossing':
      return new JudgeCrossing(condition, desk)
    case 'change':
      return new JudgeChange(condition, desk)
    case 'pattern':
      return new JudgePattern(condition, desk.pattern(condition.name))
    case 'not':
      return new JudgeNot(judgeOf(condition.of, desk))
    default:
      return new JudgeMany(
        condition.is,
        condition.of.map((part) => judgeOf(part, desk)),
      )
  }
}

/** A constant or another series, as the other side of a comparison. */
class Threshold {
  readonly #desk: Desk
  readonly #reading: Reading | undefined
  readonly #constant: number

  constructor(level: Level, desk: Desk) {
    this.#desk = desk
    this.#reading = typeof level === 'number' ? undefined : desk.reading(level.label)
    this.#constant = typeof level === 'number' ? level : Number.NaN
  }

  get isTick(): boolean {
    return this.#reading?.isTick === true
  }

  get value(): number {
    return this.#reading === undefined ? this.#constant : this.#desk.value(this.#reading)
  }

  get text(): string {
    return this.#reading === undefined ? shortNumber(this.#constant) : `${this.#reading.label} ${shortNumber(this.value)}`
  }
}

class JudgeBeyond implements Judge {
  readonly #desk: Desk
  readonly #reading: Reading
  readonly #level: Threshold
  readonly #side: 'above' | 'below'
  readonly #rearm: number | undefined
  #isHeld = false

  constructor({ series, side, level, rearm }: Condition & { is: 'beyond' }, desk: Desk) {
    this.#desk = desk
    this.#reading = desk.reading(series.label)
    this.#level = new Threshold(level, desk)
    this.#side = side
    this.#rearm = rearm
  }

  judge(): Verdict {
    const value = this.#desk.value(this.#reading)
    const level = this.#isHeld && this.#rearm !== undefined ? this.#rearm : this.#level.value
    if (Number.isNaN(value) || Number.isNaN(level)) return undefined
    this.#isHeld = this.#side === 'above' ? value > level : value < level
    return this.#isHeld
  }

  finding(): Finding {
    const value = this.#desk.value(this.#reading)
    const text = `${this.#reading.label} ${shortNumber(value)} is ${this.#side} ${this.#level.text}`
    return { value, threshold: this.#level.value, text }
  }
}

/** Sides are compared from bar to bar, or from tick to tick where a tick is involved. Touching is not crossing. */
class JudgeCrossing implements Judge {
  readonly #desk: Desk
  readonly #reading: Reading
  readonly #level: Threshold
  readonly #direction: Direction
  readonly #isTick: boolean
  /** -1 below, 1 above: where it was before this moment, and where it is. */
  #before = 0
  #side = 0
  #moment = Number.NaN

  constructor({ series, direction, level }: Condition & { is: 'crossing' }, desk: Desk) {
    this.#desk = desk
    this.#reading = desk.reading(series.label)
    this.#level = new Threshold(level, desk)
    this.#direction = direction
    this.#isTick = this.#reading.isTick || this.#level.isTick
  }

  judge({ count, barTime }: Moment): Verdict {
    const side = Math.sign(this.#desk.value(this.#reading) - this.#level.value)
    if (Number.isNaN(side)) return undefined
    const moment = this.#isTick ? count : barTime
    if (moment !== this.#moment) {
      if (this.#side !== 0) this.#before = this.#side
      this.#moment = moment
    }
    this.#side = side
    if (this.#before === 0) return undefined
    const crossed = side !== 0 && side !== this.#before
    return crossed && (this.#direction === 'either' || side === (this.#direction === 'up' ? 1 : -1))
  }

  finding(): Finding {
    const value = this.#desk.value(this.#reading)
    const way = this.#side > 0 ? 'above' : 'below'
    const text = `${this.#reading.label} ${shortNumber(value)} crossed ${way} ${this.#level.text}`
    return { value, threshold: this.#level.value, text }
  }
}

class JudgeChange implements Judge {
  readonly #desk: Desk
  readonly #reading: Reading
  readonly #condition: Condition & { is: 'change' }
  readonly #highest: SlidingExtreme
  readonly #lowest: SlidingExtreme
  #version = 0
  #fall = Number.NaN
  #rise = Number.NaN

  constructor(condition: Condition & { is: 'change' }, desk: Desk) {
    this.#desk = desk
    this.#reading = desk.reading(condition.series.label)
    this.#condition = condition
    this.#highest = new SlidingExtreme('highest', condition.withinMs)
    this.#lowest = new SlidingExtreme('lowest', condition.withinMs)
  }

  judge({ ts }: Moment): Verdict {
    const value = this.#desk.value(this.#reading)
    if (Number.isNaN(value)) return undefined
    if (this.#reading.version !== this.#version) {
      this.#version = this.#reading.version
      this.#fall = (value / this.#highest.push(ts, value) - 1) * 100
      this.#rise = (value / this.#lowest.push(ts, value) - 1) * 100
    }
    return this.#isDown() || this.#isUp()
  }

  finding(): Finding {
    const { percent, withinMs } = this.#condition
    const isDown = this.#isDown() && !(this.#isUp() && this.#rise > -this.#fall)
    const value = isDown ? this.#fall : this.#rise
    const text = `${this.#reading.label} ${shortNumber(this.#reading.value)} ${isDown ? 'fell' : 'rose'} ${Math.abs(value).toFixed(2)} % within ${formatDuration(withinMs)}`
    return { value, threshold: isDown ? -percent : percent, text }
  }

  #isDown(): boolean {
    return this.#condition.direction !== 'up' && this.#fall <= -this.#condition.percent
  }

  #isUp(): boolean {
    return this.#condition.direction !== 'down' && this.#rise >= this.#condition.percent
  }
}

class JudgeNot implements Judge {
  readonly #of: Judge

  constructor(of: Judge) {
    this.#of = of
  }

  judge(moment: Moment): Verdict {
    const verdict = this.#of.judge(moment)
    return verdict === undefined ? undefined : !verdict
  }

  finding(): Finding {
    return { value: undefined, threshold: undefined, text: '' }
  }
}

class JudgeMany implements Judge {
  readonly #is: 'all' | 'any'
  readonly #of: readonly Judge[]
  #true: readonly Judge[] = []

  constructor(is: 'all' | 'any', of: readonly Judge[]) {
    this.#is = is
    this.#of = of
  }

  judge(moment: Moment): Verdict {
    const verdicts = this.#of.map((judge) => judge.judge(moment))
    this.#true = this.#of.filter((_, i) => verdicts[i] === true)
    const decisive = this.#is === 'any'
    if (verdicts.includes(decisive)) return decisive
    return verdicts.includes(undefined) ? undefined : !decisive
  }

  finding(): Finding {
    const findings = this.#true.map((judge) => judge.finding())
    const first = findings.find(({ value }) => value !== undefined)
    const texts = findings.map(({ text }) => text).filter((text) => text !== '')
    return { value: first?.value, threshold: first?.threshold, text: texts.join(' and ') }
  }
}
