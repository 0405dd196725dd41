import { settle, VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import type { AnyBatch } from '../contracts/index.ts'
import { Engine } from './engine.ts'
import { FakeSink, FakeSource, fakeProcessor, processorPlugin, sinkPlugin, smallConfig, sourcePlugin } from './test/fakes.ts'

describe('Engine', () => {
  it('carries events from a source through a processor and the bus into a sink, in order', async () => {
    const source = new FakeSource()
    const sink = new FakeSink()
    const clock = new VirtualClock()
    const engine = await Engine.from(
      smallConfig([sourcePlugin(source), sinkPlugin(sink), processorPlugin(() => fakeProcessor())], { processors: { echo: {} } }),
      { clock },
    )
    const heard: AnyBatch[] = []
    engine.bus.on('*', (batch) => heard.push(batch))
    await engine.start()
    source.send('BTCUSDT', [1, 2])
    source.send('ETHUSDT', [3])
    await engine.stop()
    expect(heard.map(({ kind, origin, events }) => [kind, origin, events.length])).toEqual([
      ['trade', 'sources.fake', 2],
      ['quote', 'processors.echo', 2],
      ['trade', 'sources.fake', 1],
      ['quote', 'processors.echo', 1],
    ])
    expect(sink.written.map((event) => (event.kind === 'trade' ? event.price : event.kind))).toEqual([1, 2, 'quote', 'quote', 3, 'quote'])
    expect(sink.calls).toEqual(['start', 'flush', 'stop'])
    expect(source.calls).toEqual(['instruments', 'subscribe', 'start', 'stop'])
    await settle()
  })
})
