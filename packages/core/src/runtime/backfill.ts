import type { AnyBatch, MarketEvent } from '../contracts/events.ts'
import type { Instrument } from '../contracts/instrument.ts'
import type { Subscription } from '../contracts/source.ts'
import type { EpochMs } from '../contracts/time.ts'
import { readSource, timeOf } from './history.ts'
import type { Host } from './host.ts'
import type { SourceRunner } from './source-runner.ts'

/** What history has covered, so that what the live stream says again is left out. */
class Covered {
  readonly #times = new Map<string, Map<Instrument, EpochMs>>()
  readonly #ids = new Map<Instrument, Set<string>>()

  note(batch: AnyBatch): void {
    for (const event of batch.events as readonly MarketEvent[]) {
      const times = this.#of(event)
      times.set(event.instrument, Math.max(times.get(event.instrument) ?? Number.NEGATIVE_INFINITY, timeOf(event)))
      if (event.kind !== 'trade' || event.id === undefined) continue
      const ids = this.#ids.get(event.instrument)
      if (ids === undefined) this.#ids.set(event.instrument, new Set([event.id]))
      else ids.add(event.id)
    }
  }

  /** True for what history has not given: newer, or a trade of another id, or the last bar, which may have changed. */
  lacks(event: MarketEvent): boolean {
    if (event.kind === 'gap') return true
    const time = this.#of(event).get(event.instrument)
    if (time === undefined) return true
    if (event.kind === 'trade' && event.id !== undefined) return this.#ids.get(event.instrument)?.has(event.id) !== true
    return event.kind === 'bar' ? event.openTime >= time : event.ts > time
  }

  #of(event: MarketEvent): Map<Instrument, EpochMs> {
    const key = event.kind === 'bar' ? `bar ${event.interval}` : event.kind
    let times = this.#times.get(key)
    if (times === undefined) this.#times.set(key, (times = new Map()))
    return times
  }
}

export interface Backfill {
  /** Once the source runs: fetches history in the background, delivers it, and lets go of what was held. */
  begin(): void
  /** The source did not start: lets go at once. */
  cancel(): void
}

const nothing: Backfill = { begin: () => undefined, cancel: () => undefined }

/** Holds the source's pipelines back if its subscriptions want history first. */
export function prepareBackfill(host: Host, runner: SourceRunner): Backfill {
  const { source, feeds } = runner
  const wanted = (): readonly Subscription[] =>
    runner.subscriptions.filter(({ kind, backfillMs }) => backfillMs !== undefined && source.capabilities.history.includes(kind))
  if (source.history === undefined || !runner.wantsBackfill) return nothing
  const covered = new Covered()
  const releases = feeds.map((feed) => feed.hold((event) => covered.lacks(event)))
  const cancel = (): void => {
    for (const release of releases) release()
  }
  return { begin: () => void fetchAll(host, runner, wanted(), covered).finally(cancel), cancel }
}

async function fetchAll(host: Host, runner: SourceRunner, wanted: readonly Subscription[], covered: Covered): Promise<void> {
  const now = host.clock.now()
  for (const subscription of wanted) {
    const request = { ...subscription, from: now - (subscription.backfillMs ?? 0), to: now, limit: undefined }
    try {
      for await (const batch of readSource(host, runner.id, runner.source, request, runner.unit.signal, (frame) =>
        runner.port.show(frame),
      )) {
        covered.note(batch)
        for (const feed of runner.feeds) feed.acceptBackfill(batch)
      }
    } catch (thrown) {
      if (runner.unit.signal.aborted) return
      host.errors.record(runner.id, thrown, 'data', 'FEEDLOOM_BACKFILL_FAILED')
    }
  }
}
