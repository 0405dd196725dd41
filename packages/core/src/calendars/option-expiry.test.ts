import { describe, expect, it } from 'vitest'
import { optionExpiry } from './option-expiry.ts'

const utc = (ts: number) => new Date(ts).toISOString().slice(0, 16)

describe('optionExpiry', () => {
  it.each([
    ['2026-01-16', '2026-01-16T21:00', '16:00 in winter'],
    ['2026-06-18', '2026-06-18T20:00', '16:00 in summer'],
    ['2025-11-28', '2025-11-28T18:00', '13:00 on a half day'],
    ['2024-07-03', '2024-07-03T17:00', '13:00 on a half day in summer'],
    ['2014-01-18', '2014-01-17T21:00', 'a Saturday means the Friday'],
    ['2019-04-19', '2019-04-18T20:00', 'Good Friday means the Thursday'],
    ['2008-03-22', '2008-03-20T20:00', 'the Saturday after Good Friday means the Thursday'],
    ['1992-12-24', '1992-12-24T19:00', 'half days closed at 14:00 then'],
  ])('ends options of %s at %s: %s', (date, expected) => {
    expect(utc(optionExpiry(date))).toBe(expected)
  })

  it('ends those settled in the morning with the open', () => {
    expect(utc(optionExpiry('2026-01-16', 'morning'))).toBe('2026-01-16T14:30')
    expect(utc(optionExpiry('2014-01-18', 'morning'))).toBe('2014-01-17T14:30')
  })

  it.each(['1989-12-15', '2026-02-30', 'soon'])('refuses %s', (date) => {
    expect(() => optionExpiry(date)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_CALENDAR_DATE_INVALID' }))
  })
})
