import type { AnyBatch, BatchPolicy, Gap, Instrument } from '../../contracts/index.ts'
import { SinkDriver } from '../sink-driver.ts'
import { RunWriter } from '../writer.ts'
import { FakeSink } from './fake-sink.ts'
import { type TestHost, testHost } from './host.ts'

export interface SinkBench {
  readonly host: TestHost
  readonly sink: FakeSink
  readonly driver: SinkDriver
  readonly blocks: boolean[]
  offer(symbol: string, ...prices: readonly number[]): void
}

export function sinkBench(policy: Partial<BatchPolicy>, { canWait = false, sink = new FakeSink(policy) } = {}): SinkBench {
  const host = testHost()
  host.lifecycle.add('sinks.keep', 'sink', 'keep')
  host.lifecycle.move('sinks.keep', 'starting')
  host.lifecycle.move('sinks.keep', 'running')
  const blocks: boolean[] = []
  const driver = new SinkDriver(host, sink, {
    id: 'sinks.keep',
    policy: sink.batching,
    onBlock: (blocked) => blocks.push(blocked),
    canWait: () => canWait,
  })
  const offer = (symbol: string, ...prices: readonly number[]): void => driver.offer(trades(host, symbol, prices))
  return { host, sink, driver, blocks, offer }
}

function trades(host: TestHost, symbol: string, prices: readonly number[]): AnyBatch {
  const writer = new RunWriter()
  writer.begin(host.clock.now(), 'sources.fake', 'live')
  const instrument = host.instruments.native('fake', symbol) as Instrument
  for (const price of prices) writer.trade(instrument, price, price, 1, 'buy', String(price))
  return writer.finish()[0] as AnyBatch
}

/** `p1`, `p2` for trades, `gap 3` for a gap that misses 3. */
export function story(sink: FakeSink): string[] {
  return sink.written.map((event) =>
    event.kind === 'gap' ? `gap ${event.instrument.base} ${event.missing}` : `${event.instrument.base} ${event.ts}`,
  )
}

export function gaps(sink: FakeSink): Gap[] {
  return sink.written.filter((event) => event.kind === 'gap')
}

export async function drain({ driver, sink }: SinkBench): Promise<void> {
  sink.open()
  await driver.drain(new AbortController().signal)
}
