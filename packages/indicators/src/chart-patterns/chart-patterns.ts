import type { EpochMs } from '@feedloom/core'
import {
  type StructureBar,
  type StructureColumns,
  type StructureDetector,
  isWhole,
  restoredState,
  runDetector,
  savedState,
} from '../structure/bars.ts'
import { type PatternOptions, type SettledPatternOptions, patternSchema, settledOptions } from '../structure/options.ts'
import { type SwingPoint, SwingPoints } from '../structure/swing-points.ts'
import { BarWindow, type BarWindowState } from './bar-window.ts'
import { type Candidate, type Matcher, type PatternName, type PatternPoint, type PatternScores, confidenceOf } from './candidate.ts'
import { converging, flag } from './continuations.ts'
import { priceAt, share } from './geometry.ts'
import { doubleExtreme, headAndShoulders } from './reversals.ts'

/** A chart pattern as it stands at the close of one bar. Frozen. */
export interface ChartPattern {
  /** Name, first and last point; the same when its state changes. */
  readonly id: string
  readonly name: PatternName
  /** `neutral`: a symmetrical triangle that has not broken out. */
  readonly direction: 'bullish' | 'bearish' | 'neutral'
  readonly state: 'forming' | 'confirmed' | 'failed'
  /** 0 to 1: `confidenceOf(scores)`. */
  readonly confidence: number
  readonly scores: PatternScores
  /** Its turning points, oldest first. */
  readonly points: readonly PatternPoint[]
  /** The line to break, at this bar; undefined while either may be. */
  readonly level: number | undefined
  readonly target: number | undefined
  /** The other line, at this bar: a close beyond it refutes the pattern. */
  readonly invalidation: number | undefined
  /** Scale that it was found on: `reversal` in mean true ranges. */
  readonly scale: number
  /** Row and open time of the bar at whose close this is stated. */
  readonly row: number
  readonly openTime: EpochMs
}

/** A candidate that waits. Plain JSON. */
interface Waiting extends Candidate {
  readonly id: string
  readonly scale: number
  /** Volume while it formed: second half by first half. */
  readonly contraction: number | undefined
  /** Mean volume of its bars. */
  readonly meanVolume: number | undefined
  /** It was stated as forming. */
  readonly isStated: boolean
}

/** What a pattern that is over keeps others from repeating. */
interface Finished {
  readonly family: string
  readonly scale: number
  readonly rows: readonly number[]
  readonly isConfirmed: boolean
}

/** Plain JSON. */
interface PatternState {
  scales: { swings: unknown; latest: SwingPoint[] }[]
  bars: BarWindowState
  waiting: Waiting[]
  finished: Finished[]
}

interface Scale {
  readonly reversal: number
  readonly swings: SwingPoints
  latest: SwingPoint[]
}

const matchers: readonly Matcher[] = [headAndShoulders, doubleExtreme, converging, flag]
const swingsKept = 8
const finishedKept = 32

/**
 * Double tops and bottoms, heads and shoulders, triangles, wedges, flags and pennants. The turning points of several
 * scales are held against the geometric definitions (`doubleExtreme`, `headAndShoulders`, `converging`, `flag`); a fit is
 * `forming` at the bar at which its last turning point became known, `confirmed` at the bar that closes through its line
 * by `breakout` mean true ranges, `failed` when a close goes through the other line or the time is over. Nothing is stated
 * with the help of later bars. All thresholds are relative: to the mean true range or to the pattern itself.
 */
export class ChartPatterns implements StructureDetector<ChartPattern> {
  readonly #options: SettledPatternOptions
  readonly #name: string
  readonly #scales: readonly Scale[]
  readonly #bars: BarWindow
  #waiting: Waiting[] = []
  #finished: Finished[] = []

  constructor(options: PatternOptions = {}) {
    this.#options = settledOptions('chart patterns', patternSchema, options)
    this.#name = `chart-patterns ${JSON.stringify(this.#options)}`
    const { atrPeriod, reversals, maxBars } = this.#options
    this.#scales = reversals.map((reversal) => ({ reversal, swings: new SwingPoints({ reversal, atrPeriod }), latest: [] }))
    // A turning point is known late: its pattern began further back than it is long.
    this.#bars = new BarWindow(2 * maxBars)
  }

  /** Patterns that wait for their breakout, as they stand after the last bar: how many. */
  get waiting(): number {
    return this.#waiting.length
  }

  update(bar: StructureBar): readonly ChartPattern[] {
    if (!isWhole(bar)) return []
    const statements: ChartPattern[] = []
    this.#bars.add(bar)
    const turned = this.#scales.map((scale) => {
      const swings = scale.swings.update(bar)
      if (swings.length > 0) scale.latest = [...scale.latest, ...swings].slice(-swingsKept)
      return swings.length > 0
    })
    this.#waiting = this.#waiting.filter((candidate) => this.#goesOn(candidate, bar, statements))
    this.#scales.forEach((scale, i) => {
      if (turned[i] === true) this.#find(scale, bar, statements)
    })
    return statements
  }

  reset(): void {
    for (const scale of this.#scales) {
      scale.swings.reset()
      scale.latest = []
    }
    this.#bars.state = { first: 0, closes: [], volumes: [] }
    this.#waiting = []
    this.#finished = []
  }

  save(): unknown {
    const scales = this.#scales.map(({ swings, latest }) => ({ swings: swings.save(), latest }))
    const state: PatternState = { scales, bars: this.#bars.state, waiting: this.#waiting, finished: this.#finished }
    return savedState(this.#name, state)
  }

  restore(saved: unknown): void {
    const state = restoredState<PatternState>(this.#name, saved)
    this.#scales.forEach((scale, i) => {
      const { swings, latest } = state.scales[i] as PatternState['scales'][number]
      scale.swings.restore(swings)
      scale.latest = latest
    })
    this.#bars.state = state.bars
    this.#waiting = state.waiting
    this.#finished = state.finished
  }

  get #row(): number {
    return (this.#scales[0] as Scale).swings.rows - 1
  }

  get #averageRange(): number {
    return (this.#scales[0] as Scale).swings.averageRange
  }

  #find(scale: Scale, bar: StructureBar, statements: ChartPattern[]): void {
    const around = { options: this.#options, averageRange: this.#averageRange, bars: this.#bars }
    for (const matcher of matchers) {
      const found = matcher(scale.latest, around)
      if (found === undefined) continue
      const known = this.#waiting.find(({ family, scale: other }) => family === found.family && other === scale.reversal)
      if (known === undefined ? this.#repeats(found, scale.reversal) : !refines(found, known)) continue
      this.#waiting = this.#waiting.filter((candidate) => candidate !== known)
      const candidate = this.#admit(found, scale.reversal, known)
      const outcome = this.#outcome(candidate, bar)
      // It was over before it was known.
      if (outcome === 'failed' && !candidate.isStated) continue
      if (this.#say(candidate, outcome, bar, statements)) this.#waiting.push({ ...candidate, isStated: true })
      else if (outcome === 'forming') this.#waiting.push(candidate)
    }
  }

  #admit(found: Candidate, scale: number, known: Waiting | undefined): Waiting {
    const [first, last] = [found.points[0] as PatternPoint, found.points.at(-1) as PatternPoint]
    const middle = Math.floor((first.row + last.row) / 2)
    const [before, after] = [this.#bars.meanVolume(first.row, middle), this.#bars.meanVolume(middle + 1, last.row)]
    const contraction = before === undefined || after === undefined ? undefined : after / before
    const meanVolume = this.#bars.meanVolume(first.row, last.row)
    const id = known?.id ?? `${found.name}@${first.openTime}-${last.openTime}`
    return { ...found, id, scale, contraction, meanVolume, isStated: known?.isStated ?? false }
  }

  /** Whether a candidate still waits after this bar. */
  #goesOn(candidate: Waiting, bar: StructureBar, statements: ChartPattern[]): boolean {
    const outcome = this.#outcome(candidate, bar)
    if (outcome === 'forming') return true
    this.#say(candidate, outcome, bar, statements)
    return false
  }

  #outcome({ upper, lower, direction, lastRow }: Candidate, { close }: StructureBar): ChartPattern['state'] {
    const margin = this.#options.breakout * this.#averageRange
    const row = this.#row
    if (close > priceAt(upper, row) + margin) return direction === 'bearish' ? 'failed' : 'confirmed'
    if (close < priceAt(lower, row) - margin) return direction === 'bullish' ? 'failed' : 'confirmed'
    return row >= lastRow ? 'failed' : 'forming'
  }

  /** The same pattern again: on another scale, or with a point or two more of one that is over. */
  #repeats({ family, points }: Candidate, scale: number): boolean {
    const rows = points.map(({ row }) => row)
    const shared = (others: readonly number[]): number => others.filter((row) => rows.includes(row)).length
    const lives = this.#waiting.some((other) => other.family === family && shared(other.points.map(({ row }) => row)) > 0)
    return (
      lives ||
      this.#finished.some(
        (other) =>
          other.family === family &&
          (shared(other.rows) > 1 || (other.isConfirmed && other.scale === scale && (rows[0] as number) < (other.rows.at(-1) as number))),
      )
    )
  }

  /** States it when it is sure enough; says whether it goes on as stated. */
  #say(candidate: Waiting, state: ChartPattern['state'], bar: StructureBar, statements: ChartPattern[]): boolean {
    const statement = this.#statement(candidate, state, bar)
    const isSure = statement.confidence >= this.#options.minConfidence
    if (state === 'failed' ? candidate.isStated : isSure) statements.push(statement)
    if (state !== 'forming') {
      const { family, scale, points } = candidate
      const over = { family, scale, rows: points.map(({ row }) => row), isConfirmed: state === 'confirmed' }
      this.#finished = [...this.#finished, over].slice(-finishedKept)
    }
    return state === 'forming' && isSure
  }

  #statement(candidate: Waiting, state: ChartPattern['state'], bar: StructureBar): ChartPattern {
    const { id, name, upper, lower, height, goal, points, scale } = candidate
    const row = this.#row
    const [above, below] = [priceAt(upper, row), priceAt(lower, row)]
    const direction =
      candidate.direction !== 'neutral' || state !== 'confirmed' ? candidate.direction : bar.close > above ? 'bullish' : 'bearish'
    const [level, invalidation] = direction === 'bullish' ? [above, below] : direction === 'bearish' ? [below, above] : []
    const target = level === undefined ? undefined : (goal ?? (direction === 'bullish' ? level + height : level - height))
    const scores = Object.freeze({ ...candidate.scores, volume: this.#volumeScore(candidate, state, bar) })
    return Object.freeze({
      id,
      name,
      direction,
      state,
      confidence: confidenceOf(scores),
      scores,
      points: Object.freeze(points.map((point) => Object.freeze({ ...point }))),
      level,
      target,
      invalidation,
      scale,
      row,
      openTime: bar.openTime,
    })
  }

  /**
   * While it forms: 1 where volume in the second half was half of that in the first, 0.5 where it was equal. Once it is
   * confirmed, the mean of that and of the breakout: 1 where its bar had three times the mean volume of the pattern.
   */
  #volumeScore({ contraction, meanVolume }: Waiting, state: ChartPattern['state'], { volume }: StructureBar): number {
    if (contraction === undefined) return 0.5
    const falling = share(1.5 - contraction)
    if (state !== 'confirmed') return falling
    return meanVolume === undefined || !(volume >= 0) ? falling : (falling + share(volume / meanVolume / 3)) / 2
  }
}

/** A pattern of the same name and begin with other points after it. */
function refines(found: Candidate, known: Waiting): boolean {
  const [first, last] = [found.points[0] as PatternPoint, found.points.at(-1) as PatternPoint]
  return found.name === known.name && first.row === known.points[0]?.row && last.row !== known.points.at(-1)?.row
}

/** Everything that a series says about chart patterns, bar by bar: forming, confirmed, failed. */
export function chartPatterns(bars: StructureColumns, options?: PatternOptions): readonly ChartPattern[] {
  return runDetector(new ChartPatterns(options), bars)
}
