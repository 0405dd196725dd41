import type { MarketEvent, Trade } from '../contracts/events.ts'
import type { HistoryRequest, Subscription } from '../contracts/source.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { Host } from './host.ts'
import { timeOf } from './history.ts'
import type { SourceRunner } from './source-runner.ts'

export interface Backfill {
  /** Once the source runs: fetches history in the background, delivers it, and lets go of what was held. */
  begin(): void
  /** The source did not start: lets go at once. */
  cancel(): void
}

const nothing: Backfill = { begin: () => undefined, cancel: () => undefined }

/** What closed or was traded a moment ago may not be in a reply yet: asked again after this, so often. */
const settleMs = 1_500
const attempts = 4

/** Holds the source's pipelines back if its subscriptions want history first. */
export function prepareBackfill(host: Host, runner: SourceRunner): Backfill {
  const { source } = runner
  if (source.history === undefined || source.capabilities.finite || !runner.wantsBackfill) return nothing
  runner.port.backfill({ step: 'begin' })
  const cancel = (): void => {
    runner.port.backfill({ step: 'end' })
    runner.stitch?.release()
  }
  return { begin: () => void new BackfillRun(host, runner).all().finally(cancel), cancel }
}

/** The history of one source, a subscription after the other. */
class BackfillRun {
  readonly #host: Host
  readonly #runner: SourceRunner
  #parts = 0

  constructor(host: Host, runner: SourceRunner) {
    this.#host = host
    this.#runner = runner
  }

  /** The long way first; then, with all streams confirmed, what has come to pass meanwhile. Never rejects. */
  async all(): Promise<void> {
    const { clock, errors } = this.#host
    const { source, subscriptions, id, unit } = this.#runner
    const wanted = subscriptions.filter(({ kind, backfillMs }) => backfillMs !== undefined && source.capabilities.history.includes(kind))
    const lasts = new Map<Subscription, MarketEvent | undefined>()
    const guarded = async (work: () => Promise<void>): Promise<void> => {
      try {
        if (!unit.signal.aborted) await work()
      } catch (thrown) {
        if (!unit.signal.aborted) errors.record(id, thrown, 'data', 'FEEDLOOM_BACKFILL_FAILED')
      }
    }
    for (const subscription of wanted) {
      await guarded(async () => {
        const now = clock.now()
        lasts.set(subscription, await this.#fetch(subscription, now - (subscription.backfillMs ?? 0), now))
      })
    }
    await guarded(() => this.#runner.subscribed)
    for (const subscription of wanted) await guarded(() => this.#catchUp(subscription, lasts.get(subscription)))
  }

  /** From the end of history to what comes live, which from now on is everything. */
  async #catchUp(subscription: Subscription, last: MarketEvent | undefined): Promise<void> {
    const { clock } = this.#host
    let reached = last
    for (let attempt = 1; ; attempt++) {
      const now = clock.now()
      const from = reached === undefined ? now - (subscription.backfillMs ?? 0) : resumeAt(reached)
      if (from <= now) reached = (await this.#fetch(subscription, from, now + 1)) ?? reached
      if (attempt === attempts || !this.#leavesHole(reached)) return
      await clock.sleep(settleMs, this.#runner.unit.signal)
    }
  }

  async #fetch(subscription: Subscription, from: EpochMs, to: EpochMs): Promise<MarketEvent | undefined> {
    const { runner, part } = { runner: this.#runner, part: ++this.#parts }
    const request: HistoryRequest = { ...subscription, from, to, limit: undefined }
    for await (const frame of runner.source.history?.(request, runner.unit.signal) ?? []) {
      runner.port.backfill({ step: 'page', part, request, frame })
    }
    return runner.stitch?.last(part)
  }

  /** Whether something is known to be missing between the end of history and the first that came live. */
  #leavesHole(reached: MarketEvent | undefined): boolean {
    if (reached === undefined) return false
    // Its end may have been announced before we listened.
    if (reached.kind === 'bar') return !reached.final && reached.closeTime < this.#host.clock.now() && !this.#hasLive(reached)
    if (reached.kind !== 'trade' || !this.#isDense(reached)) return false
    const first = this.#firstLive(reached)
    return first?.id !== undefined && reached.id !== undefined && BigInt(first.id) > BigInt(reached.id) + 1n
  }

  #hasLive(bar: Extract<MarketEvent, { kind: 'bar' }>): boolean {
    const isSame = (event: MarketEvent): boolean =>
      event.kind === 'bar' && event.instrument === bar.instrument && event.interval === bar.interval && event.openTime === bar.openTime
    return this.#runner.feeds.some((feed) => [...feed.held('bar')].some((event) => isSame(event) && timeOf(event) === bar.openTime))
  }

  #isDense(trade: Trade): boolean {
    const rule = this.#runner.source.normalizer?.tradeIds
    return (trade.aggregate === undefined ? rule?.raw : rule?.aggregate) === 'dense'
  }

  #firstLive({ instrument, aggregate }: Trade): Trade | undefined {
    for (const event of this.#runner.feeds[0]?.held('trade') ?? []) {
      if (event.kind === 'trade' && event.instrument === instrument && (event.aggregate === undefined) === (aggregate === undefined))
        return event
    }
    return undefined
  }
}

/** What the last event says again is left out; a bar may have changed, and more trades may have the same time. */
function resumeAt(last: MarketEvent): EpochMs {
  return last.kind === 'bar' || last.kind === 'trade' ? Math.floor(timeOf(last)) : timeOf(last) + 1
}
