import type { AnyBatch, Gap } from '@feedloom/core'

/** A gap with its life in true time, whatever the engine's clock says. */
export interface NotedGap {
  readonly key: string
  gap: Gap
  /** When the last intact frame of that stream before the gap had entered. */
  readonly after: number
  readonly openedAt: number
  changedAt: number
  /** It began, or was taken for, silence or a break: what was missed had no ids yet. */
  readonly silent: boolean
  /** The most that it was ever said to miss. */
  missing: number
}

/** The ledger as it was told on the bus. */
export class GapNotes {
  readonly all = new Map<string, NotedGap>()
  readonly #byKey = new Map<string, NotedGap[]>()
  readonly #now: () => number
  readonly #lastOf = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** An intact frame of this stream (`binance:BTCUSDT trade`) has been worked on. */
  entered(key: string): void {
    this.#lastOf.set(key, this.#now())
  }

  lastOf(key: string): number {
    return this.#lastOf.get(key) ?? Number.NEGATIVE_INFINITY
  }

  accept(batch: AnyBatch): void {
    if (batch.kind !== 'gap') return
    for (const gap of batch.events) {
      const known = this.all.get(gap.id)
      const now = this.#now()
      const missing = gap.missing ?? 0
      const key = `${gap.instrument.id} ${gap.dataKind}`
      if (known === undefined)
        this.#add({ key, gap, after: this.lastOf(key), openedAt: now, changedAt: now, silent: gap.fromId === undefined, missing })
      else {
        known.gap = gap
        known.changedAt = now
        known.missing = Math.max(known.missing, missing)
      }
    }
  }

  of(key: string): readonly NotedGap[] {
    return this.#byKey.get(key) ?? []
  }

  /** Whether a hole of this stream is open. */
  isOpen(key: string): boolean {
    return this.of(key).some(({ gap: { state } }) => state === 'suspected' || state === 'healing')
  }

  #add(noted: NotedGap): void {
    this.all.set(noted.gap.id, noted)
    const list = this.#byKey.get(noted.key)
    if (list === undefined) this.#byKey.set(noted.key, [noted])
    else list.push(noted)
  }
}
