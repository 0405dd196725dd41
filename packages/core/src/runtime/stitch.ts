import type { AnyBatch, MarketEvent } from '../contracts/events.ts'
import type { NormalizerFactory } from '../contracts/normalizer.ts'
import type { BackfillStep } from '../contracts/source.ts'
import { Covered, seriesOf } from './covered.ts'
import { PageDecoder, timeOf } from './history.ts'
import type { Host } from './host.ts'
import type { Pipeline } from './pipeline.ts'

interface StitchParts {
  readonly id: string
  readonly factory: NormalizerFactory
  readonly feeds: readonly Pipeline[]
  /** Told the last event of each series at the end. */
  readonly onReached: (event: MarketEvent) => void
}

/**
 * Puts history before what comes live, step by step. The steps are part of what enters through a source, so a replay of
 * a recording takes the same ones.
 */
export class Stitch {
  readonly covered: Covered = new Covered()
  readonly #host: Host
  readonly #parts: StitchParts
  readonly #decoders = new Map<number, PageDecoder>()
  #releases: readonly (() => void)[] = []
  /** The last event of each part. */
  readonly #last = new Map<number, MarketEvent>()

  constructor(host: Host, parts: StitchParts) {
    this.#host = host
    this.#parts = parts
  }

  take(step: BackfillStep): void {
    if (step.step === 'begin') this.#begin()
    else if (step.step === 'end') this.#end()
    else this.#page(step)
  }

  /** What the pages of a part ended with. */
  last(part: number): MarketEvent | undefined {
    return this.#last.get(part)
  }

  /** Lets live go on. */
  release(): void {
    for (const release of this.#releases) release()
    this.#releases = []
  }

  /** Of a series only the part that went furthest counts. */
  #end(): void {
    const ends = new Map<string, MarketEvent>()
    for (const event of this.#last.values()) {
      const series = `${seriesOf(event)} ${event.instrument.index}`
      const known = ends.get(series)
      if (known === undefined || timeOf(event) >= timeOf(known)) ends.set(series, event)
    }
    for (const event of ends.values()) this.#parts.onReached(event)
    this.release()
  }

  #begin(): void {
    // Of an earlier life of the source: what it missed since is told otherwise.
    this.#last.clear()
    if (this.#releases.length === 0) this.#releases = this.#parts.feeds.map((feed) => feed.hold((event) => this.covered.lacks(event)))
  }

  #page({ part, frame }: Extract<BackfillStep, { step: 'page' }>): void {
    const { id, factory, feeds } = this.#parts
    let decoder = this.#decoders.get(part)
    if (decoder === undefined) this.#decoders.set(part, (decoder = new PageDecoder(this.#host, id, factory)))
    for (const batch of decoder.decode(frame)) {
      const fresh = this.#fresh(batch)
      const last = (batch.events as readonly MarketEvent[]).at(-1)
      if (last !== undefined) this.#last.set(part, last)
      if (fresh !== undefined) for (const feed of feeds) feed.acceptBackfill(fresh)
    }
  }

  /** Without what an earlier page has given: a later part begins where the one before ended. */
  #fresh(batch: AnyBatch): AnyBatch | undefined {
    const events: MarketEvent[] = []
    for (const event of batch.events as readonly MarketEvent[]) {
      if (!this.covered.lacks(event)) continue
      this.covered.note(event)
      events.push(event)
    }
    if (events.length === 0) return undefined
    return events.length === batch.events.length ? batch : ({ ...batch, events } as AnyBatch)
  }
}
