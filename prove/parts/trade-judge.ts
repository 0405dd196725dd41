import type { Trade } from '@feedloom/core'
import type { Market } from '@feedloom/testkit/venue'
import type { Figures } from './figures.ts'
import type { GapNotes } from './gap-notes.ts'

/** What entered of one trade stream. */
interface Series {
  readonly ids: Set<number>
  /** Came after a later one. */
  readonly overtaken: Set<number>
  first: number
  last: number
}

export interface JudgeParts {
  readonly gaps: GapNotes
  readonly figures: Figures
  readonly broken: (what: string) => void
}

/** The last trade before a hole may have entered this much later than it was made. */
const slackMs = 3_000

/** Holds the ledger and the store to the venue's tape of trades. */
export class TradeJudge {
  readonly #parts: JudgeParts
  readonly #series = new Map<string, Series>()

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  entered(key: string, id: number): void {
    const series = this.#series.get(key)
    if (series === undefined) {
      this.#series.set(key, { ids: new Set([id]), overtaken: new Set(), first: id, last: id })
      return
    }
    if (id < series.last && !series.ids.has(id)) series.overtaken.add(id)
    series.ids.add(id)
    series.last = Math.max(series.last, id)
  }

  /** At the end of a run: `stored` is everything that was kept of this stream. */
  conclude(key: string, market: Market, raw: boolean, stored: readonly Trade[]): void {
    const series = this.#series.get(key)
    if (series === undefined) {
      this.#parts.broken(`${key}: no trade has entered`)
      return
    }
    const lost = this.#lostOf(series)
    this.#recall(key, market, raw, lost)
    this.#precision(key, lost, series)
    this.#store(key, series, raw ? market.trades : market.aggregates, market, stored)
  }

  #lostOf({ ids, first, last }: Series): ReadonlySet<number> {
    const lost = new Set<number>()
    for (let id = first; id <= last; id++) if (!ids.has(id)) lost.add(id)
    return lost
  }

  /** By id where the gap names ids, else by time: a silent stream is healed before anybody knows what it kept back. */
  #recall(key: string, market: Market, raw: boolean, lost: ReadonlySet<number>): void {
    const { gaps, figures, broken } = this.#parts
    const tape = raw ? market.trades : market.aggregates
    const noted = gaps.of(`${key} trade`)
    const missed = [...lost].filter((id) => {
      const { ts } = tape.row(id - tape.firstId)
      return !noted.some(({ gap, after, changedAt, silent }) => {
        if (Number(gap.fromId) <= id && id <= Number(gap.toId)) return true
        return silent && after - slackMs <= ts && ts <= changedAt
      })
    })
    figures.lostTrades += lost.size
    figures.lostTradesFound += lost.size - missed.length
    if (missed.length > 0) broken(`${key}: ${missed.length} lost trades are in no gap, the first is ${missed[0]}`)
  }

  #precision(key: string, lost: ReadonlySet<number>, series: Series): void {
    const { gaps, figures, broken } = this.#parts
    for (const { gap } of gaps.of(`${key} trade`)) {
      const [from, to] = [Number(gap.fromId), Number(gap.toId)]
      if (gap.fromId === undefined) {
        if (gap.state === 'healed') figures.dismissed++
        else broken(`${key}: gap ${gap.id} (${gap.cause}) without ids ends as ${gap.state}`)
        continue
      }
      let isTrue = false
      for (let id = from; id <= to && !isTrue; id++) isTrue = lost.has(id) || series.overtaken.has(id)
      if (!isTrue) {
        figures.falseGaps++
        broken(`${key}: gap ${gap.id} claims ${gap.fromId}..${gap.toId}, of which nothing was lost`)
      }
      if (gap.state !== 'healed') broken(`${key}: gap ${gap.id} of ${gap.fromId}..${gap.toId} ends as ${gap.state}`)
    }
  }

  #store(key: string, { first, last }: Series, tape: Market['trades'], market: Market, stored: readonly Trade[]): void {
    const { figures, broken } = this.#parts
    const byId = stored.toSorted((a, b) => Number(a.id) - Number(b.id))
    const rows = tape.rows(first - tape.firstId, last - first + 1)
    figures.tradesCompared += rows.length
    if (byId.length !== rows.length) {
      const ids = new Set(byId.map(({ id }) => id))
      broken(`${key}: ${byId.length} trades are stored (${ids.size} different), the venue made ${rows.length} from ${first} to ${last}`)
      return
    }
    const { priceDecimals, sizeDecimals } = market.spec
    const differs = rows.findIndex((row, i) => {
      const trade = byId[i] as Trade
      const same = Number(trade.id) === row.id && trade.ts === row.ts && trade.side === (row.buyerIsMaker ? 'sell' : 'buy')
      return (
        !same ||
        trade.price !== Number((row.price / 10 ** priceDecimals).toFixed(priceDecimals)) ||
        Math.round(trade.size * 10 ** sizeDecimals) !== row.size
      )
    })
    if (differs >= 0) broken(`${key}: trade ${rows[differs]?.id} is stored with other values, or twice`)
    if (stored.some((trade, i) => i > 0 && trade.ts < (stored[i - 1] as Trade).ts)) broken(`${key}: the store is not in order`)
  }
}
