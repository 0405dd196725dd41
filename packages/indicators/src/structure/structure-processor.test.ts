import type { Bar, HistoryQuery, HistoryReader, MarketEvent, Pattern, PriceLevel, Processor } from '@feedloom/core'
import { CollectingWriter, VirtualClock, testInstruments } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chartPatterns } from '../chart-patterns/chart-patterns.ts'
import { chartPatternsProcessor, levelsProcessor } from '../plugins.ts'
import { batch, btc, eth, minute } from '../test/processing.ts'
import { randomWalk } from '../test/structure-series.ts'
import { barsOf, doubleTop, processorFor } from '../test/structure-suites.ts'
import { levelHistory } from './price-levels.ts'

const input = { interval: '1m' }
const bars = barsOf(doubleTop)

function fed(processor: Processor, ...list: readonly Bar[]): readonly MarketEvent[] {
  const out = new CollectingWriter()
  processor.process(batch(...list), out)
  return out.take()
}

const patterns = (events: readonly MarketEvent[]): readonly Pattern[] => events as readonly Pattern[]

describe('the chart-patterns processor', () => {
  it('says what the detector finds, with open times, prices and the receive time of the bar', () => {
    const events = patterns(fed(processorFor(chartPatternsProcessor, { input }), ...bars))
    const found = chartPatterns(doubleTop)
    expect(events.map(({ id, state }) => [id, state])).toEqual(found.map(({ id, state }) => [id, state]))
    expect(events.find(({ state }) => state === 'confirmed')).toMatchObject({
      kind: 'pattern',
      name: 'double-top',
      instrument: btc,
      interval: '1m',
      direction: 'bearish',
      bars: [95, 108, 121].map((row) => row * minute),
      prices: found[0]?.points.map(({ price }) => price),
    })
    for (const { openTime, tsRecv, ts } of events) {
      const source = bars[(openTime as number) / minute]
      expect([ts, tsRecv]).toEqual([source?.ts, source?.tsRecv])
    }
  })

  it('says only the states that it is asked for', () => {
    const events = patterns(fed(processorFor(chartPatternsProcessor, { input, states: ['confirmed'] }), ...bars))
    expect(new Set(events.map(({ state }) => state))).toEqual(new Set(['confirmed']))
  })

  it('keeps instruments and intervals apart and leaves out forming bars and other origins', () => {
    const processor = processorFor(chartPatternsProcessor, { input: { interval: ['1m', '5m'] }, symbols: ['BTC/USDT'] })
    const mixed = bars.flatMap((one): Bar[] => [
      one,
      { ...one, instrument: eth },
      { ...one, interval: '5m' },
      { ...one, interval: '1h' },
      { ...one, final: false, close: 1, low: 1 },
      { ...one, origin: 'derived', close: 1, low: 1 },
    ])
    const events = patterns(fed(processor, ...mixed))
    const count = (interval: string) => events.filter((event) => event.interval === interval && event.instrument === btc).length
    expect([count('1m'), count('5m'), events.length]).toEqual([2, 2, 4].map((times) => (times * chartPatterns(doubleTop).length) / 2))
  })

  it('goes by late and corrected bars from the next bar on, and repeats nothing', () => {
    const processor = processorFor(chartPatternsProcessor, { input })
    const early = fed(processor, ...bars.slice(0, 90), ...bars.slice(100, 125))
    expect(early).toEqual([])
    // The hole is filled: the first top at row 95 is known from now on.
    expect(fed(processor, ...bars.slice(90, 100), bars[110] as Bar)).toEqual([])
    const late = patterns(fed(processor, ...bars.slice(125)))
    expect(late.map(({ name, state }) => [name, state])).toContainEqual(['double-top', 'confirmed'])
  })

  it('says of the future what it would have said without the disorder', () => {
    const walk = barsOf(randomWalk(700, 11))
    const inOrder = processorFor(chartPatternsProcessor, { input })
    fed(inOrder, ...walk.slice(0, 300))
    const expected = fed(inOrder, ...walk.slice(300))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 298 }), { maxLength: 12 }), fc.integer({ min: 0, max: 298 }), (late, wrong) => {
        const processor = processorFor(chartPatternsProcessor, { input })
        const missing = new Set(late)
        const first = walk.slice(0, 300).filter((_, row) => !missing.has(row))
        fed(processor, ...first.map((one) => (one.openTime === wrong * minute ? { ...one, low: 1, close: 1 } : one)))
        fed(processor, ...[...missing].map((row) => walk[row] as Bar), walk[wrong] as Bar)
        expect(fed(processor, ...walk.slice(300))).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })

  it('is warmed up from history and says nothing of it', async () => {
    const clock = new VirtualClock(130 * minute)
    const instruments = testInstruments([btc])
    const processor = processorFor(chartPatternsProcessor, { input, symbols: ['BTCUSDT'] }, { clock, instruments })
    const asked: HistoryQuery[] = []
    const history: HistoryReader = {
      async *read(query) {
        asked.push(query)
        const known = instruments.native('binance', 'BTCUSDT')
        yield { ...batch(...bars.slice(0, 130).map((one) => ({ ...one, instrument: known ?? btc }))), delivery: 'backfill' }
      },
    }
    await processor.warm?.(history, new AbortController().signal)
    expect(asked).toMatchObject([{ kind: 'bar', interval: '1m', to: 130 * minute }])
    const live = bars.slice(130).map((one) => ({ ...one, instrument: instruments.native('binance', 'BTCUSDT') ?? btc }))
    expect(patterns(fed(processor, ...live)).map(({ state }) => state)).toContain('confirmed')
  })
})

describe('the levels processor', () => {
  it('says what the detector finds', () => {
    const events = fed(processorFor(levelsProcessor, { input }), ...bars) as readonly PriceLevel[]
    const found = levelHistory(doubleTop)
    expect(found.length).toBeGreaterThan(0)
    expect(events.map(({ id, state, price, side, strength }) => [id, state, price, side, strength])).toEqual(
      found.map(({ id, state, price, side, strength }) => [id, state, price, side, strength]),
    )
    expect(events[0]).toMatchObject({ kind: 'level', instrument: btc, interval: '1m', touches: 2 })
    const broken = fed(processorFor(levelsProcessor, { input, states: ['broken'] }), ...bars) as readonly PriceLevel[]
    expect(broken.length).toBe(found.filter(({ state }) => state === 'broken').length)
  })
})
