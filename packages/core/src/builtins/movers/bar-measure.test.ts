import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, btc, gapAt } from '../../../test/event-fixture.ts'
import type { Bar, Gap } from '../../contracts/index.ts'
import { BarMeasure } from './bar-measure.ts'
import type { Measure } from './measure.ts'

const minute = 60_000
const windows = [1, 5, 40]
const graceMs = 10_000
const start = 1_000 * minute

/** What happens in one minute. */
type Minute =
  | { readonly what: 'bar' | 'unfinished' | 'healed'; readonly low: number; readonly rise: number; readonly volume: number }
  | { readonly what: 'quiet' | 'lost' | 'healed-quiet' }

const aMinute: fc.Arbitrary<Minute> = fc.oneof(
  { weight: 8, arbitrary: priced('bar') },
  { weight: 1, arbitrary: priced('unfinished') },
  { weight: 1, arbitrary: priced('healed') },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('quiet' as const, 'lost' as const, 'healed-quiet' as const) }) },
)

function priced(what: 'bar' | 'unfinished' | 'healed'): fc.Arbitrary<Minute> {
  const eighths = fc.integer({ min: 8, max: 800 }).map((eighth) => eighth / 8)
  return fc.record({ what: fc.constant(what), low: eighths, rise: eighths, volume: fc.integer({ min: 0, max: 1e6 }) })
}

function barOf(i: number, { low, rise, volume }: { low: number; rise: number; volume: number }, facts: Partial<Bar> = {}): Bar {
  const prices = { open: low, high: low + rise, low, close: low + rise / 2 }
  return barAt(start + i * minute, { ...prices, volume, quoteVolume: volume * 8, ...facts })
}

const gap = (i: number, state: Gap['state']): Gap => gapAt(start + i * minute, `g${i}`, state, { dataKind: 'bar', interval: '1m' })
const measureOf = (baseline = 3): BarMeasure => new BarMeasure(btc, { interval: '1m', stepMs: minute, windows, baseline, graceMs })

/** Tells it what happened; what a hole held comes after the next minute, as in life. */
function feed(series: BarMeasure, minutes: readonly Minute[]): void {
  let late: (() => void)[] = []
  for (const [i, it] of minutes.entries()) {
    const due = late
    late = []
    if (it.what === 'bar') series.bar(barOf(i, it), false)
    if (it.what === 'unfinished') series.bar(barOf(i, it, { final: false }), false)
    if (it.what === 'lost') series.gap(gap(i, 'lost'))
    if (it.what === 'healed' || it.what === 'healed-quiet') {
      series.gap(gap(i, 'suspected'))
      late.push(() => {
        series.gap(gap(i, 'healing'))
        if (it.what === 'healed') series.bar(barOf(i, it), true)
        series.gap(gap(i, 'healed'))
      })
    }
    for (const run of due) run()
  }
  for (const run of late) run()
}

/** A loss reaches from what was known last to what comes by itself again. */
function lostIn(minutes: readonly Minute[]): ReadonlySet<number> {
  const comes = (i: number): boolean => ['bar', 'unfinished'].includes(minutes[i]?.what ?? '')
  const lost = new Set<number>()
  for (let i = 0; i < minutes.length; i++) {
    if (minutes[i]?.what !== 'lost') continue
    let begin = i
    while (!comes(begin - 1) && !(minutes[begin - 1]?.what === 'healed' && begin < i)) begin--
    for (let step = begin; step < minutes.length && !comes(step); step++) lost.add(step)
  }
  return lost
}

/** The same, computed anew from everything. */
function plainly(minutes: readonly Minute[], width: number): Partial<Measure> | undefined {
  const begin = minutes.length - width
  const first = minutes.findIndex(({ what }) => what === 'bar' || what === 'unfinished')
  let close = Number.NaN
  const lost = lostIn(minutes)
  const rows = minutes.map((it, i) => {
    const isMissing = lost.has(i) && !('low' in it)
    if (!('low' in it)) return { isMissing, isPart: false, open: close, high: close, low: close, volume: 0, close }
    close = it.low + it.rise / 2
    return {
      isMissing: false,
      isPart: it.what === 'unfinished',
      open: it.low,
      high: it.low + it.rise,
      low: it.low,
      volume: it.volume,
      close,
    }
  })
  let from = Math.max(begin, first)
  while (from < minutes.length - 1 && rows[from]?.isMissing === true) from++
  const used = rows.slice(from)
  const missing = used.filter(({ isMissing, isPart }) => isMissing || isPart).length
  const low = Math.min(...used.map((row) => row.low))
  const volume = used.reduce((sum, row) => sum + row.volume, 0)
  return {
    from: start + from * minute,
    to: start + minutes.length * minute,
    missingMs: (from - begin + missing) * minute,
    price: close,
    changePercent: (close / (used[0]?.open as number) - 1) * 100,
    rangePercent: missing > 0 ? undefined : (Math.max(...used.map((row) => row.high)) / low - 1) * 100,
    volume: missing > 0 ? undefined : volume,
    quoteVolume: missing > 0 ? undefined : volume * 8,
  }
}

describe('the windows of one instrument', () => {
  it('equal what is computed anew from everything, whatever is late, missing or unfinished', () => {
    const stream = fc
      .array(aMinute, { minLength: 1, maxLength: 120 })
      .map((rest): Minute[] => [{ what: 'bar', low: 8, rise: 8, volume: 5 }, ...rest])
    fc.assert(
      fc.property(stream, (minutes) => {
        const series = measureOf()
        feed(series, minutes)
        const now = start + minutes.length * minute + graceMs
        for (const [i, width] of windows.entries()) {
          const { relativeVolume: _relative, baseline: _baseline, instrument: _instrument, ...measured } = series.measure(i, now) as Measure
          expect(measured).toEqual(plainly(minutes, width))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('take a corrected bar in place of the former', () => {
    const series = measureOf()
    for (let i = 0; i < 60; i++) series.bar(barOf(i, { low: 8, rise: 2, volume: 1 }), false)
    series.bar(barOf(57, { low: 4, rise: 20, volume: 11 }, { revision: 1 }), false)
    const measured = series.measure(1, start + 60 * minute)
    expect(measured).toMatchObject({ volume: 15, rangePercent: 500, missingMs: 0 })
    expect(series.measure(0, start + 60 * minute)).toMatchObject({ volume: 1, rangePercent: 25 })
  })

  it('include the forming bar and say until when', () => {
    const series = measureOf()
    for (let i = 0; i < 10; i++) series.bar(barOf(i, { low: 8, rise: 2, volume: 1 }), false)
    const ts = start + 10.5 * minute
    series.bar(barOf(10, { low: 6, rise: 12, volume: 3 }, { final: false, ts }), false)
    expect(series.measure(1, ts)).toMatchObject({
      from: start + 5 * minute,
      to: ts,
      price: 12,
      changePercent: 50,
      rangePercent: 200,
      volume: 8,
      missingMs: 0,
    })
  })

  it('wait for a bar that is only late, then count it as quiet', () => {
    const series = measureOf()
    for (let i = 0; i < 5; i++) series.bar(barOf(i, { low: 8, rise: 2, volume: 1 }), false)
    expect(series.measure(0, start + 6 * minute + graceMs - 1)?.to).toBe(start + 5 * minute)
    expect(series.measure(0, start + 6 * minute + graceMs)).toMatchObject({ to: start + 6 * minute, volume: 0, changePercent: 0 })
    series.bar(barOf(5, { low: 8, rise: 2, volume: 7 }), false)
    expect(series.measure(0, start + 6 * minute + graceMs)).toMatchObject({ volume: 7 })
  })

  it('are not whole while a gap is open, although nothing seems to be traded', () => {
    const series = measureOf()
    for (let i = 0; i < 50; i++) series.bar(barOf(i, { low: 8, rise: 2, volume: 1 }), false)
    series.gap(gap(50, 'suspected'))
    expect(series.measure(1, start + 52 * minute + graceMs)).toMatchObject({
      missingMs: 2 * minute,
      volume: undefined,
      rangePercent: undefined,
    })
  })

  it('tell the volume by what is usual, of as many whole windows as there were', () => {
    const series = measureOf()
    for (let i = 0; i < 20; i++) series.bar(barOf(i, { low: 8, rise: 2, volume: i < 15 ? 2 : 6 }), false)
    const now = start + 20 * minute
    expect(series.measure(1, now)).toMatchObject({ relativeVolume: 3, baseline: 3 })
    series.bar(barOf(7, { low: 8, rise: 2, volume: 17 }, { revision: 1 }), false)
    expect(series.measure(1, now)).toMatchObject({ relativeVolume: 2, baseline: 3 })
    expect(series.measure(2, now)).toMatchObject({ relativeVolume: undefined, baseline: 0 })
  })

  it('hold as much memory after a jump of years', () => {
    const series = measureOf()
    series.bar(barOf(0, { low: 8, rise: 2, volume: 1 }), false)
    series.bar(barOf(2_000_000, { low: 16, rise: 2, volume: 1 }), false)
    expect(series.measure(2, start + 2_000_001 * minute)).toMatchObject({ changePercent: (17 / 9 - 1) * 100, volume: 1, missingMs: 0 })
  })
})
