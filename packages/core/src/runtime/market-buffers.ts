import type { Table } from 'apache-arrow'
import type { ArrowQuery, MarketBuffer } from '../columns/market-buffer.ts'
import type { BufferQuery, BufferRows, EventBuffer } from '../contracts/engine-view.ts'
import { configError } from '../contracts/errors.ts'
import type { EpochMs } from '../contracts/time.ts'

/** The buffers of all pipelines as one: the first that knows the series answers. */
export class MarketBuffers implements EventBuffer {
  readonly #all: () => readonly MarketBuffer[]

  constructor(all: () => readonly MarketBuffer[]) {
    this.#all = all
  }

  latest(query: BufferQuery, n: number): BufferRows {
    return this.#holder(query).latest(query, n)
  }

  range(query: BufferQuery, from: EpochMs, to: EpochMs): BufferRows {
    return this.#holder(query).range(query, from, to)
  }

  clear(query?: Partial<BufferQuery>): void {
    for (const buffer of this.#all()) buffer.clear(query)
  }

  toArrow(query: ArrowQuery): Promise<Table> {
    return this.#holder(query).toArrow(query)
  }

  #holder(query: BufferQuery): MarketBuffer {
    const [first, ...others] = this.#all()
    if (first === undefined) throw configError('FEEDLOOM_ENGINE_NO_PIPELINE', 'this engine has no pipeline, so it buffers nothing')
    if (others.length === 0 || first.latest(query, 1).length > 0) return first
    return others.find((buffer) => buffer.latest(query, 1).length > 0) ?? first
  }
}
