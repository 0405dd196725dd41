import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { barAt, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { AnyBatch, Bar, MarketEvent, Processor } from '../contracts/index.ts'
import { bars } from './bars.ts'

const processorOf = (config: object): Processor => make(bars, { intervals: ['1m'], ...config })
const barsOf = (events: readonly MarketEvent[]): readonly Bar[] => events.filter((event) => event.kind === 'bar')

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
