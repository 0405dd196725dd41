import { describe, expect, it } from 'vitest'
import { btc, eth, gapAt } from '../../test/event-fixture.ts'
import { GapLedger, isOpen } from './gap-ledger.ts'

const ledger = (): GapLedger => {
  const gaps = new GapLedger()
  gaps.note(gapAt(1, 'a', 'suspected', { from: 1 }))
  gaps.note(gapAt(2, 'b', 'healing', { from: 2, to: 3, dataKind: 'book' }))
  gaps.note(gapAt(3, 'c', 'lost', { from: 2, to: 3, instrument: eth, dataKind: 'quote', cause: 'disconnect' }))
  gaps.note(gapAt(4, 'a', 'healed', { from: 1, to: 4, healedBy: 'rest.aggTrades' }))
  gaps.note(gapAt(5, 'd', 'suspected', { from: 4, to: 5, dataKind: 'quote', cause: 'silence' }))
  return gaps
}

describe('the ledger of gaps', () => {
  it('holds each gap once, in its last state', () => {
    const gaps = ledger()
    expect(gaps.total).toBe(4)
    expect([...gaps.all()].map(({ id, state }) => [id, state])).toEqual([
      ['a', 'healed'],
      ['b', 'healing'],
      ['c', 'lost'],
      ['d', 'suspected'],
    ])
    expect([...gaps.all()][0]).toMatchObject({ from: 1, to: 4, healedBy: 'rest.aggTrades' })
  })

  it('is asked by venue, instrument, kind and state, and for those of which more will be said', () => {
    const ids = (filter: Parameters<GapLedger['matching']>[0]): string =>
      ledger()
        .matching(filter)
        .map(({ id }) => id)
        .join('')
    expect(ids({})).toBe('abcd')
    expect([ids({ symbol: eth.symbol }), ids({ symbol: btc.nativeSymbol }), ids({ venue: 'elsewhere' })]).toEqual(['c', 'abd', ''])
    expect([ids({ kind: 'quote' }), ids({ state: 'lost' }), ids({ open: true }), ids({ open: false })]).toEqual(['cd', 'c', 'b', 'acd'])
  })

  it('calls a suspicion open only as long as it has no end', () => {
    expect(isOpen({ state: 'suspected', to: undefined })).toBe(true)
    expect(isOpen({ state: 'suspected', to: 5 })).toBe(false)
    expect(isOpen({ state: 'healing', to: 5 })).toBe(true)
  })

  it('cuts what was not healed out of what was covered', () => {
    const span = { venue: btc.venue, interval: undefined, from: 0, to: 9, rows: 9 }
    const covered = ledger().withHoles([
      { ...span, symbol: btc.symbol, kind: 'trade' },
      { ...span, symbol: btc.symbol, kind: 'book.delta' },
      { ...span, symbol: eth.symbol, kind: 'quote' },
    ])
    expect(covered.map(({ holes }) => holes)).toEqual([
      [],
      [{ from: 2, to: 3, state: 'healing', cause: 'sequence' }],
      [{ from: 2, to: 3, state: 'lost', cause: 'disconnect' }],
    ])
  })
})
