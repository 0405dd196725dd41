import { describe, expect, it } from 'vitest'
import type { AnyBatch, Instrument, Processor, Trade } from '../contracts/index.ts'
import { GapLedger } from './gap-ledger.ts'
import { type Outlet, Pipeline } from './pipeline.ts'
import { Stage } from './stage.ts'
import { fakeProcessor } from './test/fakes.ts'
import { type TestHost, testHost } from './test/host.ts'
import { RunWriter } from './writer.ts'

interface Bench {
  readonly host: TestHost
  readonly pipeline: Pipeline
  readonly stages: readonly Stage[]
  readonly heard: string[]
  trades(...prices: readonly number[]): AnyBatch
}

function bench(processors: readonly Processor[] = [], { holdLimit = 100, outlets = [] as readonly Outlet[] } = {}): Bench {
  const host = testHost()
  const stages = processors.map((processor, i) => new Stage(host, `processors.p${i}`, processor))
  const pipeline = new Pipeline(host, { name: 'main', stages, outlets, buffer: undefined, gaps: new GapLedger(), holdLimit })
  const heard: string[] = []
  pipeline.bus.on('*', ({ events }) => {
    for (const event of events) heard.push(event.kind === 'gap' ? `gap ${event.missing}` : `${event.kind} ${event.ts}`)
  })
  const instrument = host.instruments.native('fake', 'BTCUSDT') as Instrument
  const trades = (...prices: readonly number[]): AnyBatch => {
    const writer = new RunWriter()
    writer.begin(prices[0] ?? 0, 'sources.fake', 'live')
    for (const price of prices) writer.trade(instrument, price, price, 1, 'buy', String(price))
    return writer.finish()[0] as AnyBatch
  }
  return { host, pipeline, stages, heard, trades }
}

describe('Pipeline', () => {
  it('passes what a processor forwards before what it makes of it, through all later processors', () => {
    const b = bench([
      fakeProcessor(),
      fakeProcessor({ consumes: ['quote'], process: (batch, out) => batch.events.forEach((event) => out.event(event)) }),
    ])
    b.pipeline.accept(b.trades(1))
    expect(b.heard).toEqual(['trade 1', 'quote 1', 'quote 1'])
  })

  it('keeps back what a processor consumes and does not forward; other kinds pass', () => {
    const b = bench([fakeProcessor({ consumes: ['quote'], forwards: false })])
    b.pipeline.accept(b.trades(1))
    expect(b.heard).toEqual(['trade 1'])
    const swallowing = bench([fakeProcessor({ forwards: false })])
    swallowing.pipeline.accept(swallowing.trades(1))
    expect(swallowing.heard).toEqual(['quote 1'])
  })

  it('gives derived events the receive time of their cause', () => {
    const b = bench([fakeProcessor()])
    const received: number[] = []
    b.pipeline.bus.on('quote', ({ events }) => received.push(...events.map(({ tsRecv }) => tsRecv)))
    b.pipeline.accept(b.trades(7))
    expect(received).toEqual([7])
  })

  it('takes back what a processor wrote before it threw, counts it, and goes on', () => {
    let calls = 0
    const broken = fakeProcessor({
      process: (batch, out) => {
        out.event(batch.events[0] as never)
        calls += 1
        if (calls === 1) throw new TypeError('mine')
      },
    })
    const b = bench([broken])
    b.pipeline.accept(b.trades(1))
    b.pipeline.accept(b.trades(2))
    expect(b.heard).toEqual(['trade 1', 'trade 2', 'trade 2'])
    expect(b.stages[0]?.stats()).toMatchObject({ consumed: 2, failed: 1, produced: 1 })
    expect(b.host.errors.byCode().get('FEEDLOOM_PROCESSOR_FAILED')).toBe(1)
  })

  it('ticks processors on the clock with the time of the tick', () => {
    const times: number[] = []
    const b = bench([
      fakeProcessor({ tickEveryMs: 100, tick: (now, out) => (times.push(now), out.status(b0(), now, { state: 'trading' } as never)) }),
    ])
    const b0 = (): Instrument => b.host.instruments.native('fake', 'BTCUSDT') as Instrument
    b.pipeline.startTicks(false)
    const from = b.host.clock.now()
    b.host.clock.advance(250)
    expect(times).toEqual([from + 100, from + 200])
    expect(b.heard).toEqual([`status ${from + 100}`, `status ${from + 200}`])
    b.pipeline.end()
    b.host.clock.advance(1000)
    expect(times).toHaveLength(2)
  })

  it('ticks by the receive times of a replay, wherever its runs are cut', () => {
    const heard = (sizes: readonly number[]): readonly string[] => {
      const calls: string[] = []
      const b = bench([
        fakeProcessor({
          tickEveryMs: 1000,
          tick: (now) => calls.push(`tick ${now}`),
          process: (batch) => batch.events.forEach(({ tsRecv }) => calls.push(String(tsRecv))),
          end: (out) => calls.push(`end ${out.tsRecv}`),
        }),
      ])
      b.pipeline.startTicks(true)
      const times = [5, 400, 1100, 1900, 4100]
      const [event] = b.trades(1).events as readonly Trade[]
      for (const size of sizes) {
        const events = times.splice(0, size).map((tsRecv): Trade => ({ ...(event as Trade), tsRecv }))
        b.pipeline.accept({ ...b.trades(1), kind: 'trade', delivery: 'replay', events })
      }
      b.host.clock.advance(60_000)
      b.pipeline.end()
      return calls
    }
    const wanted = ['5', '400', 'tick 1100', '1100', '1900', 'tick 4100', '4100', 'end 4100']
    expect(heard([5])).toEqual(wanted)
    expect(heard([1, 1, 1, 1, 1])).toEqual(wanted)
    expect(heard([3, 2])).toEqual(wanted)
  })

  it('lets processors write the rest at the end, front to back, once', () => {
    const ending = (ts: number): Processor =>
      fakeProcessor({
        consumes: ['status'],
        end: (out) => out.status(instrument(), ts, { state: 'closed' } as never),
        process: (batch, out) => batch.events.forEach((event) => out.event(event)),
        forwards: false,
      })
    const b = bench([ending(1), ending(2)])
    const instrument = (): Instrument => b.host.instruments.native('fake', 'BTCUSDT') as Instrument
    b.pipeline.end()
    b.pipeline.end()
    expect(b.heard).toEqual(['status 1', 'status 2'])
  })

  it('holds live events while somebody warms up, behind history, in order', () => {
    const b = bench()
    const release = b.pipeline.hold()
    const second = b.pipeline.hold()
    b.pipeline.accept(b.trades(3))
    b.pipeline.acceptBackfill(b.trades(1, 2))
    release()
    release()
    expect(b.heard).toEqual(['trade 1', 'trade 2'])
    second()
    b.pipeline.accept(b.trades(4))
    expect(b.heard).toEqual(['trade 1', 'trade 2', 'trade 3', 'trade 4'])
  })

  it('holds no more than it may and says what it lost', () => {
    const b = bench([], { holdLimit: 3 })
    const release = b.pipeline.hold()
    b.pipeline.accept(b.trades(1, 2, 3, 4, 5))
    release()
    expect(b.heard).toEqual(['gap 2', 'trade 3', 'trade 4', 'trade 5'])
  })

  it('counts streams and remembers the last event of each', () => {
    const b = bench([fakeProcessor()])
    b.pipeline.accept(b.trades(1, 2))
    expect(b.pipeline.streams.stats().map(({ kind, events, lastPrice, source }) => [kind, events, lastPrice, source])).toEqual([
      ['trade', 2, 2, 'sources.fake'],
      ['quote', 2, 2, 'processors.p0'],
    ])
  })
})
