import type { ComponentStatus, FlowStats, StreamStats } from '../contracts/engine-view.ts'
import type { EventKind, Gap } from '../contracts/events.ts'
import type { EpochMs } from '../contracts/time.ts'
import type { Assembly } from './assembly.ts'
import type { DeadLetter } from './dead-letters.ts'
import { isOpen } from './gap-ledger.ts'
import type { Host } from './host.ts'
import { flowOf, streamsOf } from './view.ts'

/** `ended`: a source said its end; `stopped`: somebody asked for it; `failed`: a component could not go on. */
export type RunOutcome = 'running' | 'ended' | 'stopped' | 'failed' | 'aborted'

/** What a run came to. Plain data: `JSON.stringify` writes it. */
export interface RunSummary {
  readonly run: string
  readonly outcome: RunOutcome
  /** Why it ended, in words. */
  readonly reason: string | undefined
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly durationMs: number
  readonly components: readonly ComponentStatus[]
  readonly flow: readonly FlowStats[]
  readonly streams: readonly StreamStats[]
  /** Events that reached the end of a pipeline, by kind. */
  readonly events: Readonly<Partial<Record<EventKind, number>>>
  readonly gaps: {
    readonly total: number
    readonly open: number
    /** Events known to be missing. */
    readonly missing: number
    readonly byCause: Readonly<Record<string, number>>
  }
  readonly deadLetters: {
    readonly total: number
    readonly byCode: Readonly<Record<string, number>>
    readonly samples: readonly DeadLetter[]
  }
  /** Errors of any category, by code. */
  readonly errors: Readonly<Record<string, number>>
  /** Handlers of the bus that threw. */
  readonly handlerFailures: number
}

export interface RunFacts {
  readonly outcome: RunOutcome
  readonly reason: string | undefined
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
}

export function summarize(host: Host, assembly: Assembly, facts: RunFacts): RunSummary {
  const streams = streamsOf(assembly)
  const buses = [...assembly.pipelines.values()].map(({ pipeline }) => pipeline.bus)
  const { deadLetters, errors } = host
  return {
    run: host.runId,
    ...facts,
    durationMs: facts.endedAt - facts.startedAt,
    components: host.lifecycle.all(),
    flow: flowOf(assembly),
    streams,
    events: countByKind(streams),
    gaps: countGaps([...assembly.gaps.all()], assembly.gaps.total),
    deadLetters: { total: deadLetters.total, byCode: Object.fromEntries(deadLetters.byCode()), samples: deadLetters.samples() },
    errors: Object.fromEntries(errors.byCode()),
    handlerFailures: buses.reduce((sum, bus) => sum + bus.failures, 0),
  }
}

function countByKind(streams: readonly StreamStats[]): Readonly<Partial<Record<EventKind, number>>> {
  const counts: Partial<Record<EventKind, number>> = {}
  for (const { kind, events } of streams) counts[kind] = (counts[kind] ?? 0) + events
  return counts
}

function countGaps(gaps: readonly Gap[], total: number): RunSummary['gaps'] {
  const byCause: Record<string, number> = {}
  for (const { cause } of gaps) byCause[cause] = (byCause[cause] ?? 0) + 1
  return { total, open: gaps.filter(isOpen).length, missing: gaps.reduce((sum, { missing }) => sum + (missing ?? 0), 0), byCause }
}
