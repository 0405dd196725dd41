import { describe, expect, it } from 'vitest'
import { Cells } from './cells.ts'
import { type SessionName, Sessions } from './sessions.ts'
import { offsetsOf } from './time-zone.ts'

const hour = 3_600_000

/** The rows, an hour or less apart, with which sessions begin. */
function beginnings(session: SessionName, zone: string, from: string, to: string, step: number = hour): string[] {
  const cells = new Cells()
  const sessions = new Sessions(cells, session, zone)
  const first = Date.parse(from)
  const found: string[] = []
  for (let ts = first; ts < Date.parse(to); ts += step) {
    cells.begin()
    if (sessions.push(ts, (ts - first) / step)) found.push(new Date(ts).toISOString().slice(0, 16))
  }
  return found.slice(1)
}

describe('sessions begin', () => {
  it('with the day of UTC, of an offset, or of a zone', () => {
    expect(beginnings('day', 'UTC', '2026-03-01T07:00Z', '2026-03-03T07:00Z')).toEqual(['2026-03-02T00:00', '2026-03-03T00:00'])
    expect(beginnings('day', '+05:30', '2026-03-01T07:00Z', '2026-03-02T07:00Z', hour / 2)).toEqual(['2026-03-01T18:30'])
    expect(beginnings('day', '-03:00', '2026-03-01T07:00Z', '2026-03-02T07:00Z')).toEqual(['2026-03-02T03:00'])
  })

  it('23 or 25 hours after the last one where clocks are put forward or back', () => {
    expect(beginnings('day', 'America/New_York', '2026-03-07T12:00Z', '2026-03-09T12:00Z')).toEqual([
      '2026-03-08T05:00',
      '2026-03-09T04:00',
    ])
    expect(beginnings('day', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z')).toEqual([
      '2026-11-01T04:00',
      '2026-11-02T05:00',
    ])
  })

  it('once where midnight comes twice or not at all', () => {
    expect(beginnings('day', 'America/Sao_Paulo', '2018-02-17T12:00Z', '2018-02-19T12:00Z', hour / 2)).toEqual([
      '2018-02-18T03:00',
      '2018-02-19T03:00',
    ])
    expect(beginnings('day', 'America/Sao_Paulo', '2018-11-03T12:00Z', '2018-11-05T12:00Z', hour / 2)).toEqual([
      '2018-11-04T03:00',
      '2018-11-05T02:00',
    ])
  })

  it('with the Monday and with the first of a month', () => {
    expect(beginnings('week', 'UTC', '2026-03-01T00:00Z', '2026-03-16T07:00Z')).toEqual([
      '2026-03-02T00:00',
      '2026-03-09T00:00',
      '2026-03-16T00:00',
    ])
    expect(beginnings('month', 'Asia/Tokyo', '2026-01-20T00:00Z', '2026-03-02T00:00Z')).toEqual(['2026-01-31T15:00', '2026-02-28T15:00'])
  })

  it('with the first row after a hole', () => {
    const cells = new Cells()
    const sessions = new Sessions(cells, 'day', 'UTC')
    const begins = ['2026-03-01T10:00Z', '2026-03-01T23:59Z', '2026-03-05T06:00Z', '2026-03-05T07:00Z'].map((time, index) => {
      cells.begin()
      return sessions.push(Date.parse(time), index)
    })
    expect(begins).toEqual([true, false, true, false])
  })
})

describe('a time zone', () => {
  it('is UTC, an offset or a name', () => {
    const known = ['UTC', '+05:30', '-12:00', 'Europe/Berlin'].map((zone) => (offsetsOf(zone)?.(Date.UTC(2026, 0, 1)) ?? Number.NaN) / hour)
    expect(known).toEqual([0, 5.5, -12, 1])
    expect(['', '5', '+5', '+24:00', 'Mars/Base'].map((zone) => offsetsOf(zone))).toEqual(Array(5).fill(undefined))
  })
})
