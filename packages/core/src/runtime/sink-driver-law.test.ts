import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataError, type OverflowPolicy } from '../contracts/index.ts'
import { drain, gaps, sinkBench, type SinkBench } from './test/sink-bench.ts'

type Step = { readonly do: 'offer'; readonly symbol: string; readonly n: number } | { readonly do: 'open' | 'close' | 'wait' | 'reject' }

/** Runs the steps, never beyond the bound and with every event accounted for, then drains. Returns how many events were offered. */
async function play(b: SinkBench, steps: readonly Step[], bound: number): Promise<number> {
  let price = 0
  const sums: number[] = []
  for (const step of steps) {
    if (step.do === 'offer') b.offer(step.symbol, ...Array.from({ length: step.n }, () => ++price))
    else if (step.do === 'open') b.sink.open()
    else if (step.do === 'close') b.sink.close()
    else if (step.do === 'reject') b.sink.answers.push(dataError('FEEDLOOM_TEST', 'no'))
    else await b.host.clock.advanceAsync(5)
    const { consumed, produced, dropped, queued } = b.driver.stats()
    expect(queued).toBeLessThanOrEqual(bound)
    // Dead letters may carry gaps of the queue itself, so they are left to the laws below.
    if (b.host.deadLetters.total === 0) sums.push(consumed - produced - dropped - queued)
  }
  expect(sums.filter((sum) => sum !== 0)).toEqual([])
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

  it.each(policies)('acknowledged + lost in gaps + still queued = produced, within the bound (%s)', async (overflow) => {
    const law = fc.asyncProperty(steps, sizes, async (story, policy) => {
      const b = sinkBench({ ...policy, overflow, maxDelayMs: 5, maxBlockMs: 20 })
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
      const b = sinkBench({ ...policy, maxInFlight: 1, overflow, maxDelayMs: 5, maxBlockMs: 20 })
      await play(b, story, policy.queueEvents)
      const times = b.sink.written.filter(({ kind }) => kind === 'trade').map(({ ts }) => ts)
      expect(times).toEqual(times.toSorted((x, y) => x - y))
    })
    await fc.assert(law, { numRuns: 50 })
  })

  it.each(policies)('acknowledged + given up + dropped = produced where writes are rejected too (%s)', async (overflow) => {
    const rejects = fc.constant({ do: 'reject' as const })
    const law = fc.asyncProperty(fc.array(fc.oneof(offers, others, rejects), { maxLength: 60 }), sizes, async (story, policy) => {
      const b = sinkBench({ ...policy, overflow, maxDelayMs: 5, maxBlockMs: 20 })
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
