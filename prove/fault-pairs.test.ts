import { describe, expect, it } from 'vitest'
import type { BookRun, FaultPair } from './parts/fault-pair.ts'
import { faultPairs, followed, replayed, truthOf } from './parts/fault-pair.ts'

const flat = (pairs: FaultPair['expectedTop10']['bids']): string => pairs.flatMap(([price, size]) => [Number(price), Number(size)]).join()

/** What holds for both ways in. */
function expectHealed(run: BookRun, pair: FaultPair, truth: ReadonlyMap<number, string>): void {
  // Noticed at the first update that came after the hole, before anything more of the book was passed on.
  expect(run.noticed).toEqual([
    { after: pair.bookUpdateIdBefore, state: 'suspect', toId: String(pair.firstEventAfterGap.pu ?? pair.firstEventAfterGap.U - 1) },
  ])
  expect(run.gaps.filter(({ dataKind }) => dataKind === 'book').map(({ cause, state, healedBy }) => [cause, state, healedBy])).toEqual([
    ['sequence', 'healing', undefined],
    ['sequence', 'healed', 'snapshot'],
  ])
  const wrong = [...run.good].filter(([sequence, top]) => truth.has(sequence) && truth.get(sequence) !== top).map(([sequence]) => sequence)
  expect(wrong).toEqual([])
  expect(run.good.has(pair.bookUpdateIdBefore)).toBe(true)
  expect(run.final).toEqual({
    state: 'good',
    sequence: pair.expectedFinalUpdateId,
    top10: `${flat(pair.expectedTop10.bids)} | ${flat(pair.expectedTop10.asks)}`,
  })
}

describe.each(faultPairs())('an update missing from $name', (pair) => {
  it('is noticed at the next one, and the book is never good while wrong: replayed, the source serves a snapshot when asked', async () => {
    const [truth, run] = [await truthOf(pair), await replayed(pair)]
    expect(truth.size).toBeGreaterThan(3_000)
    expectHealed(run, pair, truth)
  })

  it('is noticed and healed the same by the live source, over sockets and REST', async () => {
    const [truth, run] = [await truthOf(pair), await followed(pair)]
    expectHealed(run, pair, truth)
    expect(run.requests).toBe(2)
  })
})
