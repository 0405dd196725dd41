import { toColumns } from '@feedloom/core/columns'
import { fatal } from '@feedloom/core'
import type { AnyBatch, EventStore, MarketEvent, PartialFailure, ReadQuery, Sink, SinkWrite } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { sinkSuite, type SinkSuiteOptions } from './sink-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

interface Disk {
  events: MarketEvent[]
  readonly ids: Set<string>
}

/** A store in memory, on a disk that outlives it. */
class SmallSink implements Sink {
  readonly consumes = ['trade', 'quote', 'bar', 'ticker'] as const
  readonly batching = { maxEvents: 100, maxDelayMs: 10, maxInFlight: 1, queueEvents: 1_000, overflow: 'block', maxBlockMs: 10 } as const
  readonly delivery = 'idempotent' as const
  protected stopped = false
  protected readonly disk: Disk

  constructor(disk: Disk) {
    this.disk = disk
  }

  get reader(): EventStore {
    const { disk } = this
    const keep = (event: MarketEvent): MarketEvent => this.keep(event)
    async function* read({ kind }: ReadQuery): AsyncGenerator<ReturnType<typeof toColumns>> {
      const events = disk.events.filter((event) => event.kind === kind).map((event) => keep(event))
      yield toColumns({ kind, events: events.sort((a, b) => a.ts - b.ts) })
    }
    return { read } as unknown as EventStore
  }

  write(write: SinkWrite): Promise<void | PartialFailure> {
    if (this.stopped) return Promise.reject(fatal('FEEDLOOM_SINK_STOPPED', 'stopped'))
    const id = `${write.run} ${write.id}`
    if (this.disk.ids.has(id)) return Promise.resolve()
    this.disk.ids.add(id)
    return Promise.resolve(this.store(write.runs))
  }

  async stop(): Promise<void> {
    this.stopped = true
  }

  protected store(runs: readonly AnyBatch[]): void | PartialFailure {
    const events = runs.flatMap((run) => run.events as readonly MarketEvent[])
    const failed = events.flatMap((event, index) => (event.ts < 0 ? [{ index, error: fatal('FEEDLOOM_X', 'x') }] : []))
    this.disk.events.push(...events.filter((event) => event.ts >= 0))
    if (failed.length > 0) return { failed }
  }

  protected keep(event: MarketEvent): MarketEvent {
    return event
  }
}

function suiteOf(Kind: new (disk: Disk) => Sink, perOpen = false): ReturnType<typeof sinkSuite> {
  const options: SinkSuiteOptions = {
    poison: (event) => ({ ...event, ts: -1 }),
    storage() {
      let disk: Disk = { events: [], ids: new Set() }
      return {
        open() {
          if (perOpen) disk = { events: [], ids: new Set() }
          return new Kind(disk)
        },
      }
    },
  }
  return sinkSuite(options)
}

runSuite(suiteOf(SmallSink), { describe, it }, 'a small sink conforms')

const lastMinute = 1_700_000_000_000 + 18 * 60_000
class LosesTheLastBars extends SmallSink {
  protected override store(runs: readonly AnyBatch[]): void | PartialFailure {
    return super.store(
      runs.map((run) => (run.kind === 'bar' ? { ...run, events: run.events.filter(({ openTime }) => openTime < lastMinute) } : run)),
    )
  }
}
class StoresTwice extends SmallSink {
  override write(write: SinkWrite): Promise<void | PartialFailure> {
    this.disk.ids.clear()
    return super.write(write)
  }
}
class TakesNullsForZero extends SmallSink {
  protected override keep(event: MarketEvent): MarketEvent {
    return event.kind === 'ticker' ? { ...event, open: event.open ?? 0 } : event
  }
}
class AcceptsAfterStop extends SmallSink {
  override async stop(): Promise<void> {
    // Goes on as if nothing had happened.
  }
}
class HidesFailures extends SmallSink {
  protected override store(runs: readonly AnyBatch[]): void {
    super.store(runs)
  }
}
class RoundsIds extends SmallSink {
  protected override keep(event: MarketEvent): MarketEvent {
    return event.kind === 'trade' && event.id !== undefined ? { ...event, id: String(Number(event.id)) } : event
  }
}
class DropsNanos extends SmallSink {
  protected override keep(event: MarketEvent): MarketEvent {
    return { ...event, nanos: 0 }
  }
}
class FailsUnstarted extends SmallSink {
  #started = false

  async start(): Promise<void> {
    this.#started = true
  }

  override stop(): Promise<void> {
    return this.#started ? super.stop() : Promise.reject(fatal('FEEDLOOM_X', 'never started'))
  }
}

const broken: readonly (readonly [claim: string, id: string, kind: new (disk: Disk) => Sink, perOpen: boolean])[] = [
  ['loses the last bars', 'SNK-01', LosesTheLastBars, false],
  ['stores a repeated write again', 'SNK-02', StoresTwice, false],
  ['accepts after stop', 'SNK-03', AcceptsAfterStop, false],
  ['hides failures', 'SNK-04', HidesFailures, false],
  ['forgets on reopening', 'SNK-05', SmallSink, true],
  ['cannot stop unstarted', 'SNK-06', FailsUnstarted, false],
  ['rounds long ids', 'SNK-10', RoundsIds, false],
  ['takes what is unknown for 0', 'SNK-10', TakesNullsForZero, false],
  ['drops nanoseconds', 'SNK-10', DropsNanos, false],
]

describe('the sink suite', () => {
  it.each(broken)('catches one that %s', async (_claim, id, kind, perOpen) => {
    expect(await failures(suiteOf(kind, perOpen))).toEqual([id])
  })
})
