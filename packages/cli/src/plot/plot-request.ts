/** What `feedloom plot` was asked for. */
export interface PlotRequest {
  readonly file: string
  readonly symbol: string | undefined
  readonly venue: string | undefined
  readonly interval: string | undefined
  readonly indicators: readonly string[]
  /** Of a store: chart patterns, levels of support and resistance. */
  readonly patterns: boolean
  readonly levels: boolean
  readonly from: number | undefined
  readonly until: number | undefined
  readonly last: number | undefined
}

/** Bars that a picture shows when nothing else is said, and those that a page holds beyond them. */
export const standardBars = { seen: 240, held: 5_000 }
