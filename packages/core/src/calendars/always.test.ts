import { describe, expect, it } from 'vitest'
import { always } from './always.ts'
import { tradingTimeMs } from './trading-time.ts'

const at = (text: string) => Date.parse(text)

describe('always', () => {
  it('has a session for each day of UTC, and each begins where the one before it ends', () => {
    const [first, second, ...others] = always.sessions('2024-02-28', '2024-03-01')
    expect([first?.date, second?.date, ...others.map(({ date }) => date)]).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
    expect(first?.regular).toEqual({ open: at('2024-02-28T00:00:00Z'), close: at('2024-02-29T00:00:00Z') })
    expect(second?.regular.open).toBe(first?.regular.close)
  })

  it('is open at any time', () => {
    for (const text of ['1970-01-01T00:00:00Z', '2024-12-25T12:00:00Z', '2025-01-04T03:00:00Z']) {
      expect(always.isOpen(at(text))).toBe(true)
      expect(always.sessionAt(at(text))).toEqual(always.sessionOf(text.slice(0, 10)))
      expect(always.dateOf(at(text))).toBe(text.slice(0, 10))
      expect(always.closingOf(text.slice(0, 10))).toBeUndefined()
    }
  })

  it('opens anew at each midnight', () => {
    const noon = at('2024-03-10T12:00:00Z')
    expect(always.nextOpen(noon)).toBe(at('2024-03-11T00:00:00Z'))
    expect(always.previousClose(noon)).toBe(at('2024-03-10T00:00:00Z'))
    expect(always.nextOpen(at('2024-03-10T00:00:00Z'))).toBe(at('2024-03-11T00:00:00Z'))
    expect(always.previousClose(at('2024-03-10T00:00:00Z'))).toBe(at('2024-03-10T00:00:00Z'))
  })

  it('trades all the time between two moments', () => {
    expect(tradingTimeMs(always, at('2024-12-24T22:30:00Z'), at('2024-12-26T01:00:00Z'))).toBe(26.5 * 3_600_000)
  })

  it('knows nothing of what is no moment', () => {
    for (const ts of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15]) {
      expect([always.isOpen(ts), always.sessionAt(ts), always.nextOpen(ts), always.previousClose(ts)]).toEqual([
        false,
        undefined,
        undefined,
        undefined,
      ])
      expect(() => always.dateOf(ts)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_CALENDAR_DATE_INVALID' }))
    }
  })
})
