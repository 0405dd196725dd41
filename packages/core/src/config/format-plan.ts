import type { ExplainedComponent, ExplainedPipeline, ExplainedProcessor, ExplainedSink, ExplainedSource, Plan } from './explain.ts'
import { formatDuration } from './parts.ts'
import type { SubscribeEntry } from './types.ts'

/** A plan as people read it: sources, then processors, then sinks, with arrows between them. */
export function formatPlan(plan: Plan): string {
  const lines = plan.pipelines.flatMap((pipeline) => [...pipelineLines(pipeline), ''])
  if (plan.caches.length > 0) lines.push('caches', ...plan.caches.flatMap((cache) => ['', ...componentLines('  ', cache)]), '')
  const { log, admin, shutdownMs, buffer } = plan.engine
  lines.push(
    `engine  log ${log} · admin ${admin ?? 'none'} · shutdown ${formatDuration(shutdownMs)} · buffer ${buffer.size} rows of ${buffer.kinds.join(', ')}`,
  )
  return `${lines.join('\n')}\n`
}

const fatalEffects: Readonly<Record<ExplainedPipeline['onFatal'], string>> = {
  stop: 'stops everything in order',
  continue: 'stops that component alone',
  restart: 'restarts that component',
}

function pipelineLines({ name, onFatal, sources, processors, sinks }: ExplainedPipeline): readonly string[] {
  return [
    `pipeline ${name}  (a fatal error ${fatalEffects[onFatal]})`,
    ...sources.flatMap(sourceLines),
    ...processors.flatMap((processor) => ['      │', '      ▼', ...processorLines(processor)]),
    '      │',
    '      ▼',
    ...(sinks.length === 0 ? ['  no sink: handlers of the bus only'] : sinks.flatMap(sinkLines)),
  ]
}

function sourceLines(source: ExplainedSource): readonly string[] {
  const own = source.subscribe.map((entry) => `      ${entry.kind.padEnd(14)} ${entry.symbols.join(', ')}${facts(entry)}`)
  return [...componentLines('  ', source, 'source'), ...own]
}

function facts({ interval, variant, depth, pollEveryMs, backfillMs }: SubscribeEntry): string {
  const parts = [
    interval === undefined ? [] : [interval],
    variant === undefined ? [] : [variant],
    depth === undefined ? [] : [`${depth} levels`],
    pollEveryMs === undefined ? [] : [`polled every ${formatDuration(pollEveryMs)}`],
    backfillMs === undefined ? [] : [`after ${formatDuration(backfillMs)} of history`],
  ].flat()
  return parts.length === 0 ? '' : `  (${parts.join(', ')})`
}

function processorLines(processor: ExplainedProcessor): readonly string[] {
  const { takes, makes, forwards } = processor
  const passes = forwards ? ', passes on what it takes' : ''
  return [
    ...componentLines('  ', processor, 'processor'),
    `      takes ${takes === '*' ? 'everything' : takes.join(', ')}, makes ${makes.length === 0 ? 'nothing' : makes.join(', ')}${passes}`,
  ]
}

function sinkLines(sink: ExplainedSink): readonly string[] {
  const { gets, batching, delivery, readable, tapped } = sink
  const abilities = [delivery ?? [], readable ? 'readable' : [], tapped ? 'gets the raw input' : []].flat()
  const flow =
    batching === undefined
      ? []
      : [
          `      writes of up to ${batching.maxEvents} events or ${formatDuration(batching.maxDelayMs)}, ${batching.maxInFlight} at a time; ` +
            `holds ${batching.queueEvents}, then ${batching.overflow}${batching.overflow === 'block' ? ` up to ${formatDuration(batching.maxBlockMs)}` : ''}`,
        ]
  return [
    ...componentLines('  ', sink, 'sink'),
    `      gets ${gets === '*' ? 'everything' : gets.join(', ')}  (${abilities.join(', ')})`,
    ...flow,
  ]
}

function componentLines(indent: string, { id, type, summary, stability, config }: ExplainedComponent, kind?: string): readonly string[] {
  const of = id === type ? '' : `  [${type}]`
  const mark = stability === 'stable' ? '' : `  (${stability})`
  const keys = Object.entries((typeof config === 'object' && config !== null ? config : {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined && !isEmpty(value),
  )
  return [
    `${indent}${kind === undefined ? '' : `${kind} `}${id}${of}${mark}  ${summary}`,
    ...keys.map(([key, value]) => `${indent}    ${key}: ${oneLine(value)}`),
  ]
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((inner) => inner === undefined || isEmpty(inner))
}

/** A value on one line, keys without quotes. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    return `{ ${entries.map(([key, inner]) => `${key}: ${oneLine(inner)}`).join(', ')} }`
  }
  if (value === Number.POSITIVE_INFINITY) return 'unlimited'
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
