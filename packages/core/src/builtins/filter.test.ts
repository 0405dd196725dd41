import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, gapAt, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { MarketEvent } from '../contracts/index.ts'
import { filter } from './filter.ts'

const trades = [
  tradeAt(1, 100, 1),
  tradeAt(2, 100, 5, { side: 'sell' }),
  tradeAt(3, 10, 20, { instrument: eth }),
  tradeAt(4, 200, 2, { side: 'sell' }),
]
const times = (config: object, events: readonly MarketEvent[] = trades): number[] =>
  through(make(filter, config), [runOf(events)]).map((event) => event.ts)

describe('filter', () => {
  it('keeps events that meet every condition', () => {
    expect(times({})).toEqual([1, 2, 3, 4])
    expect(times({ symbols: ['BTC/*'] })).toEqual([1, 2, 4])
    expect(times({ symbols: ['ETHUSDT'] })).toEqual([3])
    expect(times({ symbols: ['test:*'], side: 'sell' })).toEqual([2, 4])
    expect(times({ minSize: 5 })).toEqual([2, 3])
    expect(times({ minNotional: 200, symbols: ['*/USDT'] })).toEqual([2, 3, 4])
    expect(times({ where: { price: { above: 100 } } })).toEqual([4])
    expect(times({ where: { side: { in: ['sell'] }, price: { min: 100, max: 150 } } })).toEqual([2])
    expect(times({ where: { 'instrument.base': { not: 'BTC' } } })).toEqual([3])
  })

  it('drops events that meet every condition, when told to', () => {
    expect(times({ action: 'drop', side: 'sell', symbols: ['BTC/*'] })).toEqual([1, 3])
    expect(times({ action: 'drop', kinds: ['trade'] })).toEqual([])
  })

  it('lets events pass that a condition does not concern', () => {
    const others = [barAt(1), gapAt(2, 'g', 'lost')]
    for (const event of others) expect(times({ side: 'buy', minSize: 3, where: { rate: { above: 1 } } }, [event])).toEqual([event.ts])
    expect(times({ action: 'drop', minSize: 3 }, [barAt(1)])).toEqual([1])
    expect(times({ where: { vwap: { above: 1 } } }, [barAt(1)])).toEqual([])
  })

  it('looks only at the kinds it is told to', () => {
    const processor = make(filter, { kinds: ['book', 'trade'] })
    expect(processor.consumes).toEqual(['book.snapshot', 'book.delta', 'trade'])
    expect(processor.produces).toEqual(processor.consumes)
    expect(make(filter, {}).consumes).toBe('*')
    const layouts = [{ kind: 'x-acme.mood', columns: [] }]
    expect(make(filter, {}, { layouts }).produces).toContain('x-acme.mood')
  })

  it('passes events on as they are', () => {
    expect(through(make(filter, { symbols: ['BTC/USDT'] }), [runOf(trades)])[0]).toBe(trades[0])
    expect(btc.symbol).toBe('BTC/USDT')
  })
})
