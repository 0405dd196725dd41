import { settle } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AnyBatch,
  type BatchPolicy,
  dataError,
  fatal,
  type Gap,
  type Instrument,
  type OverflowPolicy,
  retryable,
} from '../contracts/index.ts'
import { SinkDriver } from './sink-driver.ts'
import { FakeSink } from './test/fakes.ts'
import { type TestHost, testHost } from './test/host.ts'
import { RunWriter } from './writer.ts'

interface Bench {
  readonly host: TestHost
  readonly sink: FakeSink
  readonly driver: SinkDriver
  readonly blocks: boolean[]
  offer(symbol: string, ...prices: readonly number[]): void
}

function bench(policy: Partial<BatchPolicy>, { canWait = false, sink = new FakeSink(policy) } = {}): Bench {
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
function story(sink: FakeSink): string[] {
  return sink.written.map((event) =>
    event.kind === 'gap' ? `gap ${event.instrument.base} ${event.missing}` : `${event.instrument.base} ${event.ts}`,
  )
}

function gaps(sink: FakeSink): Gap[] {
  return sink.written.filter((event) => event.kind === 'gap')
}

async function drain({ driver, sink }: Bench): Promise<void> {
  sink.open()
  await driver.drain(new AbortController().signal)
}

describe('SinkDriver: batching', () => {
  it('writes when enough events have gathered', async () => {
    const b = bench({ maxEvents: 3, maxDelayMs: 1000 })
    b.offer('BTCUSDT', 1, 2)
    expect(b.sink.writes).toHaveLength(0)
    b.offer('BTCUSDT', 3, 4)
    await settle()
    expect(b.sink.writes.map(({ id, count }) => [id, count])).toEqual([[1, 3]])
  })

  it('writes what is there when the oldest has waited long enough', async () => {
    const b = bench({ maxEvents: 100, maxDelayMs: 50 })
    b.offer('BTCUSDT', 1)
    b.host.clock.advance(49)
    expect(b.sink.writes).toHaveLength(0)
    b.host.clock.advance(1)
    await settle()
    expect(story(b.sink)).toEqual(['BTC 1'])
    expect(b.host.clock.pending).toBe(0)
  })

  it('joins neighbouring runs of one kind and origin into one', async () => {
    const b = bench({ maxEvents: 4, maxDelayMs: 1000 })
    b.offer('BTCUSDT', 1)
    b.offer('ETHUSDT', 2)
    b.offer('BTCUSDT', 3, 4)
    await settle()
    expect(b.sink.writes[0]?.runs.map(({ events }) => events.length)).toEqual([4])
  })

  it('has no more writes under way than it may', async () => {
    const b = bench({ maxEvents: 1, maxInFlight: 2 })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2, 3)
    await settle()
    expect(b.sink.writes).toHaveLength(2)
    b.sink.open()
    await settle()
    expect(b.sink.writes).toHaveLength(3)
  })
})

describe('SinkDriver: errors', () => {
  it('retries under the same id and run, after the wait that the error asks for', async () => {
    const b = bench({ maxEvents: 1 })
    b.sink.answers.push(retryable('FEEDLOOM_TEST', 'busy', { retryAfterMs: 5000 }))
    b.offer('BTCUSDT', 1)
    await b.host.clock.advanceAsync(4999)
    expect(b.sink.writes).toHaveLength(1)
    expect(b.host.lifecycle.get('sinks.keep')?.state).toBe('degraded')
    await b.host.clock.advanceAsync(1)
    expect(b.sink.writes.map(({ id, run }) => [id, run])).toEqual([
      [1, 'run'],
      [1, 'run'],
    ])
    expect(b.driver.stats()).toMatchObject({ retries: 1, produced: 1, failed: 0 })
    expect(b.host.lifecycle.get('sinks.keep')?.state).toBe('running')
  })

  it('waits longer after each failure, up to a cap, with a random part', async () => {
    const b = bench({ maxEvents: 1 })
    const times: number[] = []
    b.sink.write = () => {
      times.push(b.host.clock.now())
      return Promise.reject(retryable('FEEDLOOM_TEST', 'busy'))
    }
    b.offer('BTCUSDT', 1)
    await b.host.clock.advanceAsync(200_000)
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    waits.forEach((wait, i) => {
      const full = Math.min(30_000, 100 * 2 ** i)
      expect(wait).toBeGreaterThanOrEqual(full / 2)
      expect(wait).toBeLessThanOrEqual(full)
    })
    expect(waits.length).toBeGreaterThan(8)
  })

  it('dead-letters a rejected write and goes on with the next', async () => {
    const b = bench({ maxEvents: 2 })
    b.sink.answers.push(dataError('FEEDLOOM_TEST', 'no'))
    b.offer('BTCUSDT', 1, 2, 3, 4)
    await settle()
    expect(story(b.sink)).toEqual(['BTC 3', 'BTC 4'])
    expect(b.driver.stats()).toMatchObject({ produced: 2, failed: 2, queued: 0 })
    expect(b.host.deadLetters.byCode().get('FEEDLOOM_TEST')).toBe(2)
  })

  it('dead-letters by index what a write could not take', async () => {
    const b = bench({ maxEvents: 3 })
    b.sink.answers.push({ failed: [{ index: 1, error: dataError('FEEDLOOM_TEST', 'odd') }] })
    b.offer('BTCUSDT', 1, 2, 3)
    await settle()
    expect(b.driver.stats()).toMatchObject({ produced: 2, failed: 1 })
    expect(b.host.deadLetters.samples()[0]?.subject).toMatchObject({ kind: 'trade', price: 2 })
  })

  it('reports a fatal error to the engine', async () => {
    const b = bench({ maxEvents: 1 })
    b.sink.answers.push(fatal('FEEDLOOM_TEST', 'disk full'))
    b.offer('BTCUSDT', 1)
    await settle()
    expect(b.host.failures).toMatchObject([{ component: 'sinks.keep', error: { code: 'FEEDLOOM_TEST' } }])
  })
})

describe('SinkDriver: overflow', () => {
  const slow = { maxEvents: 2, queueEvents: 4, maxDelayMs: 0 } as const

  it('drop-oldest keeps the newest and says before them what is missing', async () => {
    const b = bench({ ...slow, overflow: 'drop-oldest' })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2) // under way
    b.offer('BTCUSDT', 3, 4)
    b.offer('ETHUSDT', 5)
    b.offer('BTCUSDT', 6, 7)
    expect(b.driver.stats()).toMatchObject({ consumed: 7, dropped: 3, queued: 4 })
    await drain(b)
    expect(story(b.sink)).toEqual(['BTC 1', 'BTC 2', 'gap BTC 2', 'gap ETH 1', 'BTC 6', 'BTC 7'])
    expect(gaps(b.sink)[0]).toMatchObject({
      cause: 'overflow',
      state: 'lost',
      component: 'sinks.keep',
      dataKind: 'trade',
      fromId: '3',
      toId: '4',
    })
    expect(b.driver.stats()).toMatchObject({ produced: 4, queued: 0 })
  })

  it('drop-newest keeps the oldest and says behind them what is missing', async () => {
    const b = bench({ ...slow, overflow: 'drop-newest' })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2)
    b.offer('BTCUSDT', 3, 4, 5)
    b.offer('ETHUSDT', 6)
    b.sink.open()
    await settle()
    b.offer('BTCUSDT', 7)
    await drain(b)
    expect(story(b.sink)).toEqual(['BTC 1', 'BTC 2', 'BTC 3', 'BTC 4', 'gap BTC 1', 'gap ETH 1', 'BTC 7'])
    expect(b.driver.stats()).toMatchObject({ consumed: 7, produced: 5, dropped: 2 })
  })

  it('conflate keeps the latest of each instrument and kind', async () => {
    const b = bench({ maxEvents: 4, queueEvents: 8, maxDelayMs: 0, overflow: 'conflate' })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2, 3, 4)
    for (let price = 5; price <= 20; price++) b.offer(price % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT', price)
    expect(b.driver.stats().queued).toBeLessThanOrEqual(8)
    await drain(b)
    const tail = story(b.sink).slice(-2)
    expect(tail).toEqual(['ETH 19', 'BTC 20'])
    const missing = gaps(b.sink).reduce((sum, gap) => sum + (gap.missing ?? 0), 0)
    const { consumed, produced, dropped } = b.driver.stats()
    expect(dropped).toBe(missing)
    expect(produced + missing).toBe(consumed)
  })

  it('block pauses sources that can wait for as long as it takes and loses nothing', async () => {
    const b = bench({ ...slow, overflow: 'block', maxBlockMs: 100 }, { canWait: true })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2)
    b.offer('BTCUSDT', 3)
    expect(b.blocks).toEqual([true])
    b.offer('BTCUSDT', 4, 5)
    await b.host.clock.advanceAsync(60_000)
    expect(b.blocks).toEqual([true])
    b.sink.open()
    await settle()
    expect(b.blocks).toEqual([true, false])
    await drain(b)
    expect(story(b.sink)).toEqual(['BTC 1', 'BTC 2', 'BTC 3', 'BTC 4', 'BTC 5'])
  })

  it('block lets a live source wait no longer than it may, then drops the oldest', async () => {
    const b = bench({ ...slow, overflow: 'block', maxBlockMs: 100 })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2, 3)
    expect(b.blocks).toEqual([true])
    await b.host.clock.advanceAsync(99)
    expect(b.blocks).toEqual([true])
    await b.host.clock.advanceAsync(1)
    expect(b.blocks).toEqual([true, false])
    b.offer('BTCUSDT', 4, 5, 6)
    await drain(b)
    expect(story(b.sink)).toEqual(['BTC 1', 'BTC 2', 'gap BTC 2', 'BTC 5', 'BTC 6'])
    expect(b.blocks).toEqual([true, false])
  })

  it('writes no gap into a sink that takes none, but counts', async () => {
    const sink = new FakeSink({ ...slow, overflow: 'drop-oldest' }, ['trade'])
    const b = bench({}, { sink })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2, 3, 4, 5, 6)
    await drain(b)
    expect(gaps(b.sink)).toEqual([])
    expect(b.driver.stats()).toMatchObject({ consumed: 6, produced: 4, dropped: 2 })
  })
})

type Step = { readonly do: 'offer'; readonly symbol: string; readonly n: number } | { readonly do: 'open' | 'close' | 'wait' | 'reject' }

/** Runs the steps, never beyond the bound, then drains. Returns how many events were offered. */
async function play(b: Bench, steps: readonly Step[], bound: number): Promise<number> {
  let price = 0
  for (const step of steps) {
    if (step.do === 'offer') b.offer(step.symbol, ...Array.from({ length: step.n }, () => ++price))
    else if (step.do === 'open') b.sink.open()
    else if (step.do === 'close') b.sink.close()
    else if (step.do === 'reject') b.sink.answers.push(dataError('FEEDLOOM_TEST', 'no'))
    else await b.host.clock.advanceAsync(5)
    expect(b.driver.stats().queued).toBeLessThanOrEqual(bound)
  }
  await drain(b)
  return price
}

const offers = fc.record({
  do: fc.constant('offer' as const),
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT', 'XRPUSDT'),
  n: fc.integer({ min: 1, max: 9 }),
})
const others = fc.constantFrom('open' as const, 'close' as const, 'wait' as const, 'wait' as const).map((name) => ({ do: name }))
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: offers }, { weight: 2, arbitrary: others }), { maxLength: 60 })
const sizes = fc.record({
  maxEvents: fc.integer({ min: 1, max: 8 }),
  queueEvents: fc.integer({ min: 1, max: 20 }),
  maxInFlight: fc.constantFrom(1, 2),
})

describe('SinkDriver: the law of the count', () => {
  const policies: readonly OverflowPolicy[] = ['block', 'drop-oldest', 'drop-newest', 'conflate']

  it.each(policies)('acknowledged + lost in gaps = produced once nothing waits, within the bound (%s)', async (overflow) => {
    const law = fc.asyncProperty(steps, sizes, async (story, policy) => {
      const b = bench({ ...policy, overflow, maxDelayMs: 5, maxBlockMs: 20 })
      const offered = await play(b, story, policy.queueEvents)
      const { consumed, produced, failed, dropped, queued } = b.driver.stats()
      const missing = gaps(b.sink).reduce((sum, gap) => sum + (gap.missing ?? 0), 0)
      expect({ consumed, failed, queued, missing }).toEqual({ consumed: offered, failed: 0, queued: 0, missing: dropped })
      expect(produced + missing).toBe(offered)
      expect(b.sink.written.filter(({ kind }) => kind === 'trade')).toHaveLength(produced)
    })
    await fc.assert(law, { numRuns: 150 })
  })

  it.each(policies)('keeps the order of what it writes (%s)', async (overflow) => {
    const law = fc.asyncProperty(steps, sizes, async (story, policy) => {
      const b = bench({ ...policy, maxInFlight: 1, overflow, maxDelayMs: 5, maxBlockMs: 20 })
      await play(b, story, policy.queueEvents)
      const times = b.sink.written.filter(({ kind }) => kind === 'trade').map(({ ts }) => ts)
      expect(times).toEqual(times.toSorted((x, y) => x - y))
    })
    await fc.assert(law, { numRuns: 50 })
  })

  it.each(policies)('acknowledged + given up + dropped = produced where writes are rejected too (%s)', async (overflow) => {
    const rejects = fc.constant({ do: 'reject' as const })
    const law = fc.asyncProperty(fc.array(fc.oneof(offers, others, rejects), { maxLength: 60 }), sizes, async (story, policy) => {
      const b = bench({ ...policy, overflow, maxDelayMs: 5, maxBlockMs: 20 })
      const offered = await play(b, story, policy.queueEvents)
      const { produced, dropped } = b.driver.stats()
      const lost = b.host.deadLetters.total
      const rejectedGaps =
        b.sink.writes.flatMap(({ runs }) => runs).reduce((sum, run) => sum + (run.kind === 'gap' ? run.events.length : 0), 0) -
        gaps(b.sink).length
      expect(produced + (lost - rejectedGaps) + dropped).toBe(offered)
    })
    await fc.assert(law, { numRuns: 50 })
  })
})

describe('SinkDriver: drain', () => {
  it('gives up what is left when the deadline comes', async () => {
    const b = bench({ maxEvents: 1, queueEvents: 10 })
    b.sink.answers.push('hang')
    b.offer('BTCUSDT', 1, 2, 3)
    const deadline = new AbortController()
    const drained = b.driver.drain(deadline.signal)
    await settle()
    deadline.abort(new DOMException('late', 'AbortError'))
    await drained
    await settle()
    const { produced, failed, queued } = b.driver.stats()
    expect({ produced, failed, queued }).toEqual({ produced: 0, failed: 3, queued: 0 })
  })

  it('makes durable what was acknowledged', async () => {
    const b = bench({})
    b.offer('BTCUSDT', 1)
    await drain(b)
    expect(b.sink.calls).toEqual(['flush'])
    expect(story(b.sink)).toEqual(['BTC 1'])
  })

  it('takes nothing afterwards', async () => {
    const b = bench({})
    await drain(b)
    b.offer('BTCUSDT', 1)
    expect(b.driver.stats()).toMatchObject({ consumed: 1, dropped: 1, queued: 0 })
  })
})
