import type { Measure } from './measure.ts'

/** What `activeRank` goes by. */
type Activity = 'turnover' | 'relative-volume'

/** Ranks of one instrument, from 1; undefined where it has none. */
export interface Ranks {
  readonly measure: Measure
  gainer: number | undefined
  loser: number | undefined
  active: number | undefined
}

export interface RankingRules {
  readonly activity: Activity
  /** Quote units; what was traded less is not ranked. */
  readonly leastTurnover: number
}

export interface Ranking {
  /** Instruments that were ranked. */
  readonly universe: number
  readonly all: readonly Ranks[]
}

/** Ranks what one window came to for every instrument. Only whole windows are compared. */
export function rank(measures: readonly Measure[], { activity, leastTurnover }: RankingRules): Ranking {
  const all = measures.map((measure): Ranks => ({ measure, gainer: undefined, loser: undefined, active: undefined }))
  const ranked = all.filter(
    ({ measure }) => measure.missingMs === 0 && (leastTurnover === 0 || (measure.quoteVolume ?? 0) >= leastTurnover),
  )
  const change = ({ measure }: Ranks): number => measure.changePercent ?? 0
  const active = ({ measure }: Ranks): number => (activity === 'turnover' ? measure.quoteVolume : measure.relativeVolume) ?? 0
  number(ranked, change, (ranks, place) => (ranks.gainer = place))
  number(
    ranked,
    (ranks) => -change(ranks),
    (ranks, place) => (ranks.loser = place),
  )
  number(ranked, active, (ranks, place) => (ranks.active = place))
  return { universe: ranked.length, all }
}

/** From the highest value down, those above 0; equal ones in the order of the registry, so that a replay ranks alike. */
function number(ranked: readonly Ranks[], value: (ranks: Ranks) => number, give: (ranks: Ranks, place: number) => void): void {
  const order = ranked.filter((ranks) => value(ranks) > 0)
  order.sort((a, b) => value(b) - value(a) || a.measure.instrument.index - b.measure.instrument.index)
  for (const [i, ranks] of order.entries()) give(ranks, i + 1)
}

/** Whether an instrument is among the first of any list. */
export function isTop({ gainer, loser, active }: Ranks, top: number): boolean {
  return (gainer ?? Infinity) <= top || (loser ?? Infinity) <= top || (active ?? Infinity) <= top
}
