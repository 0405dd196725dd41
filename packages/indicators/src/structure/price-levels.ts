import type { EpochMs } from '@feedloom/core'
import {
  type StructureBar,
  type StructureColumns,
  type StructureDetector,
  isWhole,
  restoredState,
  runDetector,
  savedState,
} from './bars.ts'
import { type LevelOptions, type SettledLevelOptions, levelSchema, settledOptions } from './options.ts'
import { type SwingPoint, SwingPoints } from './swing-points.ts'

/** Support or resistance as it stands at the close of one bar. Frozen. */
export interface LevelStatement {
  /** `level@` and the open time of the touch that it began with. */
  readonly id: string
  readonly side: 'support' | 'resistance'
  readonly state: 'formed' | 'touched' | 'broken' | 'expired'
  /** Centre of the band: the mean of the touches, later ones with more weight. */
  readonly price: number
  readonly low: number
  readonly high: number
  /** 0 to 1; see `strengthOf`. */
  readonly strength: number
  readonly touches: number
  readonly firstTouch: EpochMs
  readonly lastTouch: EpochMs
  /** How often a close went through it. */
  readonly breaks: number
  /** Row and open time of the bar at whose close this is stated. */
  readonly row: number
  readonly openTime: EpochMs
}

interface Cluster {
  id: string
  /** As it was last stated. */
  state: LevelStatement['state']
  firstTouch: EpochMs
  lastTouch: EpochMs
  lastRow: number
  touches: number
  breaks: number
  /** Of the touches, decayed to `lastRow`. */
  weight: number
  price: number
  /** Half the band; quote units. */
  reach: number
  side: 'support' | 'resistance'
}

/** Plain JSON. */
interface LevelState {
  swings: unknown
  clusters: Cluster[]
  /** Of the last bar. */
  openTime: EpochMs
}

/**
 * Strength from 0 to 1: `1 - 2^(-w / 2)`, where `w` is the number of touches, each halved by every `halfLife` bars that have
 * passed since and by every break. Two fresh touches give 0.5, four 0.75.
 */
export function strengthOf(weight: number): number {
  return 1 - 2 ** (-weight / 2)
}

/**
 * Support and resistance: turning points that lie at one price. R. D. Edwards and J. Magee ("Technical Analysis of Stock
 * Trends", ch. 13): a level counts the more the more often and the more recently the market has turned there, and changes
 * sides once it is broken. Highs and lows therefore make one level together.
 *
 * Each turning point (`SwingPoints`) joins the nearest level whose centre is within `tolerance` mean true ranges, or waits
 * for a second one. What is stated at a bar knows nothing of later bars.
 */
export class PriceLevels implements StructureDetector<LevelStatement> {
  readonly #options: SettledLevelOptions
  readonly #swings: SwingPoints
  #clusters: Cluster[] = []
  #openTime: EpochMs = 0

  constructor(options: LevelOptions = {}) {
    this.#options = settledOptions('levels', levelSchema, options)
    this.#swings = new SwingPoints({ reversal: this.#options.reversal, atrPeriod: this.#options.atrPeriod })
  }

  update(bar: StructureBar): readonly LevelStatement[] {
    if (!isWhole(bar)) return []
    this.#openTime = bar.openTime
    const statements: LevelStatement[] = []
    for (const swing of this.#swings.update(bar)) this.#touch(swing, statements)
    const margin = this.#options.breakout * this.#swings.averageRange
    for (const cluster of this.#clusters) {
      if (isThrough(cluster, bar.close, margin)) this.#break(cluster, statements)
    }
    this.#forget(statements)
    return statements
  }

  /** The levels as they stand after the last bar, lowest first; `state` is the last that was stated of each. */
  levels(): readonly LevelStatement[] {
    const found = this.#clusters.filter((cluster) => this.#counts(cluster))
    return Object.freeze(found.map((cluster) => this.#state(cluster, cluster.state)).toSorted((a, b) => a.price - b.price))
  }

  reset(): void {
    this.#swings.reset()
    this.#clusters = []
    this.#openTime = 0
  }

  save(): unknown {
    return savedState(this.#name, { swings: this.#swings.save(), clusters: this.#clusters, openTime: this.#openTime } satisfies LevelState)
  }

  restore(saved: unknown): void {
    const { swings, clusters, openTime } = restoredState<LevelState>(this.#name, saved)
    this.#swings.restore(swings)
    this.#clusters = clusters
    this.#openTime = openTime
  }

  get #name(): string {
    return `levels ${JSON.stringify(this.#options)}`
  }

  #counts({ touches }: Cluster): boolean {
    return touches >= this.#options.touches
  }

  #touch({ openTime, row, price, kind, averageRange }: SwingPoint, statements: LevelStatement[]): void {
    const reach = this.#options.tolerance * averageRange
    const side = kind === 'low' ? 'support' : 'resistance'
    const cluster = nearest(this.#clusters, price, reach)
    if (cluster === undefined) {
      const first = { id: `level@${openTime}`, state: 'formed' as const, firstTouch: openTime, lastTouch: openTime, lastRow: row }
      this.#clusters.push({ ...first, touches: 1, breaks: 0, weight: 1, price, reach, side })
      return
    }
    const wasLevel = this.#counts(cluster)
    this.#join(cluster, { price, reach, weight: 1 }, row)
    cluster.touches++
    cluster.lastTouch = openTime
    cluster.side = side
    this.#merge(cluster, statements)
    if (this.#counts(cluster)) statements.push(this.#state(cluster, wasLevel ? 'touched' : 'formed'))
  }

  /** Moves the centre towards what joins, by weight. */
  #join(cluster: Cluster, more: Pick<Cluster, 'price' | 'reach' | 'weight'>, row: number): void {
    const before = cluster.weight * this.#decay(row - cluster.lastRow)
    cluster.weight = before + more.weight
    cluster.price += ((more.price - cluster.price) * more.weight) / cluster.weight
    cluster.reach += ((more.reach - cluster.reach) * more.weight) / cluster.weight
    cluster.lastRow = row
  }

  /** A level that has moved onto another one takes it in. */
  #merge(cluster: Cluster, statements: LevelStatement[]): void {
    const other = this.#clusters.find((each) => each !== cluster && Math.abs(each.price - cluster.price) <= cluster.reach)
    if (other === undefined) return
    if (this.#counts(other)) statements.push(this.#state(other, 'expired'))
    const weight = other.weight * this.#decay(cluster.lastRow - other.lastRow)
    this.#join(cluster, { price: other.price, reach: other.reach, weight }, cluster.lastRow)
    cluster.touches += other.touches
    cluster.firstTouch = Math.min(cluster.firstTouch, other.firstTouch)
    this.#clusters.splice(this.#clusters.indexOf(other), 1)
  }

  #break(cluster: Cluster, statements: LevelStatement[]): void {
    cluster.side = cluster.side === 'support' ? 'resistance' : 'support'
    cluster.breaks++
    cluster.weight /= 2
    if (this.#counts(cluster)) statements.push(this.#state(cluster, 'broken'))
  }

  #forget(statements: LevelStatement[]): void {
    const { maxAge, maxLevels } = this.#options
    const row = this.#swings.rows - 1
    const last = oldest(this.#clusters)
    const tooMany = this.#clusters.length > maxLevels ? last : undefined
    if (last === undefined || (tooMany === undefined && row - last.lastRow <= maxAge)) return
    const isGone = (cluster: Cluster): boolean => row - cluster.lastRow > maxAge || cluster === tooMany
    for (const cluster of this.#clusters) {
      if (isGone(cluster) && this.#counts(cluster)) statements.push(this.#state(cluster, 'expired'))
    }
    this.#clusters = this.#clusters.filter((cluster) => !isGone(cluster))
  }

  #decay(bars: number): number {
    return 0.5 ** (Math.max(bars, 0) / this.#options.halfLife)
  }

  #state(cluster: Cluster, state: LevelStatement['state']): LevelStatement {
    cluster.state = state
    const { id, firstTouch, lastTouch, lastRow, touches, breaks, weight, price, reach, side } = cluster
    const row = this.#swings.rows - 1
    const strength = strengthOf(weight * this.#decay(row - lastRow))
    const band = { price, low: price - reach, high: price + reach }
    return Object.freeze({ id, side, state, ...band, strength, touches, firstTouch, lastTouch, breaks, row, openTime: this.#openTime })
  }
}

function nearest(clusters: readonly Cluster[], price: number, reach: number): Cluster | undefined {
  let found: Cluster | undefined
  for (const cluster of clusters) {
    const away = Math.abs(cluster.price - price)
    if (away <= reach && (found === undefined || away < Math.abs(found.price - price))) found = cluster
  }
  return found
}

/** Whether a close is beyond the band by more than `margin`. */
function isThrough({ side, price, reach }: Cluster, close: number, margin: number): boolean {
  return side === 'support' ? close < price - reach - margin : close > price + reach + margin
}

function oldest(clusters: readonly Cluster[]): Cluster | undefined {
  let found = clusters[0]
  for (const cluster of clusters) if (cluster.lastRow < (found as Cluster).lastRow) found = cluster
  return found
}

/** The levels of a series as they stand after its last bar, lowest first. */
export function priceLevels(bars: StructureColumns, options?: LevelOptions): readonly LevelStatement[] {
  const detector = new PriceLevels(options)
  runDetector(detector, bars)
  return detector.levels()
}

/** All that a series says about levels, bar by bar: formed, touched, broken, expired. */
export function levelHistory(bars: StructureColumns, options?: LevelOptions): readonly LevelStatement[] {
  return runDetector(new PriceLevels(options), bars)
}
