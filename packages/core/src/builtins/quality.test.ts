import { testContext } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, instruments, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { Alert, MarketEvent, Processor, Quote } from '../contracts/index.ts'
import { createMetrics } from '../runtime/metrics.ts'
import { quality } from './quality.ts'

const all = (action: string): object =>
  Object.fromEntries(['duplicate', 'non-positive', 'crossed', 'locked', 'future', 'backwards', 'spike'].map((rule) => [rule, action]))
const processorOf = (config: object): Processor => make(quality, config)
const quoteAt = (ts: number, bidPrice: number, askPrice: number, facts: Partial<Quote> = {}): Quote => {
  const head = { kind: 'quote' as const, instrument: btc, ts, nanos: 0, tsRecv: ts + 5, revision: 0 }
  const unknown = { sequence: undefined, conditions: undefined, bidVenue: undefined, askVenue: undefined, tape: undefined }
  return { ...head, bidPrice, bidSize: 1, askPrice, askSize: 1, ...unknown, ...facts }
}
const alertsOf = (events: readonly MarketEvent[]): readonly Alert[] => events.filter((event) => event.kind === 'alert')
const rulesOf = (events: readonly MarketEvent[]): string[] => alertsOf(events).map(({ rule }) => rule)
const judged = (events: readonly MarketEvent[], config: object = all('flag')): string[] =>
  rulesOf(through(processorOf({ alertEvery: '0ms', ...config }), [runOf(events)]))

/** Trades that nothing is wrong with: times and ids ascend, prices walk by small steps. */
const walk = fc
  .array(
    fc.record({ step: fc.integer({ min: 0, max: 5_000 }), move: fc.integer({ min: -5, max: 5 }), size: fc.integer({ min: 1, max: 500 }) }),
    {
      maxLength: 400,
    },
  )
  .map((steps) => {
    let [ts, price] = [1_700_000_000_000, 50_000]
    return steps.map(({ step, move, size }, i) => tradeAt((ts += step), (price += move) / 100, size / 100, { id: String(i) }))
  })

describe('quality', () => {
  it('lets through what nothing is wrong with, untouched and in order', () => {
    fc.assert(
      fc.property(walk, (trades) => {
        const out = trades.length === 0 ? [] : through(processorOf(all('drop')), [runOf(trades)])
        expect(out.every((event, i) => event === trades[i])).toBe(true)
        expect(out.length).toBe(trades.length)
      }),
    )
  })

  it('drops exactly what it would flag, and what is dropped, flagged and passed adds up', () => {
    const any = fc.record({
      ts: fc.integer({ min: -2_000, max: 20_000 }),
      price: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.integer({ min: 99, max: 101 }), fc.constant(1_000)),
      size: fc.integer({ min: 0, max: 3 }),
      id: fc.integer({ min: 0, max: 40 }),
      late: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 120 }), (facts) => {
        const trades = facts.map(({ ts, price, size, id, late }) => ({
          ...tradeAt(ts, price, size, { id: String(id) }),
          ...(late ? { tsRecv: ts - 10_000 } : {}),
        }))
        const metrics = createMetrics()
        const counting = make(quality, { ...all('flag'), alertEvery: '0ms', window: 11 }, { ...testContext({ instruments }), metrics })
        const flagged = through(counting, [runOf(trades)])
        const kept = through(processorOf({ ...all('drop'), window: 11 }), [runOf(trades)])
        const wrong = alertsOf(flagged).length
        expect(flagged.length).toBe(trades.length + wrong)
        expect(kept.length).toBe(trades.length - wrong)
        expect(metrics.samples().reduce((sum, { value }) => sum + value, 0)).toBe(wrong)
        expect(through(processorOf(all('pass')), [runOf(trades)])).toEqual(trades)
      }),
    )
  })

  it('tells crossed from locked quotes, and an empty side from both', () => {
    expect(judged([quoteAt(1, 11, 10)])).toEqual(['quality.crossed'])
    expect(judged([quoteAt(1, 10, 10)])).toEqual(['quality.locked'])
    expect(judged([quoteAt(1, Number.NaN, 10, { bidSize: 0 }), quoteAt(1, 10, Number.NaN, { askSize: 0 })])).toEqual([])
    expect(judged([quoteAt(1, 10, 11, { askSize: 0 }), quoteAt(1, 0, 11)])).toEqual(['quality.non-positive', 'quality.non-positive'])
  })

  it('wants prices and sizes above zero, of bars prices only', () => {
    expect(judged([tradeAt(1, 0), tradeAt(2, -1), tradeAt(3, 1, 0), tradeAt(4, Number.NaN)]).length).toBe(4)
    expect(judged([barAt(0, { volume: 0 })])).toEqual([])
    expect(judged([barAt(0, { low: 0 })])).toEqual(['quality.non-positive'])
  })

  it('holds times against the arrival and against the event before, each as far as it is told to', () => {
    const early = { ...tradeAt(20_000, 1), tsRecv: 14_000 }
    expect(judged([early])).toEqual(['quality.future'])
    expect(judged([early], { futureBy: '6s' })).toEqual([])
    expect(judged([tradeAt(2_000, 1), tradeAt(1_000, 1), tradeAt(1_500, 1), tradeAt(2_000, 1)])).toEqual([
      'quality.backwards',
      'quality.backwards',
    ])
    expect(judged([tradeAt(2_000, 1), tradeAt(1_000, 1)], { backwardsBy: '1s' })).toEqual([])
  })

  it('finds a spike and not the drift before it, and takes a level that stays for the new one', () => {
    const calm = Array.from({ length: 200 }, (_, i) => tradeAt(i, 100 + Math.sin(i / 10)))
    expect(judged([...calm, tradeAt(200, 150)])).toEqual(['quality.spike'])
    const crash = Array.from({ length: 200 }, (_, i) => tradeAt(200 + i, 50 + Math.sin(i / 10)))
    const found = judged([...calm, ...crash])
    expect(found.length).toBeGreaterThan(40)
    expect(found.length).toBeLessThan(60)
  })

  it('finds the spike that a full sort of the window finds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 8, maxLength: 60 }), (prices) => {
        const window = 9
        const limits = { window, deviations: 3, leastMove: 0.01 }
        const found = alertsOf(
          through(processorOf({ ...all('pass'), spike: 'flag', alertEvery: '0ms', ...limits }), [
            runOf(prices.map((price, i) => tradeAt(i, price))),
          ]),
        ).map(({ ts }) => ts)
        const middle = (values: readonly number[]): number => {
          const sorted = [...values].sort((a, b) => a - b)
          const half = sorted.length >> 1
          return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
        }
        const expected = prices.flatMap((price, i) => {
          const before = prices.slice(Math.max(0, i - window), i)
          if (before.length * 2 < window) return []
          const median = middle(before)
          const deviation = Math.max((median * 0.01) / 3, middle(before.map((other) => Math.abs(other - median))) * 1.4826)
          return Math.abs(price - median) / deviation > 3 ? [i] : []
        })
        expect(found).toEqual(expected)
      }),
    )
  })

  it('tells duplicates by id, of each instrument and variant alone, among the recent ones', () => {
    const aggregate = { firstId: '1', lastId: '1' }
    const same = [
      tradeAt(1, 1, 1, { id: '7' }),
      tradeAt(1, 1, 1, { id: '7', instrument: eth }),
      tradeAt(1, 1, 1, { id: '7', aggregate }),
      tradeAt(1, 1, 1, { id: '7' }),
    ]
    expect(through(processorOf({}), [runOf(same)]).length).toBe(3)
    const far = ['7', '8', '9', '7'].map((id) => tradeAt(1, 1, 1, { id }))
    expect(through(processorOf({ ids: 2 }), [runOf(far)]).length).toBe(4)
  })

  it('judges what was fetched by its content alone: it comes late by nature', () => {
    const late = [tradeAt(2_000, 1), tradeAt(1_000, 1)]
    const out = through(processorOf({ ...all('flag'), alertEvery: '0ms' }), [
      runOf(late, 'backfill'),
      runOf([tradeAt(500, -1)], 'backfill'),
    ])
    expect(rulesOf(out)).toEqual(['quality.non-positive'])
  })

  it('alerts once a while for each rule and instrument, and says how many it kept to itself', () => {
    const crossed = [0, 100, 200, 60_000].map((ts) => quoteAt(ts, 11, 10))
    const out = through(processorOf({}), [runOf(crossed), runOf([quoteAt(60_001, 11, 10, { instrument: eth })])])
    expect(alertsOf(out).map(({ ts, instrument, message }) => [ts, instrument.base, message])).toEqual([
      [0, 'BTC', 'quote: bid 11, ask 10'],
      [60_000, 'BTC', 'quote: bid 11, ask 10; 2 more since the last alert'],
      [60_001, 'ETH', 'quote: bid 11, ask 10'],
    ])
    expect(out.filter(({ kind }) => kind === 'quote').length).toBe(5)
    expect(alertsOf(out)[0]).toMatchObject({ rule: 'quality.crossed', severity: 'warning', value: -1, tsRecv: 5 })
  })
})
