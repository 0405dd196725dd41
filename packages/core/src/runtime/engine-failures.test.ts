import { settle, VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../config/load.ts'
import type { LoadedConfig } from '../config/types.ts'
import { dataError, fatal, retryable, type FeedloomError, type Plugin } from '../contracts/index.ts'
import { Engine } from './engine.ts'
import { engineBench, flow, stateOf } from './test/engine-bench.ts'
import { FakeSink } from './test/fake-sink.ts'
import { FakeSource, fakeProcessor, processorPlugin, sinkPlugin, smallConfig, sourcePlugin } from './test/fakes.ts'
import { required } from './test/required.ts'

/** With a policy that is not the default. */
async function withPolicy(plugins: readonly Plugin[], onFatal: string): Promise<LoadedConfig> {
  const loaded = await resolveConfig(smallConfig(plugins))
  const [name, pipeline] = required(Object.entries(loaded.config.pipelines)[0])
  return { ...loaded, config: { ...loaded.config, pipelines: { [name]: { ...pipeline, onFatal: onFatal as 'stop' } } } }
}

describe('Engine: components that fail', () => {
  it('stops the run by default', async () => {
    const { engine, source, sink } = await engineBench()
    const errors: FeedloomError[] = []
    engine.on('error', (error) => errors.push(error))
    const running = engine.run({ handleSignals: false })
    await settle()
    source.send('BTCUSDT', [1])
    source.context?.failed(fatal('FEEDLOOM_TEST', 'gone'))
    const summary = await running
    expect(summary).toMatchObject({ outcome: 'failed', reason: 'sources.fake: gone' })
    expect(errors.map(({ code }) => code)).toEqual(['FEEDLOOM_TEST'])
    expect(sink.written).toHaveLength(1)
  })

  it('goes on without a failed sink where the pipeline says so', async () => {
    const source = new FakeSource()
    const sink = new FakeSink({ maxEvents: 1 })
    const engine = await Engine.from(await withPolicy([sourcePlugin(source), sinkPlugin(sink)], 'continue'), { clock: new VirtualClock() })
    await engine.start()
    sink.answers.push(fatal('FEEDLOOM_TEST', 'disk full'))
    source.send('BTCUSDT', [1])
    await settle()
    source.send('BTCUSDT', [2])
    await settle()
    expect(stateOf(engine, 'sinks.keep')).toBe('failed')
    expect(stateOf(engine, 'sources.fake')).toBe('running')
    expect(flow(engine, 'sinks.keep')).toMatchObject({ produced: 0, failed: 1, dropped: 1 })
    await engine.stop()
    expect(sink.calls).toEqual(['start', 'stop'])
  })

  it('restarts a failed source, with a new instance and all its subscriptions, after a wait', async () => {
    const made: FakeSource[] = []
    const sink = new FakeSink()
    const clock = new VirtualClock()
    const create = (): FakeSource => {
      const source = new FakeSource()
      made.push(source)
      return source
    }
    const loaded = await withPolicy([sourcePlugin(create), sinkPlugin(sink)], 'restart')
    made.splice(0)
    const engine = await Engine.from(loaded, { clock, random: () => 0 })
    await engine.start()
    made[0]?.context?.failed(fatal('FEEDLOOM_TEST', 'gone'))
    await clock.advanceAsync(499)
    expect(made).toHaveLength(1)
    await clock.advanceAsync(1)
    expect(made).toHaveLength(2)
    expect(made[1]?.subscribed).toHaveLength(2)
    expect(stateOf(engine, 'sources.fake')).toBe('running')
    made[1]?.send('BTCUSDT', [7])
    await engine.stop()
    expect(sink.written.at(-1)).toMatchObject({ kind: 'trade', price: 7 })
    const gaps = sink.written.filter((event) => event.kind === 'gap' && event.instrument.symbol === 'BTC/USDT')
    expect(gaps.map((gap) => gap.kind === 'gap' && [gap.cause, gap.dataKind])).toContainEqual(['restart', 'trade'])
  })

  it('restarts a failed sink, which then gets what waited', async () => {
    const made: FakeSink[] = []
    const clock = new VirtualClock()
    const source = new FakeSource()
    const create = (): FakeSink => {
      const sink = new FakeSink({ maxEvents: 1 })
      made.push(sink)
      return sink
    }
    const loaded = await withPolicy([sourcePlugin(source), sinkPlugin(create)], 'restart')
    made.splice(0)
    const engine = await Engine.from(loaded, { clock, random: () => 0 })
    await engine.start()
    made[0]?.answers.push(fatal('FEEDLOOM_TEST', 'disk full'))
    source.send('BTCUSDT', [1])
    await settle()
    source.send('BTCUSDT', [2])
    await clock.advanceAsync(1000)
    await engine.stop()
    expect(made[1]?.written).toMatchObject([{ price: 2 }])
  })

  it('ends within the deadline when a component never comes back from its start', async () => {
    const { engine, sink, clock } = await engineBench()
    sink.start = () => new Promise<never>(() => undefined)
    const running = engine.run({ handleSignals: false })
    await settle()
    expect(stateOf(engine, 'sinks.keep')).toBe('starting')
    void engine.stop('stopped on request')
    await clock.advanceAsync(60_000)
    expect(await running).toMatchObject({ outcome: 'stopped', reason: 'stopped on request' })
  })

  it('shows a degraded component and its recovery', async () => {
    const { engine, source } = await engineBench()
    const states: string[] = []
    engine.on('component', ({ id, state }) => void (id === 'sources.fake' && states.push(state)))
    await engine.start()
    source.context?.degraded(dataError('FEEDLOOM_TEST', 'slow'))
    expect(engine.view.components().find(({ id }) => id === 'sources.fake')).toMatchObject({ state: 'degraded', reason: 'slow' })
    source.context?.recovered()
    await engine.stop()
    expect(states).toEqual(['starting', 'running', 'degraded', 'running', 'stopping', 'stopped'])
  })
})

describe('Engine: plugins', () => {
  it('disposes what components share after the last of them has stopped', async () => {
    const { engine, source, sink } = await engineBench()
    const log: string[] = []
    const create = (): Disposable => ({ [Symbol.dispose]: () => log.push('disposed') })
    const one = source.context?.shared('budget', create)
    const two = sink.context?.shared('budget', create)
    expect(one).toBe(two)
    const stop = sink.stop.bind(sink)
    sink.stop = () => (log.push('sink stops'), stop())
    await engine.start()
    await engine.stop()
    expect(log).toEqual(['sink stops', 'disposed'])
  })

  it('resolves paths from the folder of the config', async () => {
    const source = new FakeSource()
    const loaded = await resolveConfig(smallConfig([sourcePlugin(source), sinkPlugin(new FakeSink())]), { folder: '/configs' })
    await using engine = await Engine.from(loaded)
    expect(engine.runId).toMatch(/^\d{8}T\d{9}-\w{6}$/)
    expect(source.context?.resolvePath('./data/x.db')).toBe('/configs/data/x.db')
    expect(source.context?.resolvePath('/abs/x.db')).toBe('/abs/x.db')
  })

  it('shows connections as they change', async () => {
    const { engine, source } = await engineBench()
    const states: string[] = []
    engine.on('connection', ({ state }) => states.push(state))
    await engine.start()
    source.report({ state: 'connected' })
    source.report({ state: 'reconnecting', reconnects: 1 })
    expect(states).toEqual(['connected', 'reconnecting'])
    expect(engine.view.connections()).toMatchObject([{ connection: 'public#0', state: 'reconnecting' }])
    await engine.stop()
  })
})

describe('Engine: a stop while it starts', () => {
  /** Asks a venue that does not answer, until it is stopped. */
  class AskingSource extends FakeSource {
    readonly #answer: Error
    #stopped: () => void = () => undefined

    constructor(answer: Error) {
      super()
      this.#answer = answer
    }

    override instruments(): Promise<never> {
      return new Promise((_, reject) => (this.#stopped = () => reject(this.#answer)))
    }

    override stop(): Promise<void> {
      this.#stopped()
      return super.stop()
    }
  }

  it.each([
    [fatal('FEEDLOOM_ABORTED', 'aborted'), {}],
    [retryable('FEEDLOOM_TEST', 'no answer'), { FEEDLOOM_TEST: 1 }],
  ])('is no failure of what it cuts short, and what went wrong until then is counted (%s)', async (answer, errors) => {
    const { engine } = await engineBench({ source: new AskingSource(answer) })
    const running = engine.run({ handleSignals: false })
    await settle()
    await engine.stop('asked to')
    const summary = await running
    expect(summary).toMatchObject({ outcome: 'stopped', reason: 'asked to', errors })
    expect(summary.components.map(({ state }) => state)).toEqual(['stopped', 'stopped'])
  })

  it('leaves what failed before as failed', async () => {
    const source = new FakeSource()
    const sink = new FakeSink()
    const engine = await Engine.from(await withPolicy([sourcePlugin(source), sinkPlugin(sink)], 'continue'), { clock: new VirtualClock() })
    const running = engine.run({ handleSignals: false })
    await settle()
    sink.context?.failed(fatal('FEEDLOOM_TEST', 'gone'))
    await engine.stop()
    expect((await running).components.map(({ id, state }) => [id, state])).toContainEqual(['sinks.keep', 'failed'])
  })

  it('ends a warm-up without a failure', async () => {
    const warm = (_: unknown, signal: AbortSignal): Promise<void> =>
      new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    const { engine } = await engineBench({
      plugins: [processorPlugin(() => fakeProcessor({ warm }))],
      config: { processors: { echo: {} } },
    })
    const running = engine.run({ handleSignals: false })
    await settle()
    await engine.stop()
    expect((await running).components.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped'])
  })
})
