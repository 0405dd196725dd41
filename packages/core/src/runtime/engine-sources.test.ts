import { settle, VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../config/types.ts'
import type { FeedloomError, RawFrame } from '../contracts/index.ts'
import { Engine } from './engine.ts'
import { FakeSink } from './test/fake-sink.ts'
import { FakeSource, sinkPlugin, smallConfig, sourcePlugin, spot } from './test/fakes.ts'
import { required } from './test/required.ts'

async function engineOf(
  source: FakeSource,
  symbols: readonly string[],
  more: Partial<ConfigInput> = {},
): Promise<{ engine: Engine; sink: FakeSink }> {
  const sink = new FakeSink()
  const sources = { fake: { subscribe: [{ kind: 'trade', symbols }] } }
  const config = smallConfig([sourcePlugin(source), sinkPlugin(sink)], { sources, ...more })
  return { engine: await Engine.from(config, { clock: new VirtualClock() }), sink }
}

const symbolsOf = (source: FakeSource): string[] => source.subscribed.map(({ symbol }) => symbol).toSorted()

describe('Engine: symbols', () => {
  it('refuses unknown symbols before anything starts, all at once, with path and hint', async () => {
    const source = new FakeSource()
    const { engine, sink } = await engineOf(source, ['BTC/USDT', 'ETH/USTD', 'NO*'])
    const error = (await engine.start().catch((thrown: unknown) => thrown)) as FeedloomError
    const problems = error.details?.['problems'] as readonly FeedloomError[]
    expect(problems.map(({ path }) => path)).toEqual(['sources.fake.subscribe[0].symbols[1]', 'sources.fake.subscribe[0].symbols[2]'])
    expect(problems[0]?.hint).toContain('ETH/USDT')
    expect(error.category).toBe('config')
    expect(sink.calls).toEqual(['stop'])
    expect(source.calls).not.toContain('start')
  })

  it('checks them in Engine.from when asked to', async () => {
    const config = smallConfig([sourcePlugin(new FakeSource([spot('XRPUSDT')])), sinkPlugin(new FakeSink())])
    await expect(Engine.from(config, { checkSymbols: true })).rejects.toMatchObject({ category: 'config' })
  })

  it('gives the source the symbols that a pattern matches, and follows listings and delistings', async () => {
    const source = new FakeSource([spot('BTCUSDT'), spot('ETHUSDT'), { ...spot('OLDUSDT'), status: 'delisted' }])
    const { engine } = await engineOf(source, ['*/USDT'])
    await engine.start()
    expect(symbolsOf(source)).toEqual(['BTC/USDT', 'ETH/USDT'])
    source.context?.instruments.define([spot('SOLUSDT'), { ...spot('ETHUSDT'), status: 'delisted' }])
    await settle()
    expect(symbolsOf(source)).toEqual(['BTC/USDT', 'SOL/USDT'])
    await engine.stop()
  })

  it('leaves `*` to a source that has an all-symbols stream of that kind', async () => {
    const source = new FakeSource(undefined, { wildcard: ['trade'] })
    const { engine } = await engineOf(source, ['*'])
    await engine.start()
    expect(symbolsOf(source)).toEqual(['*'])
    await engine.stop()
  })
})

describe('Engine: sources at run time', () => {
  it('adds a source, which feeds the first pipeline, and removes it again', async () => {
    const first = new FakeSource()
    const made: FakeSource[] = []
    const other = sourcePlugin(() => {
      const source = new FakeSource([{ ...spot('XRPUSDT'), venue: 'fake' }])
      made.push(source)
      return source
    }, 'other')
    const sink = new FakeSink()
    const config = smallConfig([sourcePlugin(first), sinkPlugin(sink), other])
    const engine = await Engine.from(config, { clock: new VirtualClock() })
    await engine.start()
    await engine.addSource('other', { subscribe: [{ kind: 'trade', symbols: ['XRP/USDT'] }] })
    const added = required(made.at(-1))
    expect(engine.getSource('other')).toBe(added)
    added.send('XRPUSDT', [1])
    expect(engine.view.streams()).toMatchObject([{ source: 'sources.other', events: 1 }])
    await engine.removeSource('other')
    expect(added.calls.at(-1)).toBe('stop')
    expect(engine.getSource('other')).toBeUndefined()
    await expect(engine.addSource('fake', {})).rejects.toMatchObject({ code: 'FEEDLOOM_ENGINE_SOURCE_EXISTS' })
    await engine.stop()
    expect(sink.written).toHaveLength(1)
  })

  it('adds and ends subscriptions, and refuses unknown symbols', async () => {
    const source = new FakeSource()
    const { engine } = await engineOf(source, ['BTC/USDT'])
    await engine.start()
    const first = required(source.subscribed[0])
    const outcomes = await engine.subscribe('fake', [{ ...first, symbol: 'ETH/USDT' }, first])
    expect(outcomes).toMatchObject([{ ok: true, subscription: { symbol: 'ETH/USDT' } }])
    expect(symbolsOf(source)).toEqual(['BTC/USDT', 'ETH/USDT'])
    await engine.unsubscribe('fake', [first])
    expect(symbolsOf(source)).toEqual(['ETH/USDT'])
    await expect(engine.subscribe('fake', [{ ...first, symbol: 'NO/PE' }])).rejects.toMatchObject({ category: 'config' })
    expect(() => engine.unsubscribe('nobody', [])).toThrow(/no source/)
    await engine.stop()
  })

  it('tells the taps which streams nobody wants any more, so that a replay does not miss them', async () => {
    const source = new FakeSource()
    const forgotten: unknown[] = []
    const sink = new FakeSink()
    const deaf = (): undefined => undefined
    sink.tap = { frame: deaf, batch: deaf, gap: deaf, connection: deaf, forget: (...facts) => forgotten.push(facts) }
    const clock = new VirtualClock()
    const engine = await Engine.from(smallConfig([sourcePlugin(source), sinkPlugin(sink)]), { clock })
    await engine.start()
    await engine.unsubscribe('fake', [required(source.subscribed[0])])
    expect(forgotten).toEqual([['sources.fake', engine.registry.native('fake', 'BTCUSDT'), 'trade', clock.now()]])
    await engine.stop()
  })

  it('pauses a source while a sink that blocks is full', async () => {
    const source = new FakeSource(undefined, { flow: 'pausable' })
    const sink = new FakeSink({ queueEvents: 8, maxEvents: 2, overflow: 'block' })
    const engine = await Engine.from(smallConfig([sourcePlugin(source), sinkPlugin(sink)]), { clock: new VirtualClock() })
    await engine.start()
    sink.close()
    for (let i = 0; i < 7; i++) source.send('BTCUSDT', [i])
    expect(source.paused).toBe(true)
    sink.open()
    await settle()
    expect(source.paused).toBe(false)
    await engine.stop()
    expect(sink.written).toHaveLength(7)
  })
})

describe('Engine: backfill', () => {
  it('delivers history before live, without repeating what both have', async () => {
    const source = new FakeSource(undefined, { history: ['trade'] })
    const pages: ((frame: RawFrame | undefined) => void)[] = []
    Object.assign(source, {
      history: async function* (): AsyncIterable<RawFrame> {
        while (true) {
          const frame = await new Promise<RawFrame | undefined>((resolve) => pages.push(resolve))
          if (frame === undefined) return
          yield frame
        }
      },
    })
    const { engine, sink } = await engineOf(source, [], {
      sources: { fake: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'], backfill: '1h' }] } },
    })
    await engine.start()
    await settle()
    // Ids count from 1 on each side, so trades 1 and 2 are the same ones.
    source.send('BTCUSDT', [100, 200, 300])
    expect(engine.view.streams()).toEqual([])
    const page: RawFrame = {
      venue: 'fake',
      channel: 'rest',
      payload: { symbol: 'BTCUSDT', prices: [100, 200] },
      tsRecv: 1,
      connection: 'rest',
      epoch: 0,
      request: undefined,
    }
    pages.shift()?.(page)
    await settle()
    pages.shift()?.(undefined)
    await settle()
    await engine.stop()
    expect(sink.written.map((event) => (event.kind === 'trade' ? event.price : event.kind))).toEqual([100, 200, 300])
    expect(sink.writes.flatMap(({ runs }) => runs.map(({ delivery }) => delivery))).toEqual(['backfill', 'live'])
  })
})
