import { describe, expect, it } from 'vitest'
import { barAt, make, runOf, through } from '../../test/event-fixture.ts'
import type { Bar, Interval, MarketEvent } from '../contracts/index.ts'
import { bars } from './bars.ts'

const hour = 3_600_000
const day = 24 * hour
const widths: readonly Interval[] = ['5m', '15m', '1h', '4h', '1d', '1w', '1M']

/** Begin of the interval by the calendar of the machine's library, not by ours. */
function openOf(width: Interval, ts: number): number {
  const date = new Date(ts)
  const [year, month, dayOfMonth, hours, minutes] = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
  ]
  switch (width) {
    case '5m':
      return Date.UTC(year, month, dayOfMonth, hours, minutes - (minutes % 5))
    case '15m':
      return Date.UTC(year, month, dayOfMonth, hours, minutes - (minutes % 15))
    case '1h':
      return Date.UTC(year, month, dayOfMonth, hours)
    case '4h':
      return Date.UTC(year, month, dayOfMonth, hours - (hours % 4))
    case '1d':
      return Date.UTC(year, month, dayOfMonth)
    case '1w':
      // Sunday is 0; a week begins on Monday.
      return Date.UTC(year, month, dayOfMonth - ((date.getUTCDay() + 6) % 7))
    default:
      return Date.UTC(year, month)
  }
}

/** Bars of a minute, or of the width given, over a span; every figure tells where it stands. */
function small(from: number, to: number, interval: Interval, widthMs: number): readonly Bar[] {
  const count = (to - from) / widthMs
  return Array.from({ length: count }, (_, i) => {
    const price = 100 + (i % 97)
    const amounts = {
      open: price,
      high: price + (i % 13),
      low: price - (i % 11),
      close: price + 1,
      volume: 1 + (i % 7),
      quoteVolume: 2,
      trades: i % 5,
    }
    return barAt(from + i * widthMs, { interval, closeTime: from + (i + 1) * widthMs - 1, takerBuyVolume: 0.5, ...amounts })
  })
}

/** The same, added up by hand. */
function addedUp(parts: readonly Bar[], width: Interval): ReadonlyMap<number, readonly unknown[]> {
  const groups = new Map<number, Bar[]>()
  for (const part of parts) {
    const at = openOf(width, part.openTime)
    const group = groups.get(at) ?? []
    groups.set(at, group)
    group.push(part)
  }
  const sum = (all: readonly Bar[], of: (bar: Bar) => number | undefined): number => all.reduce((total, bar) => total + (of(bar) ?? 0), 0)
  return new Map(
    [...groups].map(([at, all]) => [
      at,
      [
        [all[0]?.open, Math.max(...all.map(({ high }) => high)), Math.min(...all.map(({ low }) => low)), all.at(-1)?.close],
        [
          sum(all, (bar) => bar.volume),
          sum(all, (bar) => bar.quoteVolume),
          sum(all, (bar) => bar.trades),
          sum(all, (bar) => bar.takerBuyVolume),
        ],
      ],
    ]),
  )
}

const figures = ({ open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }: Bar): readonly unknown[] => [
  [open, high, low, close],
  [volume, quoteVolume, trades, takerBuyVolume],
]
const barsOf = (events: readonly MarketEvent[]): readonly Bar[] => events.filter((event) => event.kind === 'bar')

/** What was made, and what should have been; each bar ends where the next begins. */
function compared(parts: readonly Bar[], made: readonly Bar[], width: Interval): readonly [readonly unknown[], readonly unknown[]] {
  const wanted = [...addedUp(parts, width)]
  const found = made.filter(({ interval }) => interval === width)
  const ends = found.map(({ closeTime }, i) => (i === found.length - 1 ? undefined : closeTime + 1))
  return [found.map((bar, i) => [bar.openTime, figures(bar), ends[i]]), wanted.map(([at, amounts], i) => [at, amounts, wanted[i + 1]?.[0]])]
}

describe('wider bars from bars', () => {
  it('of a minute follow the calendar, over the end of a leap February and a year', () => {
    for (const begin of [Date.UTC(2024, 1, 27), Date.UTC(2025, 11, 30)]) {
      const parts = small(begin, begin + 4 * day, '1m', 60_000)
      const made = barsOf(through(make(bars, { intervals: [...widths], from: 'bars', base: '1m' }), [runOf(parts)]))
      for (const width of widths) {
        const [found, wanted] = compared(parts, made, width)
        expect(found).toEqual(wanted)
      }
    }
  })

  it('of an hour follow the calendar over years', () => {
    const [from, to] = [Date.UTC(2023, 0, 1), Date.UTC(2025, 6, 1)]
    const parts = small(from, to, '1h', hour)
    const made = barsOf(through(make(bars, { intervals: ['4h', '1d', '1w', '1M'], from: 'bars', base: '1h' }), [runOf(parts)]))
    for (const width of ['4h', '1d', '1w', '1M'] as const) {
      const [found, wanted] = compared(parts, made, width)
      expect(found).toEqual(wanted)
    }
    // Whole intervals only are final: the first week began before the data.
    expect(made.filter(({ interval, final }) => interval === '1M' && final).length).toBe(30)
    expect(made.filter(({ interval, final }) => interval === '1w' && !final).map(({ openTime }) => openTime)).toEqual([
      Date.UTC(2022, 11, 26),
      Date.UTC(2025, 5, 30),
    ])
  })

  it('are revised, each of them, by a smaller bar that is corrected', () => {
    const begin = Date.UTC(2024, 4, 6)
    const parts = small(begin, begin + 5 * hour, '1m', 60_000)
    const corrected: Bar = { ...(parts[70] as Bar), high: 500, volume: 900, revision: 1 }
    const out = barsOf(
      through(make(bars, { intervals: ['5m', '15m', '1h', '4h'], from: 'bars' }), [runOf(parts), runOf([corrected])], false),
    )
    const revised = out.filter(({ revision }) => revision > 0)
    expect(revised.map(({ interval, openTime }) => [interval, openTime - begin])).toEqual([
      ['5m', 70 * 60_000],
      ['15m', 60 * 60_000],
      ['1h', hour],
      ['4h', 0],
    ])
    for (const bar of revised) expect([bar.high, bar.final, bar.revision]).toEqual([500, true, 1])
  })
})
