import { MarketBuffer } from '../columns/market-buffer.ts'
import { createTrackers } from '../books/trackers.ts'
import type { FeedloomConfig, SourceConfig } from '../config/types.ts'
import type { BatchPolicy } from '../contracts/sink.ts'
import type { ConnectionStatus } from '../contracts/lifecycle.ts'
import { cacheToken, storeToken } from '../contracts/tokens.ts'
import { createCacheStore } from './cache-store.ts'
import type { Scope } from './container.ts'
import { GapLedger } from './gap-ledger.ts'
import { graphOf, type Graph } from './graph.ts'
import type { Host } from './host.ts'
import { storeOf, tapOf } from './live-parts.ts'
import { Pipeline } from './pipeline.ts'
import { SinkDriver } from './sink-driver.ts'
import { SourceRunner } from './source-runner.ts'
import { Stage } from './stage.ts'
import { Unit } from './unit.ts'

export interface SinkSlot {
  readonly unit: Unit<'sink'>
  readonly driver: SinkDriver
}

export interface StageSlot {
  readonly unit: Unit<'processor'>
  readonly stage: Stage
  readonly pipeline: string
}

export interface PipelineSlot {
  readonly pipeline: Pipeline
  readonly buffer: MarketBuffer
  readonly scope: Scope
  readonly stages: readonly StageSlot[]
  readonly sinks: readonly SinkSlot[]
}

export interface AssemblyEvents {
  readonly onConnection: (status: ConnectionStatus) => void
  readonly onEnd: (runner: SourceRunner) => void
}

interface Feeding {
  readonly runners: readonly SourceRunner[]
  readonly canWait: boolean
}

/** Live events held per pipeline while processors warm up. */
const holdLimit = 200_000

/** Everything that a config makes, wired and not started. Maps go by the keys of the config, in its order. */
export class Assembly {
  readonly config: FeedloomConfig
  readonly graph: Graph
  readonly gaps: GapLedger = new GapLedger()
  readonly caches: ReadonlyMap<string, Unit<'cache'>>
  readonly sinks: ReadonlyMap<string, SinkSlot>
  readonly pipelines: ReadonlyMap<string, PipelineSlot>
  readonly sources: Map<string, SourceRunner> = new Map()
  readonly #feeding = new Map<string, Feeding>()
  readonly #host: Host
  readonly #scope: Scope
  readonly #events: AssemblyEvents

  /** Throws the `config` error of the first component that cannot be made. */
  constructor(host: Host, scope: Scope, config: FeedloomConfig, events: AssemblyEvents) {
    this.config = config
    this.#host = host
    this.#scope = scope
    this.#events = events
    this.graph = graphOf(config)
    this.caches = this.#makeCaches(scope)
    this.sinks = this.#makeSinks(scope)
    this.pipelines = new Map(this.graph.pipelines.map(({ name }) => [name, this.#makePipeline(scope, name)]))
    for (const source of Object.values(config.sources)) {
      this.addSource(source, this.graph.feeds.get(source.id) ?? [])
    }
  }

  /** Makes a source that feeds these pipelines; it is wired, and not started. */
  addSource(config: SourceConfig, pipelines: readonly string[]): SourceRunner {
    const slots = pipelines.map((name) => this.pipelines.get(name)).filter((slot) => slot !== undefined)
    const [first] = slots
    const unit = new Unit(this.#host, first?.scope ?? this.#scope, 'source', config)
    const sinks = new Set(slots.flatMap((slot) => slot.sinks))
    const taps = [...sinks].flatMap((sink) => tapOf(this.#host, sink.unit))
    const feeds = slots.map(({ pipeline }) => pipeline)
    const runner = new SourceRunner(this.#host, { unit, config, feeds, taps, createTrackers, ...this.#events })
    this.sources.set(config.id, runner)
    this.#feeding.clear()
    return runner
  }

  removeSource(id: string): void {
    this.sources.delete(id)
    this.#feeding.clear()
  }

  #makeCaches(scope: Scope): ReadonlyMap<string, Unit<'cache'>> {
    return new Map(
      Object.values(this.config.caches).map((config) => {
        const unit = new Unit(this.#host, scope, 'cache', config)
        scope.provideLater(cacheToken(config.id), () => createCacheStore(() => unit.instance))
        return [config.id, unit]
      }),
    )
  }

  #makeSinks(scope: Scope): ReadonlyMap<string, SinkSlot> {
    const sinks = new Map<string, SinkSlot>()
    for (const config of Object.values(this.config.sinks)) {
      const unit = new Unit(this.#host, scope, 'sink', config)
      if (unit.instance.reader !== undefined) scope.provide(storeToken(config.id), storeOf(unit))
      const policy: BatchPolicy = { ...unit.instance.batching, ...config.batching }
      const key = {}
      const driver = new SinkDriver(this.#host, unit.instance, {
        id: unit.id,
        policy,
        onBlock: (blocked) => {
          for (const runner of this.#feedingOf(config.id).runners) runner.block(key, blocked)
        },
        canWait: () => this.#feedingOf(config.id).canWait,
      })
      sinks.set(config.id, { unit, driver })
    }
    return sinks
  }

  #makePipeline(parent: Scope, name: string): PipelineSlot {
    const config = this.config.pipelines[name]
    const scope = parent.child()
    const stages = (config?.processors ?? []).flatMap((id): readonly StageSlot[] => {
      const processor = this.config.processors[id]
      if (processor === undefined) return []
      const unit = new Unit(this.#host, scope, 'processor', processor)
      return [{ unit, stage: new Stage(this.#host, unit.id, unit.instance), pipeline: name }]
    })
    const sinks = (config?.sinks ?? []).map((id) => this.sinks.get(id)).filter((slot) => slot !== undefined)
    const buffer = new MarketBuffer(this.config.engine.buffer)
    const outlets = sinks.map(({ unit, driver }) => {
      return { driver, consumes: unit.instance.consumes, kinds: this.config.sinks[unit.config.id]?.kinds }
    })
    const pipeline = new Pipeline(this.#host, {
      name,
      stages: stages.map(({ stage }) => stage),
      outlets,
      buffer,
      gaps: this.gaps,
      holdLimit,
      taps: sinks.flatMap(({ unit }) => tapOf(this.#host, unit)),
    })
    return { pipeline, buffer, scope, stages, sinks }
  }

  /** Kept until a source comes or goes: `block` asks for every batch. */
  #feedingOf(sink: string): Feeding {
    let feeding = this.#feeding.get(sink)
    if (feeding === undefined) {
      const names = new Set(this.graph.serves.get(sink))
      const runners = [...this.sources.values()].filter(({ feeds }) => feeds.some((pipeline) => names.has(pipeline.name)))
      feeding = { runners, canWait: runners.every((runner) => runner.canWait) }
      this.#feeding.set(sink, feeding)
    }
    return feeding
  }
}
