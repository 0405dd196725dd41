import type { EngineView } from '@feedloom/core'
import type { Engine, RunSummary } from '@feedloom/core/engine'

/** Live sources that have brought nothing and are not connected either. */
function unreachedSources(view: EngineView, engine: Pick<Engine, 'getSource'>): readonly string[] {
  const flow = new Map(view.flow().map(({ component, consumed }) => [component, consumed]))
  return view
    .components()
    .filter(({ id, kind, state }) => {
      if (kind !== 'source' || (flow.get(id) ?? 0) > 0) return false
      if (engine.getSource(id.slice('sources.'.length))?.capabilities.finite === true) return false
      const connections = view.connections().filter(({ source }) => source === id)
      if (connections.some((each) => each.state === 'connected')) return false
      return state !== 'running' || connections.length > 0
    })
    .map(({ id }) => id)
}

/** Watches whether the venues of a run are reached at all, and what stands in the way. */
export class Reach {
  readonly #engine: Engine
  readonly #troubles = new Map<string, string>()
  /** With the reason of a connection, where there is one. */
  #unreached: ReadonlyMap<string, string | undefined> = new Map()

  constructor(engine: Engine) {
    this.#engine = engine
    engine.on('error', ({ component, message }) => component !== undefined && this.#troubles.set(component, message))
  }

  /** The time is over: what has not been reached by now never will be. */
  timeIsOver(): void {
    const { view } = this.#engine
    const reasonOf = (id: string) => view.connections().find(({ source, reason }) => source === id && reason !== undefined)?.reason
    this.#unreached = new Map(unreachedSources(view, this.#engine).map((id) => [id, reasonOf(id)]))
  }

  /** A run whose venue was never reached has failed, though it did what it was told until its time was over. */
  judge(summary: RunSummary): RunSummary {
    if (summary.outcome !== 'stopped' || this.#unreached.size === 0) return summary
    const reasons = [...this.#unreached].map(
      ([id, reason]) => `${id} was never reached: ${reason ?? this.#troubles.get(id) ?? 'it had not answered yet'}`,
    )
    return { ...summary, outcome: 'failed', reason: reasons.join('; ') }
  }
}
