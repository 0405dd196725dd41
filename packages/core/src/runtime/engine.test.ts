import { createHook } from 'node:async_hooks'
import { settle } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { type AnyBatch, fatal } from '../contracts/index.ts'
import { engineBench, flow, stateOf } from './test/engine-bench.ts'
import { FakeSink } from './test/fake-sink.ts'
import { FakeSource, fakeProcessor, processorPlugin } from './test/fakes.ts'

describe('Engine: the way of the data', () => {
  it('carries events from a source through a processor and the bus into a sink, in order', async () => {
    const { engine, source, sink } = await engineBench({
      plugins: [processorPlugin(() => fakeProcessor())],
      config: { processors: { echo: {} } },
    })
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
  })

  it('isolates a handler that throws and counts it', async () => {
    const { engine, source, sink } = await engineBench()
    engine.bus.on('trade', () => {
      throw new TypeError('mine')
    })
    await engine.start()
    source.send('BTCUSDT', [1])
    source.send('BTCUSDT', [2])
    await engine.stop()
    expect(sink.written).toHaveLength(2)
    expect(engine.summary()).toMatchObject({ handlerFailures: 2, errors: { FEEDLOOM_HANDLER_FAILED: 2 } })
  })

  it('creates no promise per event', async () => {
    const { engine, source, sink } = await engineBench({ sink: new FakeSink({ maxEvents: 5000, queueEvents: 50_000 }) })
    let handled = 0
    engine.bus.on('trade', ({ events }) => (handled += events.length))
    await engine.start()
    source.send('BTCUSDT', [1])
    await settle()
    let promises = 0
    const hook = createHook({ init: (_, type) => (promises += type === 'PROMISE' ? 1 : 0) }).enable()
    for (let i = 0; i < 20_000; i++) source.send('BTCUSDT', [i])
    hook.disable()
    await engine.stop()
    expect(handled).toBe(20_001)
    expect(sink.written).toHaveLength(20_001)
    // Four writes of 5,000 at most; each of them has a handful.
    expect(promises).toBeLessThan(100)
  })

  it('keeps the newest rows in its buffer, and the last event, streams and books within reach', async () => {
    const { engine, source } = await engineBench()
    await engine.start()
    source.send('BTCUSDT', [1, 2, 3])
    expect(engine.buffer.latest({ symbol: 'BTC/USDT', kind: 'trade' }, 2).length).toBe(2)
    expect(engine.view.latest('trade', 'BTC/USDT')?.price).toBe(3)
    expect(engine.view.latest('trade', 'BTCUSDT', 'fake')?.price).toBe(3)
    expect(engine.view.streams()).toMatchObject([{ kind: 'trade', events: 3, lastPrice: 3 }])
    expect(engine.view.books()).toEqual([])
    await engine.stop()
  })
})

describe('Engine: start and stop', () => {
  it('starts downstream first and stops upstream first', async () => {
    const calls: string[] = []
    const source = new FakeSource()
    const sink = new FakeSink()
    const log = (part: string, target: { start?: unknown; stop?: unknown }): void => {
      Object.assign(target, { start: async () => void calls.push(`start ${part}`), stop: async () => void calls.push(`stop ${part}`) })
    }
    log('source', source)
    log('sink', sink)
    const processor = fakeProcessor({
      start: async () => void calls.push('start processor'),
      stop: async () => void calls.push('stop processor'),
      warm: async () => void calls.push('warm processor'),
    })
    const { engine } = await engineBench({
      source,
      sink,
      plugins: [processorPlugin(() => processor)],
      config: { processors: { echo: {} } },
    })
    await engine.start()
    await engine.stop()
    expect(calls).toEqual(['start sink', 'start processor', 'start source', 'warm processor', 'stop source', 'stop processor', 'stop sink'])
    expect(engine.view.components().map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped'])
  })

  it('holds live events until a processor is warm, and starts sources that can wait after that', async () => {
    let warmed: (() => void) | undefined
    const processor = fakeProcessor({ warm: () => new Promise((resolve) => (warmed = resolve)) })
    const { engine, source, sink } = await engineBench({
      plugins: [processorPlugin(() => processor)],
      config: { processors: { echo: {} } },
    })
    const started = engine.start()
    await settle()
    source.send('BTCUSDT', [1])
    expect(engine.view.streams()).toEqual([])
    warmed?.()
    await started
    source.send('BTCUSDT', [2])
    await engine.stop()
    expect(sink.written.map(({ kind }) => kind)).toEqual(['trade', 'quote', 'trade', 'quote'])
  })

  it('stops everything again when something could not start', async () => {
    const source = new FakeSource()
    source.failStart = fatal('FEEDLOOM_TEST', 'no way')
    const { engine, sink } = await engineBench({ source })
    await expect(engine.start()).rejects.toMatchObject({ code: 'FEEDLOOM_TEST', component: 'sources.fake' })
    expect(sink.calls).toEqual(['start', 'flush', 'stop'])
    expect(source.calls.at(-1)).toBe('stop')
    expect(engine.summary()).toMatchObject({ outcome: 'failed', reason: 'no way' })
    expect(engine.view.components().map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['sinks.keep', 'stopped', undefined],
      ['sources.fake', 'failed', 'no way'],
    ])
  })

  it('starts and stops once, however often it is asked', async () => {
    const { engine, source, sink } = await engineBench()
    await Promise.all([engine.start(), engine.start()])
    await engine.stop()
    await engine.stop()
    await engine[Symbol.asyncDispose]()
    expect(source.calls.filter((call) => call === 'start')).toHaveLength(1)
    expect(sink.calls.filter((call) => call === 'stop')).toHaveLength(1)
    expect(engine.summary().outcome).toBe('stopped')
  })

  it('stops without having been started', async () => {
    const { engine, source } = await engineBench()
    await engine.stop()
    expect(source.calls).toEqual(['stop'])
    await expect(engine.start()).rejects.toMatchObject({ code: 'FEEDLOOM_ENGINE_STOPPED' })
  })

  it('drains what the sinks still hold', async () => {
    const { engine, source, sink } = await engineBench({ sink: new FakeSink({ maxDelayMs: 60_000 }) })
    await engine.start()
    source.send('BTCUSDT', [1, 2, 3])
    expect(sink.writes).toHaveLength(0)
    await engine.stop()
    expect(sink.written).toHaveLength(3)
    expect(flow(engine, 'sinks.keep')).toMatchObject({ produced: 3, queued: 0 })
  })

  it('gives up a drain at the deadline, and leaves sinks their time when a source does not come back', async () => {
    const source = new FakeSource()
    source.hangStop = true
    const { engine, sink, clock } = await engineBench({ source, config: { engine: { shutdown: '10s' } } })
    await engine.start()
    sink.answers.push('hang')
    source.send('BTCUSDT', [1])
    const stopped = engine.stop()
    await clock.advanceAsync(5000)
    expect(stateOf(engine, 'sources.fake')).toBe('stopped')
    expect(stateOf(engine, 'sinks.keep')).toBe('running')
    await clock.advanceAsync(5000)
    await stopped
    expect(flow(engine, 'sinks.keep')).toMatchObject({ produced: 0, failed: 1 })
  })

  it('aborts the drain at a second stop', async () => {
    const { engine, source, sink } = await engineBench()
    await engine.start()
    sink.answers.push('hang')
    source.send('BTCUSDT', [1])
    const first = engine.stop()
    await settle()
    await engine.stop()
    await first
    expect(engine.summary().outcome).toBe('aborted')
  })
})

describe('Engine: run', () => {
  it('ends when all finite sources have ended, and drains', async () => {
    const { engine, source, sink } = await engineBench({ source: new FakeSource(undefined, { finite: true, flow: 'pausable' }) })
    const ended: string[] = []
    engine.on('end', ({ outcome }) => ended.push(outcome))
    const running = engine.run({ handleSignals: false })
    await settle()
    source.send('BTCUSDT', [1, 2])
    source.output.end()
    const summary = await running
    expect(summary).toMatchObject({ outcome: 'ended', events: { trade: 2 } })
    expect(ended).toEqual(['ended'])
    expect(sink.written).toHaveLength(2)
  })

  it('gives sinks all the time that they need after the end of a finite source', async () => {
    const { engine, source, sink, clock } = await engineBench({ source: new FakeSource(undefined, { finite: true, flow: 'pausable' }) })
    const running = engine.run({ handleSignals: false })
    await settle()
    sink.close()
    source.send('BTCUSDT', [1, 2])
    source.output.end()
    await clock.advanceAsync(3_600_000)
    expect(engine.summary().outcome).toBe('running')
    sink.open()
    expect(await running).toMatchObject({ outcome: 'ended' })
    expect(sink.written).toHaveLength(2)
  })

  it('ends after the time that it was given', async () => {
    const { engine, clock } = await engineBench()
    const running = engine.run({ handleSignals: false, forMs: 1000 })
    await clock.advanceAsync(1000)
    expect(await running).toMatchObject({ outcome: 'stopped', durationMs: 1000 })
  })

  it('drains at a signal of the process and aborts at a second one', async () => {
    const { engine, source, sink } = await engineBench()
    const running = engine.run()
    await settle()
    sink.answers.push('hang')
    source.send('BTCUSDT', [1])
    process.emit('SIGTERM')
    await settle()
    expect(stateOf(engine, 'sinks.keep')).toBe('running')
    process.emit('SIGTERM')
    expect(await running).toMatchObject({ outcome: 'aborted' })
    expect(process.listenerCount('SIGTERM')).toBe(0)
  })

  it('ends when its caller aborts', async () => {
    const { engine } = await engineBench()
    const caller = new AbortController()
    const running = engine.run({ handleSignals: false, signal: caller.signal })
    await settle()
    caller.abort()
    expect(await running).toMatchObject({ outcome: 'stopped' })
  })
})
