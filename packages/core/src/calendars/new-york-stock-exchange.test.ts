import { readFileSync } from 'node:fs'
import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { dateOfDay, lastWeekday, nthWeekday, sunday } from './epoch-day.ts'
import { newYorkStockExchange as nyse } from './new-york-stock-exchange.ts'
import type { TradingSession } from './trading-calendar.ts'

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' })
/** As clocks in New York show it. */
const local = (ts: number | undefined) => (ts === undefined ? undefined : clock.format(ts))
const utc = (ts: number | undefined) => new Date(ts ?? Number.NaN).toISOString().slice(0, 16)
const hoursOf = (session: TradingSession | undefined) => session && `${local(session.regular.open)}-${local(session.regular.close)}`
const all = () => [...nyse.sessions('1990-01-01', '2030-12-31')]
const noDate = expect.objectContaining({ code: 'FEEDLOOM_CALENDAR_DATE_INVALID' }) as Error

/** Trading days of each year as published, 1990 to 2028; by the rules for 2029 and 2030. */
const published = {
  1990: [253, 253, 254, 253, 252, 252, 254, 253, 252, 252],
  2000: [252, 248, 252, 252, 252, 252, 251, 251, 253, 252],
  2010: [252, 252, 250, 252, 252, 252, 252, 251, 251, 252],
  2020: [253, 252, 251, 250, 252, 250, 251, 251, 251, 251],
  2030: [251],
}

// oxfmt-ignore
const halfDays = {
  1990: '12-24', 1991: '12-24', 1992: '11-27 12-24', 1993: '11-26', 1994: '11-25', 1995: '07-03 11-24',
  1996: '07-05 11-29 12-24', 1997: '07-03 11-28 12-24 12-26', 1998: '11-27 12-24', 1999: '11-26 12-31',
  2000: '07-03 11-24', 2001: '07-03 11-23 12-24', 2002: '07-05 11-29 12-24', 2003: '07-03 11-28 12-24 12-26',
  2004: '11-26', 2005: '11-25', 2006: '07-03 11-24', 2007: '07-03 11-23 12-24', 2008: '07-03 11-28 12-24', 2009: '11-27 12-24',
  2010: '11-26', 2011: '11-25', 2012: '07-03 11-23 12-24', 2013: '07-03 11-29 12-24', 2014: '07-03 11-28 12-24',
  2015: '11-27 12-24', 2016: '11-25', 2017: '07-03 11-24', 2018: '07-03 11-23 12-24', 2019: '07-03 11-29 12-24',
  2020: '11-27 12-24', 2021: '11-26', 2022: '11-25', 2023: '07-03 11-24', 2024: '07-03 11-29 12-24',
  2025: '07-03 11-28 12-24', 2026: '11-27 12-24', 2027: '11-26', 2028: '07-03 11-24', 2029: '07-03 11-23 12-24',
  2030: '07-03 11-29 12-24',
}

describe('newYorkStockExchange, day by day', () => {
  it.each(Object.entries(published))('has as many sessions as were published from %s on', (decade, counts) => {
    const found = counts.map((_, i) => [...nyse.sessions(`${Number(decade) + i}-01-01`, `${Number(decade) + i}-12-31`)].length)
    expect(found).toEqual(counts)
  })

  it.each([
    // NYSE Group, 23 December 2025.
    ['2026', '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'],
    ['2027', '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'],
    ['2028', '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25'],
    // NYSE, 2011 to 2016.
    ['2011', '01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26'],
    ['2012', '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25'],
    ['2013', '01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25'],
    ['2014', '01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25'],
    ['2015', '01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25'],
    ['2016', '01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26'],
  ])('is closed on the weekdays of %s that were published', (year, dates) => {
    const closed: string[] = []
    for (let ts = Date.parse(`${year}-01-01`); ts < Date.parse(`${Number(year) + 1}-01-01`); ts += 86_400_000) {
      const date = new Date(ts).toISOString().slice(0, 10)
      const reason = nyse.closingOf(date)
      expect(reason === undefined).toBe(nyse.sessionOf(date) !== undefined)
      if (reason !== undefined && reason !== 'Weekend') closed.push(date.slice(5))
    }
    expect(closed.join(' ')).toBe(dates)
  })

  it.each([
    ['1994-04-27', 'Funeral of President Nixon'],
    ['2001-09-11', 'Attack on the World Trade Center'],
    ['2001-09-12', 'Attack on the World Trade Center'],
    ['2001-09-13', 'Attack on the World Trade Center'],
    ['2001-09-14', 'Attack on the World Trade Center'],
    ['2004-06-11', 'National day of mourning for President Reagan'],
    ['2007-01-02', 'National day of mourning for President Ford'],
    ['2012-10-29', 'Hurricane Sandy'],
    ['2012-10-30', 'Hurricane Sandy'],
    ['2018-12-05', 'National day of mourning for President George H. W. Bush'],
    ['2025-01-09', 'National day of mourning for President Carter'],
    // Holidays where their rules begin or bend.
    ['1998-01-19', 'Martin Luther King, Jr. Day'],
    ['2022-06-20', 'Juneteenth National Independence Day'],
    ['1993-12-24', 'Christmas Day'],
    ['1999-12-24', 'Christmas Day'],
    ['2021-12-24', 'Christmas Day'],
    ['2020-07-03', 'Independence Day'],
    ['2021-07-05', 'Independence Day'],
    ['2023-01-02', "New Year's Day"],
    ['2024-03-29', 'Good Friday'],
    ['2024-11-30', 'Weekend'],
    ['1989-12-29', 'Before 1990, when this calendar begins'],
  ])('is closed on %s: %s', (date, reason) => {
    expect(nyse.closingOf(date)).toBe(reason)
    expect(nyse.sessionOf(date)).toBeUndefined()
  })

  it.each([
    ['1997-01-20', 'Martin Luther King, Jr. Day was not kept yet'],
    ['2021-06-18', 'Juneteenth was not kept yet'],
    ['1993-12-31', "New Year's Day was a Saturday"],
    ['2010-12-31', "New Year's Day was a Saturday"],
    ['2021-12-31', "New Year's Day was a Saturday"],
    ['1996-10-14', 'Columbus Day is not kept'],
    ['2024-11-11', 'Veterans Day is not kept'],
    ['2025-12-26', 'no half day, unlike 1997 and 2003'],
  ])('has whole usual hours on %s: %s', (date) => {
    const session = nyse.sessionOf(date)
    expect([hoursOf(session), session?.halfDay, session?.reason]).toEqual(['09:30-16:00', false, undefined])
  })

  it('has all half days since 1990, and no others', () => {
    const found: Record<string, string> = {}
    for (const { date, halfDay } of all()) {
      if (halfDay) found[date.slice(0, 4)] = [found[date.slice(0, 4)], date.slice(5)].filter(Boolean).join(' ')
    }
    expect(found).toEqual(halfDays)
  })

  it('closes half days at 14:00 up to 1992 and at 13:00 since 1993, and their after-hours four hours later', () => {
    for (const { date, halfDay, regular, afterHours } of all()) {
      if (!halfDay) continue
      expect([date, local(regular.close), local(afterHours?.close)]).toEqual(
        date < '1993' ? [date, '14:00', '18:00'] : [date, '13:00', '17:00'],
      )
    }
  })

  it('has all days of unusual hours that no schedule foresaw', () => {
    const found = all().filter((session) => !session.halfDay && (session.reason !== undefined || hoursOf(session) !== '09:30-16:00'))
    expect(found.map((session) => `${session.date} ${hoursOf(session)} ${session.reason}`)).toEqual([
      '1990-12-27 11:00-16:00 Explosion of a Con Edison transformer',
      '1991-01-17 09:31-16:00 Minute of silence for the troops in the Persian Gulf',
      '1991-02-25 09:31-16:00 Minute of silence for the troops in the Persian Gulf',
      '1994-02-11 09:30-14:30 Snowstorm',
      '1996-01-08 11:00-14:00 Snowstorm',
      '1997-10-27 09:30-15:30 Circuit breaker',
      '2001-09-17 09:33-16:00 Two minutes of silence for the victims of 11 September',
      '2001-10-08 09:31-16:00 Minute of silence for the troops of Operation Enduring Freedom',
      '2002-09-11 12:00-16:00 First anniversary of 11 September',
      '2003-03-20 09:32-16:00 Two minutes of silence for the troops of Operation Iraqi Freedom',
      '2004-06-07 09:32-16:00 Two minutes of silence for President Reagan',
      '2006-12-27 09:32-16:00 Two minutes of silence for President Ford',
    ])
  })

  it('knows the years to come by its rules', () => {
    const sessions = [...nyse.sessions('2031-01-01', '2100-12-31')]
    expect(sessions.length / 70).toBeGreaterThan(250)
    expect(sessions.length / 70).toBeLessThan(252)
    expect(nyse.closingOf('2099-04-10')).toBe('Good Friday')
  })
})

describe('newYorkStockExchange, moment by moment', () => {
  it('opens and closes at the right hour of UTC in the weeks in which clocks change', () => {
    const found: string[] = []
    const expected: string[] = []
    for (let year = 1990; year <= 2030; year++) {
      // The Uniform Time Act as amended in 1986, and by the Energy Policy Act of 2005 from 2007 on.
      const forward = year < 2007 ? nthWeekday(year, 4, sunday, 1) : nthWeekday(year, 3, sunday, 2)
      const back = year < 2007 ? lastWeekday(year, 10, sunday) : nthWeekday(year, 11, sunday, 1)
      for (const change of [forward, back]) {
        for (let day = change - 7; day < change + 7; day++) {
          const session = nyse.sessionOf(dateOfDay(day))
          if (session === undefined || session.reason !== undefined) continue
          const { date, preMarket, regular, afterHours } = session
          found.push([date, ...[preMarket?.open, regular.open, regular.close, afterHours?.close].map(utc)].join(' '))
          const summer = day >= forward && day < back
          expected.push([date, ...(summer ? ['08:00', '13:30', '20:00', '24:00'] : ['09:00', '14:30', '21:00', '25:00'])].join(' '))
        }
      }
    }
    expect(found).toEqual(expected.map(asMoments))
    expect(found.length).toBeGreaterThan(700)
  })

  /** `2024-03-08 09:00 25:00` as `2024-03-08 2024-03-08T09:00 2024-03-09T01:00`. */
  function asMoments(line: string): string {
    const [date = '', ...times] = line.split(' ')
    return [
      date,
      ...times.map((time) => utc(Date.parse(date) + Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000)),
    ].join(' ')
  }

  it('opens with the first millisecond and is closed with the last', () => {
    const { open, close } = nyse.sessionOf('2024-03-11')?.regular ?? { open: 0, close: 0 }
    expect([open - 1, open, close - 1, close].map((ts) => nyse.isOpen(ts))).toEqual([false, true, true, false])
    expect([open - 1, open, close - 1, close].map((ts) => nyse.isOpen(ts, 'extended'))).toEqual([true, true, true, true])
    expect(nyse.sessionAt(open)?.date).toBe('2024-03-11')
    expect(nyse.nextOpen(open - 1)).toBe(open)
    expect(utc(nyse.nextOpen(open))).toBe('2024-03-12T13:30')
    expect(nyse.previousClose(close)).toBe(close)
    expect(utc(nyse.previousClose(close - 1))).toBe('2024-03-08T21:00')
  })

  it('looks over holidays, weekends and the turn of the year', () => {
    const wednesdayEvening = Date.parse('2024-11-27T22:00:00Z')
    expect(utc(nyse.nextOpen(wednesdayEvening))).toBe('2024-11-29T14:30')
    expect(utc(nyse.nextOpen(Date.parse('2001-09-10T20:00:00Z')))).toBe('2001-09-17T13:33')
    expect(utc(nyse.previousClose(Date.parse('2001-09-17T12:00:00Z')))).toBe('2001-09-10T20:00')
    expect(utc(nyse.nextOpen(Date.parse('2006-12-29T21:00:00Z')))).toBe('2007-01-03T14:30')
    expect(utc(nyse.previousClose(Date.parse('2025-01-01T00:30:00Z')))).toBe('2024-12-31T21:00')
    expect(nyse.sessionAt(Date.parse('2025-01-01T00:30:00Z'), 'extended')?.date).toBe('2024-12-31')
    expect(utc(nyse.nextOpen(wednesdayEvening, 'extended'))).toBe('2024-11-29T09:00')
    expect(utc(nyse.previousClose(Date.parse('2024-12-02T05:00:00Z'), 'extended'))).toBe('2024-11-29T22:00')
  })

  it('has the date of New York', () => {
    expect(nyse.dateOf(Date.parse('2024-01-02T04:59:59.999Z'))).toBe('2024-01-01')
    expect(nyse.dateOf(Date.parse('2024-01-02T05:00:00Z'))).toBe('2024-01-02')
    expect(nyse.dateOf(Date.parse('2024-07-02T03:59:59.999Z'))).toBe('2024-07-01')
    expect(nyse.dateOf(Date.parse('2024-07-02T04:00:00Z'))).toBe('2024-07-02')
  })

  it('knows nothing before 1990 and nothing of what is no moment', () => {
    expect(utc(nyse.nextOpen(0))).toBe('1990-01-02T14:30')
    expect(nyse.previousClose(Date.parse('1990-01-02T20:59:59Z'))).toBeUndefined()
    expect([...nyse.sessions('1980-01-01', '1990-01-03')].map(({ date }) => date)).toEqual(['1990-01-02', '1990-01-03'])
    for (const ts of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect([nyse.isOpen(ts), nyse.nextOpen(ts), nyse.previousClose(ts)]).toEqual([false, undefined, undefined])
      expect(() => nyse.dateOf(ts)).toThrow(noDate)
    }
  })

  it.each(['2024-02-30', '2024-13-01', '2024-1-1', '20240102', '', '2024-01-02T00:00:00Z'])('refuses %j as a date', (text) => {
    expect(() => nyse.sessionOf(text)).toThrow(noDate)
    expect(() => nyse.closingOf(text)).toThrow(noDate)
    expect(() => nyse.sessions(text, '2024-12-31')).toThrow(noDate)
    expect(() => nyse.sessions('2024-01-01', text)).toThrow(noDate)
  })
})

describe('newYorkStockExchange beside Alpaca', () => {
  it('has the hours of rows as GET /v2/calendar writes them', () => {
    const digits = (ts: number | undefined) => local(ts)?.replace(':', '')
    const rows = [...nyse.sessions('2026-11-25', '2026-11-30')].map(({ date, preMarket, regular, afterHours }) => ({
      date,
      open: local(regular.open),
      close: local(regular.close),
      session_open: digits(preMarket?.open),
      session_close: digits(afterHours?.close),
    }))
    expect(rows).toEqual([
      { date: '2026-11-25', open: '09:30', close: '16:00', session_open: '0400', session_close: '2000' },
      { date: '2026-11-27', open: '09:30', close: '13:00', session_open: '0400', session_close: '1700' },
      { date: '2026-11-30', open: '09:30', close: '16:00', session_open: '0400', session_close: '2000' },
    ])
  })

  const recorded = sharedPath('fixtures', 'alpaca', 'rest.jsonl')
  const bodies = recorded === undefined ? [] : readFileSync(recorded, 'utf8').trim().split('\n')
  const timesOf = (pattern: RegExp) =>
    bodies
      .map((line) => JSON.parse(line) as { url: string; body: string; origin: string })
      .filter(({ url, origin }) => url.includes('/v2/stocks/') && origin.startsWith('recorded'))
      .flatMap(({ body }) => [...body.matchAll(pattern)].map(([, text]) => Date.parse(text ?? '')))

  it.skipIf(recorded === undefined)('has a session for each recorded daily bar, which begins with the day in New York', () => {
    const times = timesOf(/"t": ?"([^"]*T0[45]:00:00Z)"/g)
    expect(times.length).toBeGreaterThan(6)
    for (const ts of times) {
      expect(local(ts)).toBe('00:00')
      expect(nyse.sessionOf(nyse.dateOf(ts))).toBeDefined()
    }
  })

  it.skipIf(recorded === undefined)('is open at the time of each recorded quote and minute bar, the first of 4:00 included', () => {
    const times = timesOf(/"t": ?"([^"]*T(?:09|1\d|2\d):[^"]*)"/g)
    expect(times.length).toBeGreaterThan(8)
    expect(times.filter((ts) => !nyse.isOpen(ts, 'extended'))).toEqual([])
    expect(Math.min(...times.map((ts) => ts - (nyse.sessionAt(ts, 'extended')?.preMarket?.open ?? 0)))).toBe(0)
  })
})
