import type { EventKind } from '../contracts/events.ts'
import { eventKindsOf } from '../contracts/events.ts'
import { checkCapabilities } from './check-capabilities.ts'
import { checkTradeVariants } from './check-trade-variants.ts'
import type { GraphFacts, ProcessorFacts } from './facts.ts'
import { listed } from './suggest.ts'
import { checkIndicators } from './check-indicators.ts'
import type { FeedloomConfig, FindingFields, PipelineConfig } from './types.ts'

/** What reaches a place of a pipeline. */
interface Stream {
  readonly kinds: Set<EventKind>
  readonly intervals: Set<string>
  /** Somebody upstream may give anything. */
  open: boolean
  /** Somebody upstream may give bars of any width. */
  anyInterval: boolean
  /** Names of what is computed upstream. */
  readonly indicators: Set<string>
  /** Somebody upstream may compute anything. */
  anyIndicator: boolean
}

export type GraphConfig = Pick<FeedloomConfig, 'sources' | 'processors' | 'sinks' | 'pipelines'>

/**
 * Who waits for what nobody gives, who comes too early, who feeds itself; and what a source does not offer. A pure
 * function of the config and of what the created components say; pipelines in `incomplete` are not judged.
 */
export function checkGraph(config: GraphConfig, facts: GraphFacts, incomplete: ReadonlySet<string> = new Set()): readonly FindingFields[] {
  const found: FindingFields[] = [...checkCapabilities(config, facts)]
  const ends = new Map<string, Stream>()
  for (const [name, pipeline] of Object.entries(config.pipelines)) {
    if (incomplete.has(name)) continue
    found.push(...checkTradeVariants(config, pipeline, facts))
    ends.set(name, flowThrough(name, pipeline, config, facts, found))
  }
  for (const id of Object.keys(config.sinks)) {
    const users = Object.entries(config.pipelines).filter(([, pipeline]) => pipeline.sinks.includes(id))
    if (users.some(([name]) => incomplete.has(name))) continue
    checkSink(
      id,
      users.flatMap(([name]) => ends.get(name) ?? []),
      config,
      facts,
      found,
    )
  }
  return found
}

function flowThrough(name: string, pipeline: PipelineConfig, config: GraphConfig, facts: GraphFacts, found: FindingFields[]): Stream {
  const stream: Stream = {
    kinds: new Set(['gap']),
    intervals: new Set(),
    open: false,
    anyInterval: false,
    indicators: new Set(),
    anyIndicator: false,
  }
  for (const id of pipeline.sources) pourSource(id, stream, config, facts)
  for (const [index, id] of pipeline.processors.entries()) {
    const own = facts.processors.get(id)
    if (own === undefined) {
      stream.open = true
      continue
    }
    checkProcessor({ id, name, index, own, pipeline, stream }, config, facts, found)
    if (!own.forwards && own.consumes !== '*') for (const kind of own.consumes) if (kind !== 'gap') stream.kinds.delete(kind)
    for (const kind of own.produces) stream.kinds.add(kind)
    for (const width of own.intervals?.makes ?? []) stream.intervals.add(width)
    if (own.produces.includes('bar') && own.intervals === undefined) stream.anyInterval = true
    for (const made of own.indicators?.makes ?? []) stream.indicators.add(made)
    if (own.produces.includes('indicator') && own.indicators === undefined) stream.anyIndicator = true
  }
  return stream
}

function pourSource(id: string, stream: Stream, config: GraphConfig, facts: GraphFacts): void {
  const own = facts.sources.get(id)
  const subscribe = config.sources[id]?.subscribe ?? []
  for (const entry of subscribe) {
    for (const kind of eventKindsOf(entry.kind)) stream.kinds.add(kind)
    if (entry.kind === 'indicator') stream.anyIndicator = true
    if (entry.kind === 'bar' && entry.interval !== undefined) stream.intervals.add(entry.interval)
  }
  for (const kind of own?.emits ?? []) stream.kinds.add(kind)
  if (own?.emits?.includes('bar') === true) stream.anyInterval = true
  if (own?.emits?.includes('indicator') === true) stream.anyIndicator = true
  if (own === undefined || (subscribe.length === 0 && own.emits === undefined)) stream.open = true
}

interface ProcessorScene {
  readonly id: string
  readonly name: string
  readonly index: number
  readonly own: ProcessorFacts
  readonly pipeline: PipelineConfig
  readonly stream: Stream
}

function checkProcessor(scene: ProcessorScene, config: GraphConfig, facts: GraphFacts, found: FindingFields[]): void {
  const { id, own, stream } = scene
  if (stream.open) return
  const path = ['processors', id]
  // Gaps are everywhere, and nothing lives on them alone.
  const wanted = own.consumes === '*' ? [] : own.consumes.filter((kind) => kind !== 'gap')
  if (wanted.length > 0 && !wanted.some((kind) => stream.kinds.has(kind))) {
    found.push({ ...starving(scene, wanted, config, facts), path, at: 'key' })
    return
  }
  if (!stream.anyIndicator) found.push(...checkIndicators(id, scene.name, own.indicators?.needs ?? [], [...stream.indicators]))
  if (stream.anyInterval) return
  for (const width of own.intervals?.needs ?? []) {
    if (stream.intervals.has(width)) continue
    found.push({
      code: 'FEEDLOOM_CONFIG_INTERVAL_NOT_GIVEN',
      message: `\`${id}\` needs bars of ${width}, and nothing before it in pipeline \`${scene.name}\` gives them`,
      hint:
        stream.intervals.size === 0
          ? `Subscribe to \`{ kind: bar, interval: ${width}, symbols: […] }\`, or put a \`bars\` processor that makes ${width} before it.`
          : `There are bars of ${listed([...stream.intervals])}; subscribe to ${width} too, or make it with a \`bars\` processor.`,
      path,
      at: 'key',
    })
  }
}

/** Why a processor gets nothing: too early, in a circle, fed by itself alone, or nobody gives it. */
function starving(
  scene: ProcessorScene,
  consumes: readonly EventKind[],
  config: GraphConfig,
  facts: GraphFacts,
): Omit<FindingFields, 'path'> {
  const { id, name, index, own, pipeline, stream } = scene
  const wanted = listed(consumes, 'or')
  const later = pipeline.processors
    .slice(index + 1)
    .find((other) => facts.processors.get(other)?.produces.some((kind) => consumes.includes(kind)))
  if (later !== undefined) {
    const theirs = facts.processors.get(later)?.consumes ?? '*'
    const circle =
      theirs !== '*' &&
      !theirs.some((kind) => kind !== 'gap' && stream.kinds.has(kind)) &&
      theirs.some((kind) => own.produces.includes(kind))
    if (circle) {
      const message = `\`${id}\` waits for ${wanted} of \`${later}\`, which waits for what \`${id}\` makes`
      return { code: 'FEEDLOOM_CONFIG_CYCLE', message, hint: 'Give one of them an input from outside the circle.' }
    }
    const message = `\`${id}\` needs ${wanted}, which \`${later}\` makes only after it in pipeline \`${name}\``
    return {
      code: 'FEEDLOOM_CONFIG_PROCESSOR_ORDER',
      message,
      hint: `Put \`${later}\` before \`${id}\` in \`pipelines.${name}.processors\`.`,
    }
  }
  if (own.produces.some((kind) => consumes.includes(kind))) {
    const message = `\`${id}\` feeds itself: it reads ${wanted}, and in pipeline \`${name}\` nobody else makes that`
    return { code: 'FEEDLOOM_CONFIG_FEEDS_ITSELF', message, hint: giverHint(consumes, pipeline, config, facts) }
  }
  const message = `\`${id}\` waits for ${wanted}, and nothing before it in pipeline \`${name}\` gives that`
  return { code: 'FEEDLOOM_CONFIG_KIND_NOT_GIVEN', message, hint: giverHint(consumes, pipeline, config, facts) }
}

/** Who could give one of these kinds, if it were asked. */
function giverHint(kinds: readonly EventKind[], pipeline: Pick<PipelineConfig, 'sources'>, config: GraphConfig, facts: GraphFacts): string {
  for (const id of pipeline.sources) {
    const { capabilities } = facts.sources.get(id) ?? {}
    const kind = [...(capabilities?.live ?? []), ...(capabilities?.poll ?? [])].find((offered) =>
      eventKindsOf(offered).some((event) => kinds.includes(event)),
    )
    if (kind !== undefined)
      return `Add \`{ kind: ${kind}, ${kind === 'bar' ? 'interval: 1m, ' : ''}symbols: […] }\` to \`sources.${id}.subscribe\`.`
  }
  const idle = Object.keys(config.processors).filter(
    (id) => !Object.values(config.pipelines).some(({ processors }) => processors.includes(id)),
  )
  const maker = idle.find((id) => facts.processors.get(id)?.produces.some((kind) => kinds.includes(kind)))
  if (maker !== undefined) return `The processor \`${maker}\` makes it: add it to the pipeline.`
  return 'Add a source or a processor that gives it.'
}

function checkSink(id: string, streams: readonly Stream[], config: GraphConfig, facts: GraphFacts, found: FindingFields[]): void {
  const own = facts.sinks.get(id)
  if (own === undefined || streams.length === 0) return
  const users = Object.values(config.pipelines).filter((pipeline) => pipeline.sinks.includes(id))
  const sources = [...new Set(users.flatMap((pipeline) => pipeline.sources))]
  const gives = (kind: EventKind): boolean => streams.some((stream) => stream.open || stream.kinds.has(kind))
  const { kinds } = config.sinks[id] ?? {}
  for (const [index, kind] of (kinds ?? []).entries()) {
    const events = eventKindsOf(kind)
    const path = ['sinks', id, 'kinds', index]
    if (own.consumes !== '*' && !events.some((event) => own.consumes.includes(event))) {
      found.push({
        code: 'FEEDLOOM_CONFIG_KIND_UNSUPPORTED',
        message: `the sink \`${id}\` does not take \`${kind}\``,
        hint: `It takes ${listed(own.consumes)}.`,
        path,
      })
    } else if (!events.some(gives)) {
      const message = `the sink \`${id}\` waits for \`${kind}\`, and nothing in its pipelines gives that`
      found.push({ code: 'FEEDLOOM_CONFIG_KIND_NOT_GIVEN', message, hint: giverHint(events, { sources }, config, facts), path })
    }
  }
  const idle =
    kinds === undefined && own.tap === undefined && own.consumes !== '*' && !own.consumes.some((kind) => kind !== 'gap' && gives(kind))
  if (!idle) return
  const message = `the sink \`${id}\` takes ${listed(own.consumes, 'or')}, and nothing in its pipelines gives any of that`
  found.push({
    code: 'FEEDLOOM_CONFIG_KIND_NOT_GIVEN',
    message,
    hint: giverHint(own.consumes, { sources }, config, facts),
    path: ['sinks', id],
    at: 'key',
  })
}
