/** What the proofs count; added up over seeds. */
export interface Figures {
  /** Times that a good book was compared with the venue's, level by level. */
  booksCompared: number
  /** Frames that proved a break of a good book. */
  breaksProved: number
  lostTrades: number
  lostTradesFound: number
  lostBars: number
  lostBarsFound: number
  lostDeltas: number
  lostDeltasFound: number
  gaps: number
  falseGaps: number
  /** Suspicions that turned out to be none. */
  dismissed: number
  tradesCompared: number
  barsCompared: number
  events: number
  virtualMs: number
  /** From the moment that a hole was noticed to its healing, ms. */
  readonly healing: number[]
  /** From the last frame of a stream without ids to the gap that says it fell silent, ms. */
  readonly silence: number[]
}

export function noFigures(): Figures {
  return {
    booksCompared: 0,
    breaksProved: 0,
    lostTrades: 0,
    lostTradesFound: 0,
    lostBars: 0,
    lostBarsFound: 0,
    lostDeltas: 0,
    lostDeltasFound: 0,
    gaps: 0,
    falseGaps: 0,
    dismissed: 0,
    tradesCompared: 0,
    barsCompared: 0,
    events: 0,
    virtualMs: 0,
    healing: [],
    silence: [],
  }
}

export function addFigures(sum: Figures, more: Figures): void {
  for (const [name, value] of Object.entries(more) as [keyof Figures, number | number[]][]) {
    if (Array.isArray(value)) (sum[name] as number[]).push(...value)
    else (sum as unknown as Record<string, number>)[name] = (sum[name] as number) + value
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

const share = (found: number, all: number): string => (all === 0 ? 'none' : `${((100 * found) / all).toFixed(4)} % of ${all}`)
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const times = (values: readonly number[]): string =>
  values.length === 0 ? 'none' : `p50 ${seconds(quantile(values, 0.5))}, p99 ${seconds(quantile(values, 0.99))} of ${values.length}`

export function figureLines(figures: Figures): readonly string[] {
  return [
    `${(figures.virtualMs / 3_600_000).toFixed(1)} h of virtual time, ${figures.events} events`,
    `good books compared with the venue's: ${figures.booksCompared}; breaks proved by a frame: ${figures.breaksProved}`,
    `lost trades in the ledger: ${share(figures.lostTradesFound, figures.lostTrades)}`,
    `lost bars in the ledger: ${share(figures.lostBarsFound, figures.lostBars)}`,
    `lost deltas in the ledger: ${share(figures.lostDeltasFound, figures.lostDeltas)}`,
    `gaps: ${figures.gaps}, false: ${figures.falseGaps}, suspicions dismissed: ${figures.dismissed}`,
    `stored and compared: ${figures.tradesCompared} trades, ${figures.barsCompared} bars`,
    `time to heal: ${times(figures.healing)}`,
    `silence of a stream without ids noticed after: ${times(figures.silence)}`,
  ]
}
