import type { FeedloomConfig, PipelineConfig } from '../config/types.ts'

/** Who feeds whom, from a validated config. */
export interface Graph {
  readonly pipelines: readonly { readonly name: string; readonly config: PipelineConfig }[]
  /** Source id -> names of the pipelines that it feeds. */
  readonly feeds: ReadonlyMap<string, readonly string[]>
  /** Sink id -> names of the pipelines that it serves. */
  readonly serves: ReadonlyMap<string, readonly string[]>
}

export function graphOf(config: FeedloomConfig): Graph {
  const pipelines = Object.entries(config.pipelines).map(([name, pipeline]) => ({ name, config: pipeline }))
  const uses = (section: 'sources' | 'sinks'): ReadonlyMap<string, readonly string[]> =>
    new Map(
      Object.keys(config[section]).map((id) => [
        id,
        pipelines.filter((pipeline) => pipeline.config[section].includes(id)).map(({ name }) => name),
      ]),
    )
  return { pipelines, feeds: uses('sources'), serves: uses('sinks') }
}

/** Names of the pipelines that a component belongs to; a cache belongs to all. */
export function pipelinesOf(graph: Graph, kind: string, key: string): readonly string[] {
  const sections: Readonly<Record<string, 'sources' | 'processors' | 'sinks'>> = {
    source: 'sources',
    processor: 'processors',
    sink: 'sinks',
  }
  const section = sections[kind]
  return graph.pipelines.filter(({ config }) => section === undefined || config[section].includes(key)).map(({ name }) => name)
}
