import type { BatchPolicy } from '@feedloom/core'
import {
  type ExplainedPipeline,
  type ExplainedSink,
  type Plan,
  type SubscribeEntry,
  explain,
  formatDuration,
  formatPlan,
} from '@feedloom/core/config'
import type { AddCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { count } from '../figures.ts'
import { loadOrReport } from '../load.ts'
import type { Colors } from '../terminal.ts'
import { fit } from '../text-width.ts'

/** `feedloom explain FILE`: what would run, with every default filled in. */
export const addExplain: AddCommand = (program, action) => {
  program
    .command('explain')
    .description('print what a config would do; starts nothing')
    .argument('<file>', 'config file')
    .option('--full', 'print every key of every component, defaults included')
    .option('--json', 'print all of that as JSON')
    .action(
      action(async (context, file: string, { full = false, json = false }: { full?: boolean; json?: boolean }) => {
        const loaded = await loadOrReport(context, file)
        if (loaded === undefined) return exitCodes.findings
        const plan = explain(loaded)
        const text = full ? formatPlan(plan) : planText(plan, context.terminal.colors)
        context.terminal.out(json ? `${JSON.stringify(plan, undefined, 2)}\n` : text)
        return exitCodes.ok
      }),
    )
}

function planText({ pipelines, caches, engine }: Plan, colors: Colors): string {
  const lines = [
    ...pipelines.flatMap((pipeline) => [...pipelineLines(pipeline, colors), '']),
    ...caches.map(({ id, type }) => `cache ${colors.bold(id)}  ${type}`),
    `engine  log ${engine.log}, drains within ${formatDuration(engine.shutdownMs)}, keeps the last ${count(engine.buffer.size)} rows of ${engine.buffer.kinds.join(', ')}`,
  ]
  return `${lines.join('\n')}\n`
}

function pipelineLines({ name, onFatal, sources, processors, sinks }: ExplainedPipeline, colors: Colors): string[] {
  const names = [...sources, ...processors, ...sinks].map(({ id }) => id.length)
  const width = Math.max(...names)
  const title = (id: string) => colors.bold(fit(id, width))
  const unstable = (stability: string) => (stability === 'stable' ? '' : colors.dim(` (${stability})`))
  return [
    `pipeline ${colors.bold(name)}  ${colors.dim(onFatal === 'stop' ? 'a failed component stops the run' : 'goes on without a failed component')}`,
    colors.dim('  sources'),
    ...sources.flatMap(({ id, summary, stability, subscribe }) => [
      `    ${title(id)}  ${summary}${unstable(stability)}`,
      ...subscribe.map((entry) => `    ${' '.repeat(width)}  ${colors.cyan(streamText(entry))}  ${entry.symbols.join(', ')}`),
    ]),
    ...(processors.length > 0 ? [colors.dim('  processors')] : []),
    ...processors.map(({ id, takes, makes, forwards, stability }) => {
      const taken = takes === '*' ? 'everything' : takes.join(', ')
      return `    ${title(id)}  ${taken} -> ${[...makes, ...(forwards ? ['what it took'] : [])].join(', ')}${unstable(stability)}`
    }),
    colors.dim('  sinks'),
    ...sinks.flatMap((sink) => [
      `    ${title(sink.id)}  ${sinkText(sink)}${unstable(sink.stability)}`,
      ...(sink.batching === undefined ? [] : [`    ${' '.repeat(width)}  ${colors.dim(batchingText(sink.batching))}`]),
    ]),
  ]
}

function streamText({ kind, interval, variant, depth, pollEveryMs, backfillMs }: SubscribeEntry): string {
  return [
    kind,
    interval,
    variant,
    depth === undefined ? undefined : `${depth} levels`,
    pollEveryMs === undefined ? undefined : `every ${formatDuration(pollEveryMs)}`,
    backfillMs === undefined ? undefined : `after ${formatDuration(backfillMs)} of history`,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
}

function sinkText({ gets, delivery, readable, tapped }: ExplainedSink): string {
  return [tapped ? 'raw frames' : gets === '*' ? 'everything' : gets.join(', '), delivery, readable ? 'can be read back' : undefined]
    .filter((part) => part !== undefined)
    .join('; ')
}

function batchingText({ maxEvents, maxDelayMs, queueEvents, overflow, maxBlockMs }: BatchPolicy): string {
  const full = overflow === 'block' ? `block for at most ${formatDuration(maxBlockMs)}` : overflow
  return `writes of ${count(maxEvents)} events or after ${formatDuration(maxDelayMs)}; queue of ${count(queueEvents)}, when full: ${full}`
}
