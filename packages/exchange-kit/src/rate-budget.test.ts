import { VirtualClock, settle } from '@feedloom/testkit'
import { array, assert, asyncProperty, integer } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateBudget } from './rate-budget.ts'

function budget(weight: number): { readonly clock: VirtualClock; readonly budget: RateBudget } {
  const clock = new VirtualClock()
  return { clock, budget: new RateBudget({ scope: 'acme.rest', weight, perMs: 60_000, clock }) }
}

describe('RateBudget', () => {
  it('lets repairs pass before polls and polls before history', async () => {
    const { clock, budget: it } = budget(10)
    const order: string[] = []
    await it.acquire(10, 'history')
    for (const priority of ['history', 'polling', 'repair'] as const) void it.acquire(10, priority).then(() => order.push(priority))
    await clock.advanceAsync(180_000)
    expect(order).toEqual(['repair', 'polling', 'history'])
  })

  it('counts what the venue counts when that is more', async () => {
    const { clock, budget: it } = budget(100)
    await it.acquire(1, 'polling')
    it.sync(95)
    expect(it.state()).toEqual({ scope: 'acme.rest', weight: 100, perMs: 60_000, used: 95, waiting: 0, pausedForMs: 0 })
    let passed = false
    void it.acquire(10, 'polling').then(() => (passed = true))
    await clock.advanceAsync(59_999)
    expect(passed).toBe(false)
    await clock.advanceAsync(1)
    expect(passed).toBe(true)
  })

  it('holds everybody back while the venue wants a pause', async () => {
    const { clock, budget: it } = budget(100)
    it.pause(5_000)
    let passed = 0
    void it.acquire(1, 'repair').then(() => passed++)
    expect(it.state()).toMatchObject({ waiting: 1, pausedForMs: 5_000 })
    await clock.advanceAsync(4_999)
    expect(passed).toBe(0)
    await clock.advanceAsync(1)
    expect(passed).toBe(1)
  })

  it('gives a heavy request its turn although light ones keep coming behind it', async () => {
    const { clock, budget: it } = budget(10)
    await it.acquire(6, 'polling')
    const order: string[] = []
    void it.acquire(8, 'polling').then(() => order.push('heavy'))
    void it.acquire(1, 'polling').then(() => order.push('light'))
    await clock.advanceAsync(60_000)
    expect(order).toEqual(['heavy', 'light'])
  })

  it('lets go of who no longer waits', async () => {
    const { clock, budget: it } = budget(10)
    await it.acquire(10, 'polling')
    const aborting = new AbortController()
    const waiting = it.acquire(10, 'polling', aborting.signal)
    aborting.abort(new DOMException('enough', 'AbortError'))
    await expect(waiting).rejects.toMatchObject({ code: 'FEEDLOOM_ABORTED' })
    const stopped = it.acquire(1, 'polling')
    it[Symbol.dispose]()
    await expect(stopped).rejects.toMatchObject({ code: 'FEEDLOOM_SOURCE_STOPPED' })
    await settle()
    expect(clock.pending).toBe(0)
  })

  it('never spends more than its weight in any window', async () => {
    const requests = array(integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 20 })
    await assert(
      asyncProperty(requests, async (weights) => {
        const { clock, budget: it } = budget(10)
        const spent: { at: number; weight: number }[] = []
        for (const weight of weights) void it.acquire(weight, 'polling').then(() => spent.push({ at: clock.now(), weight }))
        await clock.advanceAsync(60_000 * weights.length)
        expect(spent).toHaveLength(weights.length)
        for (const { at } of spent) {
          const inWindow = spent.filter((other) => other.at >= at && other.at < at + 60_000)
          expect(inWindow.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(10)
        }
      }),
      { numRuns: 30 },
    )
  })
})
