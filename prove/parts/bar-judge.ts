import type { Bar } from '@feedloom/core'
import type { Market } from '@feedloom/testkit/venue'
import type { JudgeParts } from './trade-judge.ts'

const widthMs = 60_000
/** Frames of a moment may arrive this much later. */
const slackMs = 10_000

interface Series {
  readonly closed: Set<number>
  readonly overtaken: Set<number>
  first: number
  last: number
}

/** Holds ledger and store to the venue's candles of one minute. */
export class BarJudge {
  readonly #parts: JudgeParts
  readonly #series = new Map<string, Series>()

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  entered(key: string, openTime: number, closed: boolean): void {
    let series = this.#series.get(key)
    if (series === undefined) {
      series = { closed: new Set(), overtaken: new Set(), first: openTime, last: openTime }
      this.#series.set(key, series)
    }
    if (openTime < series.last) series.overtaken.add(openTime)
    if (closed) series.closed.add(openTime)
    series.last = Math.max(series.last, openTime)
  }

  conclude(key: string, market: Market, stored: readonly Bar[]): void {
    const series = this.#series.get(key)
    if (series === undefined) {
      this.#parts.broken(`${key}: no bar has entered`)
      return
    }
    const lost: number[] = []
    for (let at = series.first; at < series.last; at += widthMs) if (!series.closed.has(at) || series.overtaken.has(at)) lost.push(at)
    this.#ledger(key, lost, series)
    this.#store(key, series, market, stored)
  }

  #ledger(key: string, lost: readonly number[], series: Series): void {
    const { gaps, figures, broken } = this.#parts
    const noted = gaps.of(`${key} bar`)
    for (const at of lost) {
      // Overtaken but there: it may be a gap, it need not be one.
      if (series.closed.has(at)) continue
      figures.lostBars++
      const found = noted.some(
        ({ after, changedAt, missing }) => missing > 0 && after - slackMs <= at + widthMs && at + widthMs <= changedAt,
      )
      if (found) figures.lostBarsFound++
      else broken(`${key}: the lost bar of ${new Date(at).toISOString()} is in no gap`)
    }
    for (const { gap, after, openedAt, changedAt, missing } of noted) {
      if (missing === 0 && gap.state === 'healed') figures.dismissed++
      if (gap.state !== 'healed') broken(`${key}: bar gap ${gap.id} (${gap.cause}, ${missing} missing) ends as ${gap.state}`)
      const until = Math.max(openedAt, changedAt)
      if (missing === 0 || lost.some((at) => after - slackMs <= at + widthMs && at + widthMs <= until)) continue
      figures.falseGaps++
      broken(`${key}: bar gap ${gap.id} claims ${missing}, of which nothing was lost`)
    }
  }

  #store(key: string, { first, last }: Series, market: Market, stored: readonly Bar[]): void {
    const { figures, broken } = this.#parts
    const final = stored.filter((bar) => bar.final && bar.openTime >= first && bar.openTime < last)
    const candles = market.candles.range('1m', first, last - 1, 10_000)
    figures.barsCompared += candles.length
    if (final.length !== candles.length) {
      broken(`${key}: ${final.length} final bars are stored, the venue made ${candles.length}`)
      return
    }
    const { priceDecimals, sizeDecimals } = market.spec
    const ticks = (price: number): number => Math.round(price * 10 ** priceDecimals)
    const differs = candles.findIndex((candle, i) => {
      const bar = final[i] as Bar
      const prices = ticks(bar.open) === candle.open && ticks(bar.high) === candle.high && ticks(bar.low) === candle.low
      const sums = Math.round(bar.volume * 10 ** sizeDecimals) === candle.volume && bar.trades === candle.trades
      return bar.openTime !== candle.openTime || !prices || ticks(bar.close) !== candle.close || !sums
    })
    if (differs >= 0) broken(`${key}: the bar of ${new Date(candles[differs]?.openTime ?? 0).toISOString()} is stored with other values`)
  }
}
