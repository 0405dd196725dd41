import { describe, expect, it } from 'vitest'
import { faultPlan } from './parts/fault-plan.ts'
import { addFigures, noFigures } from './parts/figures.ts'
import { killRun } from './parts/kill-run.ts'
import { seededRun } from './parts/seeded-run.ts'

const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
/** Of one seed, which takes a second or two of a quiet core: virtual time is not the machine's, but the work is. */
const limitMs = 120_000

// The short forms of `npm run prove -- faults` and `npm run prove -- kills`.
describe('the whole stack on a venue that fails at random', () => {
  const sum = noFigures()
  let judged = 0

  it.each(seeds)('keeps good books true, the ledger exact and the store complete (seed %i)', { timeout: limitMs }, async (seed) => {
    const { broken, figures } = await seededRun(faultPlan(seed, [2, 3]))
    expect(broken).toEqual([])
    addFigures(sum, figures)
    judged++
  })

  it('has met losses of every kind by then, and found them all', () => {
    expect(judged).toBe(seeds.length)
    expect(sum.booksCompared).toBeGreaterThan(10_000)
    expect(sum).toMatchObject({
      lostTradesFound: sum.lostTrades,
      lostBarsFound: sum.lostBars,
      lostDeltasFound: sum.lostDeltas,
      falseGaps: 0,
    })
    expect(Math.min(sum.lostTrades, sum.lostBars, sum.lostDeltas, sum.breaksProved, sum.dismissed)).toBeGreaterThan(0)
  })

  it('stores every trade once though connections are cut all the time', { timeout: limitMs }, async () => {
    const { broken, figures, kills } = await killRun({ seed: 1, kills: 20, trades: 15_000 })
    expect(broken).toEqual([])
    expect(kills).toBe(20)
    expect(figures.tradesCompared).toBeGreaterThan(15_000)
    expect(figures.lostTradesFound).toBe(figures.lostTrades)
  })
})
