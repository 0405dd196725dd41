import type { HistoryReader } from '../contracts/columns.ts'
import { configError, type FeedloomError } from '../contracts/errors.ts'
import type { Assembly, PipelineSlot } from './assembly.ts'
import { prepareBackfill } from './backfill.ts'
import type { Host } from './host.ts'
import type { SourceRunner } from './source-runner.ts'

/** How long a warm-up waits for a source that does not answer. */
const subscribeWaitMs = 10_000

/**
 * The order of a start. What live sources trade is asked, and symbols are checked, before anything is opened that
 * leaves a trace; sources run last, those that cannot wait before the processors are warm.
 */
export async function launch(host: Host, assembly: Assembly, history: HistoryReader, signal: AbortSignal): Promise<void> {
  const runners = [...assembly.sources.values()]
  const sinks = [...assembly.sinks.values()]
  await Promise.all([...assembly.caches.values()].map((unit) => unit.start()))
  await define(runners.filter((runner) => !runner.canWait))
  signal.throwIfAborted()
  await Promise.all(sinks.filter(({ unit }) => unit.instance.reader !== undefined).map(({ unit }) => unit.start()))
  await define(runners.filter((runner) => runner.canWait))
  signal.throwIfAborted()
  await Promise.all(sinks.map(({ unit }) => unit.start()))
  for (const slot of assembly.pipelines.values()) for (const { unit } of slot.stages.toReversed()) await unit.start()
  signal.throwIfAborted()
  await runPipelines(host, assembly, history, signal)
}

/** Asks sources what they trade; throws when the config names symbols that they do not have. */
export async function define(runners: readonly SourceRunner[]): Promise<void> {
  await Promise.all(
    runners.map(async (runner) => {
      try {
        await runner.define()
      } catch (thrown) {
        throw runner.unit.fail(thrown)
      }
    }),
  )
  throwProblems(runners.flatMap((runner) => runner.problems()))
}

/** One error for all of them; `details.problems` has each with its own path and hint. */
function throwProblems(problems: readonly FeedloomError[]): void {
  const [first, second] = problems
  if (first === undefined) return
  if (second === undefined) throw first
  const names = problems.slice(0, 5).map(({ message }) => message)
  throw configError(
    'FEEDLOOM_CONFIG_SYMBOL_UNKNOWN',
    `${problems.length} symbols are unknown: ${names.join('; ')}${problems.length > 5 ? '; …' : ''}`,
    {
      ...(first.path === undefined ? {} : { path: first.path }),
      hint: 'Look them up with `feedloom instruments`.',
      details: { problems },
    },
  )
}

async function runPipelines(host: Host, assembly: Assembly, history: HistoryReader, signal: AbortSignal): Promise<void> {
  const warming = [...assembly.pipelines.values()].map((slot) => warm(host, assembly, slot, history, signal))
  const all = Promise.all(warming)
  // Whoever fails first is reported below; the others must not go unhandled meanwhile.
  all.catch(() => undefined)
  const runners = [...assembly.sources.values()]
  for (const { pipeline } of assembly.pipelines.values()) {
    const feeding = runners.filter(({ feeds }) => feeds.includes(pipeline))
    pipeline.startTicks(feeding.length > 0 && feeding.every(({ source }) => source.capabilities.finite))
  }
  await Promise.all(runners.filter((runner) => !runner.canWait).map((runner) => startSource(host, runner)))
  await all
  signal.throwIfAborted()
  await Promise.all(runners.filter((runner) => runner.canWait).map((runner) => startSource(host, runner)))
}

/** Starts one source and the history that its subscriptions want before live. */
export async function startSource(host: Host, runner: SourceRunner): Promise<void> {
  const backfill = prepareBackfill(host, runner)
  try {
    await runner.start()
  } catch (thrown) {
    backfill.cancel()
    throw thrown
  }
  backfill.begin()
}

async function warm(host: Host, assembly: Assembly, slot: PipelineSlot, history: HistoryReader, signal: AbortSignal): Promise<void> {
  const { pipeline, stages } = slot
  const cold = stages.filter(({ unit }) => unit.instance.warm !== undefined)
  if (cold.length === 0) return
  const live = [...assembly.sources.values()].filter((runner) => runner.feeds.includes(pipeline) && !runner.canWait)
  const release = pipeline.hold()
  try {
    // History that is read now ends where live data has begun: nothing can fall in between.
    await subscribed(host, live, signal)
    const expected = live.flatMap((runner) => runner.planned)
    const reader: HistoryReader = { expected, read: (query, stop) => history.read(query, stop) }
    // In order, because a later processor may read what an earlier one produces.
    for (const { unit } of cold) {
      try {
        await unit.instance.warm?.(reader, signal)
      } catch (thrown) {
        throw signal.aborted ? thrown : unit.fail(thrown)
      }
    }
  } finally {
    release()
  }
}

/** Waits, but not for long, until the sources have been told what to send. */
async function subscribed(host: Host, runners: readonly SourceRunner[], signal: AbortSignal): Promise<void> {
  // They begin in the same turn as the warm-up, after it.
  await Promise.resolve()
  const enough = new AbortController()
  const patience = host.clock.sleep(subscribeWaitMs, AbortSignal.any([signal, enough.signal])).catch(() => undefined)
  await Promise.race([Promise.all(runners.map((runner) => runner.subscribed)), patience])
  enough.abort()
}
