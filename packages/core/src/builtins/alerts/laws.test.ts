import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tradeAt } from '../../../test/event-fixture.ts'
import type { Alert } from '../../contracts/index.ts'
import { AlertBench, closed, valueOf } from '../test/alerting.ts'
import { SlidingExtreme } from './sliding-extreme.ts'

const price = fc.integer({ min: 95, max: 105 })
const places = (alerts: readonly Alert[]): readonly unknown[] => alerts.map(({ openTime, value }) => [openTime, value])

describe('rules, whatever comes', () => {
  const rules = [
    { when: { price: 'close', above: 100 } },
    { when: { price: 'close', above: 100, rearm: 97 } },
    { when: { price: 'close', crosses: 100 } },
    { when: { price: 'close', moves: '3%', within: '5m' } },
    { when: { price: 'close', above: 'sma5' }, oncePer: 'bar' },
  ]

  it('alert at most once for a bar, however often it is stated again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.array(fc.array(price, { minLength: 1, maxLength: 4 }), { maxLength: 30 }), (rule, bars) => {
        const bench = new AlertBench(rule)
        const alerts = bars.flatMap((closes, i) =>
          closes.flatMap((close, revision) => [...bench.feed(closed(i, close, { revision }), valueOf('sma5', i, 100, { revision }))]),
        )
        expect(new Set(alerts.map(({ openTime }) => openTime)).size).toBe(alerts.length)
      }),
    )
  })

  it('say the same when bars are stated again as they were, at once or later', () => {
    const stream = fc.array(fc.record({ close: price, again: fc.nat(3) }), { maxLength: 40 })
    fc.assert(
      fc.property(fc.constantFrom(...rules), stream, (rule, bars) => {
        const [once, again] = [new AlertBench(rule), new AlertBench(rule)]
        const events = bars.map(({ close }, i) => [closed(i, close), valueOf('sma5', i, 100)] as const)
        const plain = events.flatMap((pair) => [...once.feed(...pair)])
        const repeated = events.flatMap((pair, i) => {
          const older = events[Math.max(0, i - (bars[i]?.again ?? 0))] ?? pair
          return [...again.feed(...pair), ...again.feed(...pair), ...again.feed(...older)]
        })
        expect(places(repeated)).toEqual(places(plain))
      }),
    )
  })

  it('alert on no history, and the same on live data after it as if it had been live', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.array(price, { maxLength: 40 }), fc.nat(40), (rule, closes, split) => {
        const [live, late] = [new AlertBench(rule), new AlertBench(rule)]
        const events = closes.map((close, i) => [closed(i, close), valueOf('sma5', i, 100)] as const)
        const all = events.map((pair) => live.feed(...pair))
        expect(events.slice(0, split).flatMap((pair) => [...late.deliver('backfill', ...pair)])).toEqual([])
        const rest = events.slice(split).flatMap((pair) => [...late.feed(...pair)])
        expect(places(rest)).toEqual(places(all.slice(split).flat()))
      }),
    )
  })

  it('alert on a crossing exactly where the side of the last tick off the level changes', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 60 }), (prices) => {
        const alerts = new AlertBench({ when: { price: 'trade', crosses: 100 } }).feed(...prices.map((one, i) => tradeAt(i, one)))
        const off = prices.map((one, i) => ({ i, side: Math.sign(one - 100) })).filter(({ side }) => side !== 0)
        const expected = off.filter(({ side }, n) => n > 0 && side !== off[n - 1]?.side).map(({ i }) => i)
        expect(alerts.map(({ ts }) => ts)).toEqual(expected)
      }),
    )
  })
})

describe('the extreme of a time', () => {
  const samples = fc.array(fc.record({ after: fc.integer({ min: 0, max: 400 }), value: fc.integer({ min: 1, max: 1_000 }) }), {
    maxLength: 200,
  })

  it('is that of the samples inside it, or at most 1/256 of the time younger', () => {
    const withinMs = 1_024
    fc.assert(
      fc.property(samples, fc.constantFrom('highest' as const, 'lowest' as const), (steps, which) => {
        const extreme = new SlidingExtreme(which, withinMs)
        const sign = which === 'highest' ? 1 : -1
        const seen: { time: number; value: number }[] = []
        let time = 0
        for (const { after, value } of steps) {
          time += after
          seen.push({ time, value })
          const answer = extreme.push(time, value) * sign
          const best = (ms: number): number => Math.max(...seen.filter((one) => one.time >= time - ms).map((one) => one.value * sign))
          expect(answer).toBeLessThanOrEqual(best(withinMs))
          expect(answer).toBeGreaterThanOrEqual(best(withinMs - 4))
        }
      }),
    )
  })
})
