import { settle } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { dataError, fatal, retryable } from '../contracts/index.ts'
import { FakeSink } from './test/fake-sink.ts'
import { drain, gaps, sinkBench, story } from './test/sink-bench.ts'

describe('SinkDriver: batching', () => {
  it('writes when enough events have gathered', async () => {
    const b = sinkBench({ maxEvents: 3, maxDelayMs: 1000 })
    b.offer('BTCUSDT', 1, 2)
    expect(b.sink.writes).toHaveLength(0)
    b.offer('BTCUSDT', 3, 4)
    await settle()
    expect(b.sink.writes.map(({ id, count }) => [id, count])).toEqual([[1, 3]])
  })

  it('writes what is there when the oldest has waited long enough', async () => {
    const b = sinkBench({ maxEvents: 100, maxDelayMs: 50 })
    b.offer('BTCUSDT', 1)
    b.host.clock.advance(49)
    expect(b.sink.writes).toHaveLength(0)
    b.host.clock.advance(1)
    await settle()
    expect(story(b.sink)).toEqual(['BTC 1'])
    expect(b.host.clock.pending).toBe(0)
  })

  it('joins neighbouring runs of one kind and origin into one', async () => {
    const b = sinkBench({ maxEvents: 4, maxDelayMs: 1000 })
    b.offer('BTCUSDT', 1)
    b.offer('ETHUSDT', 2)
    b.offer('BTCUSDT', 3, 4)
    await settle()
    expect(b.sink.writes[0]?.runs.map(({ events }) => events.length)).toEqual([4])
  })

  it('has no more writes under way than it may', async () => {
    const b = sinkBench({ maxEvents: 1, maxInFlight: 2 })
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
    const b = sinkBench({ maxEvents: 1 })
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
    const b = sinkBench({ maxEvents: 1 })
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
    const b = sinkBench({ maxEvents: 2 })
    b.sink.answers.push(dataError('FEEDLOOM_TEST', 'no'))
    b.offer('BTCUSDT', 1, 2, 3, 4)
    await settle()
    expect(story(b.sink)).toEqual(['BTC 3', 'BTC 4'])
    expect(b.driver.stats()).toMatchObject({ produced: 2, failed: 2, queued: 0 })
    expect(b.host.deadLetters.byCode().get('FEEDLOOM_TEST')).toBe(2)
  })

  it('dead-letters by index what a write could not take', async () => {
    const b = sinkBench({ maxEvents: 3 })
    b.sink.answers.push({ failed: [{ index: 1, error: dataError('FEEDLOOM_TEST', 'odd') }] })
    b.offer('BTCUSDT', 1, 2, 3)
    await settle()
    expect(b.driver.stats()).toMatchObject({ produced: 2, failed: 1 })
    expect(b.host.deadLetters.samples()[0]?.subject).toMatchObject({ kind: 'trade', price: 2 })
  })

  it('reports a fatal error to the engine', async () => {
    const b = sinkBench({ maxEvents: 1 })
    b.sink.answers.push(fatal('FEEDLOOM_TEST', 'disk full'))
    b.offer('BTCUSDT', 1)
    await settle()
    expect(b.host.failures).toMatchObject([{ component: 'sinks.keep', error: { code: 'FEEDLOOM_TEST' } }])
  })
})

describe('SinkDriver: overflow', () => {
  const slow = { maxEvents: 2, queueEvents: 4, maxDelayMs: 0 } as const

  it('drop-oldest keeps the newest and says before them what is missing', async () => {
    const b = sinkBench({ ...slow, overflow: 'drop-oldest' })
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
    const b = sinkBench({ ...slow, overflow: 'drop-newest' })
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
    const b = sinkBench({ maxEvents: 4, queueEvents: 8, maxDelayMs: 0, overflow: 'conflate' })
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
    const b = sinkBench({ ...slow, overflow: 'block', maxBlockMs: 100 }, { canWait: true })
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
    const b = sinkBench({ ...slow, overflow: 'block', maxBlockMs: 100 })
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
    const b = sinkBench({}, { sink })
    b.sink.close()
    b.offer('BTCUSDT', 1, 2, 3, 4, 5, 6)
    await drain(b)
    expect(gaps(b.sink)).toEqual([])
    expect(b.driver.stats()).toMatchObject({ consumed: 6, produced: 4, dropped: 2 })
  })
})

describe('SinkDriver: drain', () => {
  it('gives up what is left when the deadline comes', async () => {
    const b = sinkBench({ maxEvents: 1, queueEvents: 10 })
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
    const b = sinkBench({})
    b.offer('BTCUSDT', 1)
    await drain(b)
    expect(b.sink.calls).toEqual(['flush'])
    expect(story(b.sink)).toEqual(['BTC 1'])
  })

  it('takes nothing afterwards', async () => {
    const b = sinkBench({})
    await drain(b)
    b.offer('BTCUSDT', 1)
    expect(b.driver.stats()).toMatchObject({ consumed: 1, dropped: 1, queued: 0 })
  })
})
