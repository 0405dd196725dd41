import type { BarSpec, DerivedWriter, EpochMs, Gap, Trade } from '../contracts/index.ts'
import { BarFold } from './bar-fold.ts'
import type { BarSeries, BarSeriesOptions } from './bar-series.ts'
import { Completeness, StreamGaps } from './completeness.ts'

/**
 * Bars that close after an amount of activity: `tick:100` with the hundredth trade, `volume:5` and `value:100000` with
 * the trade that reaches the amount. Their borders follow from the order of the trades, so late trades cannot be put
 * in: a bar that misses trades is not final.
 */
export class ActivityBars implements BarSeries<Trade> {
  readonly #options: BarSeriesOptions
  readonly #measure: string
  readonly #amount: number
  readonly #gaps = new StreamGaps()
  #fold = new BarFold()
  #known = new Completeness(false)
  #count = 0
  #lastOpen = Number.NEGATIVE_INFINITY
  #lastTs = Number.NEGATIVE_INFINITY
  #dirty = false

  constructor(options: BarSeriesOptions) {
    this.#options = options
    const [measure = '', amount] = options.spec.split(':')
    this.#measure = measure
    this.#amount = Number(amount)
  }

  add(event: Trade, fetched: boolean, out: DerivedWriter): void {
    if (fetched && event.ts < this.#lastTs) return
    this.#lastTs = Math.max(this.#lastTs, event.ts)
    if (!fetched) this.#gaps.resume(this.#known)
    this.#fold.trade(event)
    this.#count++
    this.#dirty = true
    if (!this.#reached) return
    out.tsRecv = event.tsRecv
    this.#close(out)
  }

  gap(event: Gap): void {
    const notice = this.#gaps.notice(event)
    if (notice === 'nothing') return
    // Healed by nothing but the knowledge that nothing was missed, the bar is whole again; else its borders are wrong.
    if (notice === 'opened') this.#known.open(event.id)
    else if (notice === 'closed')
      this.#known.close(event.missing === 0 && event.healedBy !== 'backfill' ? event : { ...event, state: 'lost' })
    else this.#known.cut()
  }

  settle(out: DerivedWriter): void {
    if (!this.#options.forming || !this.#dirty || this.#count === 0) return
    this.#dirty = false
    this.#emit(this.#openTime, false, out)
  }

  /** Time closes nothing here. */
  advance(): void {}

  end(out: DerivedWriter): void {
    if (this.#count === 0) return
    this.#emit(this.#openTime, false, out)
    this.#renew()
  }

  get #reached(): boolean {
    if (this.#measure === 'tick') return this.#count >= this.#amount
    return this.#measure === 'volume' ? this.#fold.reachesVolume(this.#amount) : this.#fold.reachesValue(this.#amount)
  }

  /** Two bars may begin within one instant: a microsecond tells them apart, since the open time is their key. */
  get #openTime(): EpochMs {
    const { firstTs } = this.#fold
    return firstTs > this.#lastOpen ? firstTs : Math.round(this.#lastOpen * 1000 + 1) / 1000
  }

  #close(out: DerivedWriter): void {
    const openTime = this.#openTime
    this.#lastOpen = openTime
    this.#emit(openTime, this.#known.complete || this.#options.keepPartial, out)
    this.#renew()
  }

  #renew(): void {
    this.#fold = new BarFold()
    this.#known = new Completeness(false)
    this.#gaps.mark(this.#known)
    this.#count = 0
    this.#dirty = false
  }

  #emit(openTime: EpochMs, final: boolean, out: DerivedWriter): void {
    const { instrument, spec } = this.#options
    const interval: BarSpec = spec
    const closeTime = Math.max(this.#fold.lastTs, openTime)
    out.bar(instrument, closeTime, { interval, openTime, closeTime, ...this.#fold.amounts, final, origin: 'derived' })
  }
}
