import { VirtualClock } from '@feedloom/testkit'
import type { ConfigInput } from '../../config/types.ts'
import type { FlowStats, Plugin } from '../../contracts/index.ts'
import { Engine } from '../engine.ts'
import { FakeSink } from './fake-sink.ts'
import { FakeSource, sinkPlugin, smallConfig, sourcePlugin } from './fakes.ts'

export interface EngineBench {
  readonly engine: Engine
  readonly source: FakeSource
  readonly sink: FakeSink
  readonly clock: VirtualClock
}

interface BenchOptions {
  readonly source?: FakeSource
  readonly sink?: FakeSink
  readonly plugins?: readonly Plugin[]
  readonly config?: Partial<ConfigInput>
}

export async function engineBench({
  source = new FakeSource(),
  sink = new FakeSink(),
  plugins = [],
  config = {},
}: BenchOptions = {}): Promise<EngineBench> {
  const clock = new VirtualClock()
  const engine = await Engine.from(smallConfig([sourcePlugin(source), sinkPlugin(sink), ...plugins], config), { clock, random: () => 0.5 })
  return { engine, source, sink, clock }
}

export const flow = (engine: Engine, component: string): FlowStats | undefined =>
  engine.view.flow().find((stats) => stats.component === component)
export const stateOf = (engine: Engine, id: string): string | undefined =>
  engine.view.components().find((status) => status.id === id)?.state
