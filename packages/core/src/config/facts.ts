import type { Processor } from '../contracts/processor.ts'
import type { Sink } from '../contracts/sink.ts'
import type { Source } from '../contracts/source.ts'

export type SourceFacts = Pick<Source, 'capabilities' | 'emits'>
export type ProcessorFacts = Pick<Processor, 'consumes' | 'produces' | 'forwards' | 'intervals' | 'indicators'>
export type SinkFacts = Pick<Sink, 'consumes' | 'batching' | 'delivery'> & { readonly tap?: unknown; readonly reader?: unknown }

/**
 * What created components say about themselves, by id. A component that is not there (its plugin is missing, it
 * refused its config) is taken to give and to take anything, so that one fault is reported once.
 */
export interface GraphFacts {
  readonly sources: ReadonlyMap<string, SourceFacts>
  readonly processors: ReadonlyMap<string, ProcessorFacts>
  readonly sinks: ReadonlyMap<string, SinkFacts>
}
