import type { EventHeader } from './event-header.ts'
import type { EpochMs } from './time.ts'

/** Trading status of an instrument. The health of connections is component state, not an event. */
export interface Status extends EventHeader<'status'> {
  readonly state: 'trading' | 'halted' | 'auction' | 'closed' | 'delisted'
  readonly reason: string | undefined
}

/** Limit-up limit-down band of a US equity, or a venue's price limits. */
export interface PriceBand extends EventHeader<'price-band'> {
  readonly upper: number
  readonly lower: number
  readonly indicator: string | undefined
}

export interface News extends EventHeader<'news'> {
  readonly id: string
  readonly headline: string
  readonly summary: string | undefined
  readonly url: string | undefined
  readonly source: string | undefined
  readonly symbols: readonly string[]
}

export interface CorporateAction extends EventHeader<'corporate-action'> {
  readonly action: 'split' | 'dividend' | 'merger' | 'spin-off' | 'name-change' | 'rights'
  readonly exDate: EpochMs | undefined
  readonly payDate: EpochMs | undefined
  /** New shares per old share (split), or cash per share in quote units (dividend). */
  readonly rate: number | undefined
  readonly details: string | undefined
}
