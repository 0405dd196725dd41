import { describe, expect, it } from 'vitest'
import { faultPlan } from './parts/fault-plan.ts'
import { addFigures, noFigures } from './parts/figures.ts'
import { killRun } from './parts/kill-run.ts'
import { seededRun } from './parts/seeded-run.ts'

// The short forms of `npm run prove -- faults` and `npm run prove -- kills`.
describe('the whole stack on a venue that fails at random', () => {
  it('keeps good books true, the ledger exact and the store complete, for ten seeds', async () => {
    const sum = noFigures()
    for (let seed = 1; seed <= 10; seed++) {
      const { broken, figures } = await seededRun(faultPlan(seed, [2, 3]))
      expect({ seed, broken }).toEqual({ seed, broken: [] })
      addFigures(sum, figures)
    }
    expect(sum.booksCompared).toBeGreaterThan(10_000)
    expect(sum).toMatchObject({
      lostTradesFound: sum.lostTrades,
      lostBarsFound: sum.lostBars,
      lostDeltasFound: sum.lostDeltas,
      falseGaps: 0,
    })
    expect(Math.min(sum.lostTrades, sum.lostDeltas, sum.breaksProved, sum.dismissed)).toBeGreaterThan(0)
  }, 180_000)

  it('stores every trade once though connections are cut all the time', async () => {
    const { broken, figures, kills } = await killRun({ seed: 1, kills: 20, trades: 15_000 })
    expect(broken).toEqual([])
    expect(kills).toBe(20)
    expect(figures.tradesCompared).toBeGreaterThan(15_000)
    expect(figures.lostTradesFound).toBe(figures.lostTrades)
  }, 180_000)
})
