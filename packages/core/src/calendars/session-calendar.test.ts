import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newYorkStockExchange as nyse } from './new-york-stock-exchange.ts'
import type { TradingHours, TradingSession } from './trading-calendar.ts'
import { tradingTimeMs } from './trading-time.ts'

const sessions = [...nyse.sessions('1990-01-01', '2030-12-31')]
const moments = fc.integer({ min: Date.parse('1990-01-03T00:00:00Z'), max: Date.parse('2030-12-30T00:00:00Z') })
/** Beside the borders, where errors would be. */
const borders = fc
  .tuple(
    fc.constantFrom(...sessions.slice(2, -2)),
    fc.constantFrom('open', 'close'),
    fc.constantFrom('regular', 'extended'),
    fc.integer({ min: -2, max: 2 }),
  )
  .map(([session, border, hours, beside]) => hoursOf(session, hours)[border] + beside)
const anyMoment = fc.oneof(moments, borders)
const anyHours = fc.constantFrom('regular' as const, 'extended' as const)

function hoursOf({ preMarket, regular, afterHours }: TradingSession, hours: 'regular' | 'extended'): TradingHours {
  if (hours === 'regular') return regular
  return { open: preMarket?.open ?? regular.open, close: afterHours?.close ?? regular.close }
}

describe('sessions of a calendar', () => {
  it('follow each other without overlap, each within its date', () => {
    let end = 0
    for (const { date, preMarket, regular, afterHours } of sessions) {
      const borders = [preMarket?.open, preMarket?.close, regular.open, regular.close, afterHours?.open, afterHours?.close] as number[]
      expect(borders).toEqual(borders.toSorted((a, b) => a - b))
      expect(borders[0]).toBeGreaterThan(end)
      end = borders.at(-1) as number
      expect(borders.map((ts) => nyse.dateOf(ts))).toEqual(Array.from({ length: 6 }, () => date))
    }
  })

  it('agree with what is asked of a moment', () => {
    fc.assert(
      fc.property(anyMoment, anyHours, (ts, hours) => {
        const spans = sessions.map((session) => ({ session, ...hoursOf(session, hours) }))
        const holding = spans.find(({ open, close }) => open <= ts && ts < close)?.session
        expect(nyse.sessionAt(ts, hours)).toBe(holding)
        expect(nyse.isOpen(ts, hours)).toBe(holding !== undefined)
        expect(nyse.nextOpen(ts, hours)).toBe(spans.find(({ open }) => open > ts)?.open)
        expect(nyse.previousClose(ts, hours)).toBe(spans.findLast(({ close }) => close <= ts)?.close)
      }),
      { numRuns: 300 },
    )
  })

  it('are found by their dates, and every other date has a reason', () => {
    const byDate = new Map(sessions.map((session) => [session.date, session]))
    for (let ts = Date.parse('1990-01-01'); ts <= Date.parse('2030-12-31'); ts += 86_400_000) {
      const date = new Date(ts).toISOString().slice(0, 10)
      expect(nyse.sessionOf(date)).toBe(byDate.get(date))
      expect(nyse.closingOf(date) === undefined).toBe(byDate.has(date))
    }
  })

  it('come from one date to another, both included', () => {
    expect([...nyse.sessions('2024-12-30', '2025-01-03')].map(({ date }) => date)).toEqual([
      '2024-12-30',
      '2024-12-31',
      '2025-01-02',
      '2025-01-03',
    ])
    expect([...nyse.sessions('2024-07-04', '2024-07-04')]).toEqual([])
    expect([...nyse.sessions('2024-07-05', '2024-07-03')]).toEqual([])
  })
})

describe('tradingTimeMs', () => {
  const hour = 3_600_000

  it('counts the hours of sessions alone', () => {
    const [from, to] = [Date.parse('2024-11-27T20:00:00Z'), Date.parse('2024-12-02T15:30:00Z')]
    // An hour of Wednesday, Thanksgiving, a half day, a weekend, an hour of Monday.
    expect(tradingTimeMs(nyse, from, to)).toBe((1 + 3.5 + 1) * hour)
    expect(tradingTimeMs(nyse, from, to, 'extended')).toBe((5 + 13 + 6.5) * hour)
    expect(tradingTimeMs(nyse, to, from)).toBe(0)
  })

  it('adds up over any moment between', () => {
    fc.assert(
      fc.property(
        anyMoment,
        fc.array(fc.integer({ min: 0, max: 20 * 24 * hour }), { minLength: 2, maxLength: 2 }),
        anyHours,
        (a, steps, hours) => {
          const [b, c] = [a + (steps[0] as number), a + (steps[0] as number) + (steps[1] as number)]
          expect(tradingTimeMs(nyse, a, b, hours) + tradingTimeMs(nyse, b, c, hours)).toBe(tradingTimeMs(nyse, a, c, hours))
          expect(tradingTimeMs(nyse, a, c, hours)).toBeLessThanOrEqual(c - a)
        },
      ),
    )
  })
})
