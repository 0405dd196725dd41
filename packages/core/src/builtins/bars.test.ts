import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { CollectingWriter, sharedPath } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, gapAt, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { AnyBatch, Bar, MarketEvent, Processor, Trade } from '../contracts/index.ts'
import { bars } from './bars.ts'

const processorOf = (config: object): Processor => make(bars, { intervals: ['1m'], ...config })
const barsOf = (events: readonly MarketEvent[]): readonly Bar[] => events.filter((event) => event.kind === 'bar')
const short = ({ openTime, open, high, low, close, volume, final, revision }: Bar): readonly unknown[] => [
  openTime,
  [open, high, low, close, volume],
  final ? 'final' : 'open',
  revision,
]

interface ExpectedBars {
  readonly bars: number
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly sha256: string
}

const csv = (folder: string, name: string): readonly (readonly string[])[] =>
  gunzipSync(readFileSync(sharedPath('fixtures', folder, `${name}.csv.gz`) as string))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

function summary(rows: readonly Bar[], exact?: ReadonlyMap<number, string>): ExpectedBars {
  const texts = rows.map((bar) => {
    const volume = exact?.get(bar.openTime) ?? String(bar.volume)
    expect(Math.abs(bar.volume - Number(volume)) / bar.volume || 0).toBeLessThan(3e-15)
    return [Math.floor(bar.openTime), bar.open, bar.high, bar.low, bar.close, volume].map(String)
  })
  const sha256 = createHash('sha256')
    .update(texts.map((row) => `${row.join(',')}\n`).join(''))
    .digest('hex')
  return { bars: rows.length, first: texts[0] ?? [], last: texts.at(-1) ?? [], sha256 }
}

/** Volumes by bar, added up exactly: some files have more digits than a float64 holds. */
function exactVolumes(rows: readonly (readonly string[])[], width: number): ReadonlyMap<number, string> {
  const sums = new Map<number, bigint>()
  for (const [ts = '', , , , , volume = ''] of rows) {
    const [whole = '', digits = ''] = volume.split('.')
    const openTime = Math.floor(Number(ts) / width) * width
    sums.set(openTime, (sums.get(openTime) ?? 0n) + BigInt(whole + digits.padEnd(20, '0')))
  }
  const text = (sum: bigint): string => `${sum / 10n ** 20n}.${String(sum % 10n ** 20n).padStart(20, '0')}`.replace(/\.?0+$/, '')
  return new Map([...sums].map(([openTime, sum]) => [openTime, text(sum)]))
}

function read<T>(folder: string): Readonly<Record<string, T>> {
  const path = sharedPath('fixtures', folder, 'expected.json')
  return path === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as { sets: Record<string, T> }).sets
}

const chunks = (events: readonly MarketEvent[], size: number): readonly AnyBatch[] =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, i) => runOf(events.slice(i * size, (i + 1) * size)))

interface TickSet {
  readonly timeBars?: Readonly<Record<string, ExpectedBars>>
  readonly 'tickBars100(complete only)'?: ExpectedBars
}

const tickSets = Object.entries(read<TickSet>('ticks')).filter(([, set]) => set.timeBars !== undefined)

describe.skipIf(tickSets.length === 0)('bars of recorded trades', () => {
  for (const [name, set] of tickSets) {
    it(`equal those of ${name}`, () => {
      const trades = csv('ticks', name).map(([ts, price, size]) => tradeAt(Number(ts), Number(price), Number(size)))
      const made = barsOf(through(processorOf({ intervals: ['1s', '1m', 'tick:100'], partial: 'keep' }), chunks(trades, 700)))
      const of = (interval: string): ExpectedBars => summary(made.filter((bar) => bar.interval === interval && bar.final))
      expect(of('1s')).toEqual(set.timeBars?.['1000'])
      expect(of('1m')).toEqual(set.timeBars?.['60000'])
      expect(of('tick:100')).toEqual(set['tickBars100(complete only)'])
    })
  }
})

interface SeriesSet {
  readonly intervalMs: number
  readonly resampleUtcEpochAligned: Readonly<Record<string, ExpectedBars>>
}

const widths: Readonly<Record<string, Bar['interval']>> = { 60000: '1m', 300000: '5m', 3600000: '1h', 86400000: '1d', 604800000: '7d' }

describe('bars of recorded bars', () => {
  for (const [name, set] of Object.entries(read<SeriesSet>('ohlcv'))) {
    it(`equal the resampled series of ${name}`, () => {
      const base = widths[set.intervalMs] as Bar['interval']
      const rows = csv('ohlcv', name)
      const parts = rows.map((row) => {
        const [openTime = 0, open, high, low, close, volume] = row.map(Number)
        return barAt(openTime, { interval: base, open, high, low, close, volume } as Partial<Bar>)
      })
      const targets = Object.entries(set.resampleUtcEpochAligned)
      const intervals = targets.map(([width]) => widths[width] as Bar['interval'])
      const made = barsOf(through(processorOf({ intervals, from: 'bars', base, partial: 'keep' }), chunks(parts, 100)))
      for (const [width, want] of targets) {
        const of = made.filter((bar) => bar.interval === widths[width])
        expect(summary(of, exactVolumes(rows, Number(width)))).toEqual(want)
      }
    })
  }
})

const trade = fc.record({
  step: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
  price: fc.integer({ min: 1, max: 500 }).map((n) => n / 100),
  size: fc.integer({ min: 1, max: 9_999 }).map((n) => n / 10_000),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  isBtc: fc.boolean(),
})

const tradesOf = (
  steps: readonly { step: number; price: number; size: number; side: 'buy' | 'sell'; isBtc: boolean }[],
): readonly Trade[] => {
  let ts = 1_700_000_000_000
  return steps.map(({ step, price, size, side, isBtc }) => tradeAt((ts += step), price, size, { side, instrument: isBtc ? btc : eth }))
}

describe('bars from trades', () => {
  it('are the same however the trades are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 80 }), fc.array(fc.nat(80), { maxLength: 10 }), (steps, cuts) => {
        const trades = tradesOf(steps)
        const config = { intervals: ['1m', '1h', 'tick:3', 'volume:1.5', 'value:4'] }
        const borders = [...new Set([0, ...cuts.filter((cut) => cut < trades.length), trades.length])].sort((a, b) => a - b)
        const batches = borders.slice(1).map((to, i) => runOf(trades.slice(borders[i], to)))
        const whole = barsOf(through(processorOf(config), trades.length === 0 ? [] : [runOf(trades)]))
        expect(barsOf(through(processorOf(config), batches))).toEqual(whole)
      }),
    )
  })

  it('are the same straight from trades as through smaller bars', () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 120 }), (steps) => {
        const batch = runOf(tradesOf(steps).map((event) => ({ ...event, instrument: btc })))
        const direct = barsOf(through(processorOf({ intervals: ['5m', '1h'], partial: 'keep' }), [batch]))
        const small = barsOf(through(processorOf({ partial: 'keep' }), [batch]))
        const wider = processorOf({ intervals: ['5m', '1h'], from: 'bars', base: '1m', origin: 'derived', partial: 'keep' })
        const made = barsOf(through(wider, [runOf(small)]))
        for (const interval of ['5m', '1h']) {
          const of = (all: readonly Bar[]): unknown => all.filter((bar) => bar.interval === interval).map((bar) => ({ ...bar, tsRecv: 0 }))
          expect(of(made)).toEqual(of(direct))
        }
      }),
    )
  })

  it('know volume, turnover, trades, taker buys and the average price', () => {
    const aggregate = { firstId: '5', lastId: '9' }
    const batch = runOf([tradeAt(0, 10, 0.1), tradeAt(1, 20, 0.2, { side: 'sell' }), tradeAt(2, 15, 0.3, { aggregate })])
    const [bar] = barsOf(through(processorOf({}), [batch]))
    expect(bar).toMatchObject({ volume: 0.6, quoteVolume: 9.5, trades: 7, takerBuyVolume: 0.4, vwap: 15.8333333333333, origin: 'derived' })
    expect(bar).toMatchObject({ openTime: 0, closeTime: 59_999, ts: 59_999, tsRecv: 7 })
    const [unknown] = barsOf(through(processorOf({}), [runOf([tradeAt(0, 1, 1, { side: 'unknown' })])]))
    expect(unknown?.takerBuyVolume).toBeUndefined()
  })

  it('do not call the first and the last bar of a stream final, unless told to', () => {
    const batch = runOf([tradeAt(30_000, 1), tradeAt(60_000, 2), tradeAt(120_000, 3)])
    expect(barsOf(through(processorOf({}), [batch])).map((bar) => bar.final)).toEqual([false, true, false])
    expect(barsOf(through(processorOf({ partial: 'keep' }), [batch])).map((bar) => bar.final)).toEqual([true, true, true])
  })

  it('write the forming bar once a batch when wanted', () => {
    const out = barsOf(through(processorOf({ forming: true }), [runOf([tradeAt(0, 1), tradeAt(1, 2)]), runOf([tradeAt(60_000, 3)])], false))
    expect(out.map(short)).toEqual([
      [0, [1, 2, 1, 2, 2], 'open', 0],
      [0, [1, 2, 1, 2, 2], 'open', 0],
      [60_000, [3, 3, 3, 3, 1], 'open', 0],
    ])
  })

  it('close by the clock when a live instrument falls silent, after the grace period', () => {
    const processor = processorOf({ grace: '2s' })
    const out = new CollectingWriter()
    processor.process(runOf([tradeAt(0, 1), tradeAt(61_000, 1)]), out)
    out.take()
    processor.tick?.(121_999, out)
    expect(out.take()).toEqual([])
    processor.tick?.(122_000, out)
    expect(barsOf(out.take()).map(short)).toEqual([[60_000, [1, 1, 1, 1, 1], 'final', 0]])
    processor.tick?.(500_000, out)
    expect(out.take()).toEqual([])
  })

  it('go by the time of the recording in a replay, not by the clock', () => {
    const processor = processorOf({})
    const out = new CollectingWriter()
    processor.process(runOf([tradeAt(0, 1), tradeAt(61_000, 1)], 'replay'), out)
    out.take()
    processor.tick?.(1e12, out)
    expect(out.take()).toEqual([])
    processor.process(runOf([tradeAt(125_000, 1, 1, { instrument: eth })], 'replay'), out)
    processor.tick?.(1e12, out)
    expect(barsOf(out.take()).map(short)).toEqual([[60_000, [1, 1, 1, 1, 1], 'final', 0]])
  })

  it('are corrected by a late trade, in a revision', () => {
    const out = barsOf(
      through(processorOf({}), [runOf([tradeAt(0, 1), tradeAt(61_000, 5), tradeAt(121_000, 7)]), runOf([tradeAt(62_000, 9)])], false),
    )
    expect(out.map(short)).toEqual([
      [0, [1, 1, 1, 1, 1], 'open', 0],
      [60_000, [5, 5, 5, 5, 1], 'final', 0],
      [60_000, [5, 9, 5, 9, 2], 'final', 1],
    ])
  })

  it('tell bars apart that begin in the same instant', () => {
    const out = barsOf(through(processorOf({ intervals: ['tick:1'] }), [runOf([tradeAt(5, 1), tradeAt(5, 2), tradeAt(5, 3)])]))
    expect(out.map((bar) => bar.openTime)).toEqual([5, 5.001, 5.002])
  })

  it('refuse widths that smaller bars cannot make', () => {
    const refused = expect.objectContaining({ code: 'FEEDLOOM_BARS_WIDTH', category: 'config', path: 'intervals[0]' })
    for (const intervals of [['90s'], ['1m'], ['tick:5']]) expect(() => processorOf({ intervals, from: 'bars' })).toThrow(refused)
    expect(processorOf({ intervals: ['1M', '1w', '5m'], from: 'bars' }).intervals).toEqual({ needs: ['1m'], makes: ['1M', '1w', '5m'] })
  })
})

describe('bars with gaps', () => {
  const before = runOf([tradeAt(0, 1), tradeAt(61_000, 5)])
  const after = runOf([tradeAt(125_000, 7), tradeAt(185_000, 8)])

  it('are final when the gap is healed, not before', () => {
    const healing = runOf([gapAt(125_000, 'g', 'healing')])
    const healed = runOf([gapAt(125_000, 'g', 'healed', { healedBy: 'backfill' })])
    const fetched = runOf([tradeAt(62_000, 9), tradeAt(121_000, 2)], 'backfill')
    const out = barsOf(through(processorOf({}), [before, healing, after, fetched, healed], false)).map(short)
    expect(out).toEqual([
      [0, [1, 1, 1, 1, 1], 'open', 0],
      [60_000, [5, 5, 5, 5, 1], 'open', 0],
      [120_000, [7, 7, 7, 7, 1], 'open', 0],
      [60_000, [5, 9, 5, 9, 2], 'final', 1],
      [120_000, [2, 7, 2, 7, 2], 'final', 1],
    ])
  })

  it('are never final when what is missing is lost', () => {
    for (const states of [['lost'], ['suspected', 'healing', 'lost'], ['suspected', 'lost']] as const) {
      const gaps = states.map((state) => runOf([gapAt(125_000, 'g', state, { to: 125_000 })]))
      const out = barsOf(through(processorOf({}), [before, ...gaps, after, runOf([tradeAt(245_000, 1)])], false)).map((bar) => [
        bar.openTime,
        bar.final,
      ])
      expect(out).toEqual([
        [0, false],
        [60_000, false],
        [120_000, false],
        [180_000, true],
      ])
    }
  })

  it('appear where only healed trades show that there was one', () => {
    const healing = runOf([gapAt(245_000, 'g', 'healing')])
    const fetched = runOf([tradeAt(125_000, 9)], 'backfill')
    const healed = runOf([gapAt(245_000, 'g', 'healed')])
    const out = barsOf(through(processorOf({}), [before, healing, runOf([tradeAt(245_000, 7)]), fetched, healed], false)).map(short)
    expect(out.slice(2)).toEqual([
      [60_000, [5, 5, 5, 5, 1], 'final', 1],
      [120_000, [9, 9, 9, 9, 1], 'final', 0],
    ])
  })

  it('stay whole when it turns out that nothing was missed', () => {
    const gaps = [runOf([gapAt(62_000, 'g', 'suspected')]), runOf([gapAt(63_000, 'g', 'healed', { missing: 0 })])]
    for (const intervals of [['1m'], ['tick:2']]) {
      const out = barsOf(through(processorOf({ intervals }), [before, ...gaps, after], false))
      expect(out.at(-1)?.final).toBe(true)
    }
  })

  it('of an amount of activity are not final when trades are missing', () => {
    const out = barsOf(
      through(
        processorOf({ intervals: ['tick:3'] }),
        [
          before,
          runOf([gapAt(3, 'g', 'healing')]),
          after,
          runOf([gapAt(3, 'g', 'healed', { healedBy: 'backfill' })]),
          runOf([tradeAt(2e5, 1), tradeAt(2e5, 1), tradeAt(2e5, 1), tradeAt(2e5, 1), tradeAt(2e5, 1)]),
        ],
        false,
      ),
    )
    expect(out.map((bar) => bar.final)).toEqual([false, false, true])
  })

  it('from smaller bars take a corrected one in place of the former', () => {
    const parts = [0, 1, 2, 3, 4].map((i) => barAt(i * 60_000, { volume: 1 }))
    const corrected = barAt(60_000, { volume: 5, revision: 1 })
    const out = barsOf(through(processorOf({ intervals: ['5m'], from: 'bars' }), [runOf(parts), runOf([corrected])], false))
    expect(out.map((bar) => [bar.volume, bar.final, bar.revision])).toEqual([
      [5, true, 0],
      [9, true, 1],
    ])
  })
})
