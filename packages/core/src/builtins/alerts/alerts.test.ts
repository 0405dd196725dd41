import { describe, expect, it } from 'vitest'
import { btc, eth, tradeAt } from '../../../test/event-fixture.ts'
import type { Alert, MarketEvent, Quote } from '../../contracts/index.ts'
import { AlertBench, closed, minute, patternAt, valueOf } from '../test/alerting.ts'

const [yes, no] = [true, false]
const messages = (alerts: readonly Alert[]): readonly string[] => alerts.map(({ message }) => message)
/** Trades a second apart. */
const trades = (...prices: readonly number[]): readonly MarketEvent[] => prices.map((price, i) => tradeAt(i * 1_000, price))

describe('a threshold', () => {
  it('alerts when it is passed, and again only after it was not', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100 } })
    expect(bench.closes(0, 99, 101, 102, 100, 103)).toEqual([no, yes, no, no, yes])
  })

  it('says what was compared, on which bar', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100 }, severity: 'critical' })
    expect(bench.feed(closed(7, 101.5))).toEqual([
      {
        kind: 'alert',
        instrument: btc,
        ts: 8 * minute,
        nanos: 0,
        tsRecv: 8 * minute + 5,
        revision: 0,
        rule: 'rule',
        severity: 'critical',
        message: 'close 101.5 is above 100',
        value: 101.5,
        threshold: 100,
        values: { close: 101.5 },
        interval: '1m',
        openTime: 7 * minute,
        final: true,
      },
    ])
  })

  it('stays true until it is rearmed', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100, rearm: 95 } })
    expect(bench.closes(0, 101, 99, 101, 95, 101)).toEqual([yes, no, no, no, yes])
    const below = new AlertBench({ when: { price: 'close', below: 100, rearm: 105 } })
    expect(below.closes(0, 99, 104, 99, 106, 99)).toEqual([yes, no, no, no, yes])
  })

  it('may be another series', () => {
    const bench = new AlertBench({ when: { price: 'close', below: 'sma20' } })
    expect(bench.feed(closed(0, 10), valueOf('sma20', 0, 9))).toEqual([])
    expect(messages(bench.feed(closed(1, 8), valueOf('sma20', 1, 9)))).toEqual(['close 8 is below sma20 9'])
  })
})

describe('a crossing', () => {
  it('of two indicators is seen on the bar where their order changes', () => {
    const bench = new AlertBench({ when: { indicator: 'sma20', crossesAbove: 'sma50' } })
    const pairs = [[1, 2], [2, 2], [3, 2], [4, 2], [1, 2], [3, 2]] as const // prettier-ignore
    const fired = pairs.map(([fast, slow], i) => messages(bench.feed(valueOf('sma20', i, fast), valueOf('sma50', i, slow))))
    const said = 'sma20 3 crossed above sma50 2'
    expect(fired).toEqual([[], [], [said], [], [], [said]])
  })

  it('compares values of one bar only', () => {
    const bench = new AlertBench({ when: { indicator: 'sma20', crosses: 'sma50' } })
    bench.feed(valueOf('sma20', 0, 1), valueOf('sma50', 0, 2))
    // The fast one of the new bar is above the slow one of the old bar, not of its own.
    expect(bench.feed(valueOf('sma20', 1, 5))).toEqual([])
    expect(bench.feed(valueOf('sma50', 1, 6))).toEqual([])
    expect(bench.feed(valueOf('sma20', 2, 8), valueOf('sma50', 2, 7))).toHaveLength(1)
  })

  it('of a price through a number is seen on each tick that goes through it', () => {
    const bench = new AlertBench({ when: { price: 'trade', crosses: 100 } })
    expect(messages(bench.feed(...trades(99, 100, 101, 102, 100, 101, 98, 99)))).toEqual([
      'trade 101 crossed above 100',
      'trade 98 crossed below 100',
    ])
    const down = new AlertBench({ when: { price: 'trade', crossesBelow: 100 } })
    expect(down.feed(...trades(101, 99, 101, 99))).toHaveLength(2)
  })

  it('in either direction may happen on two bars in a row', () => {
    const bench = new AlertBench({ when: { price: 'close', crosses: 100 } })
    expect(bench.closes(0, 99, 101, 99, 98)).toEqual([no, yes, yes, no])
  })

  it('of a price that was never below is none', () => {
    expect(new AlertBench({ when: { price: 'trade', crosses: 100 } }).feed(...trades(100, 101, 105))).toEqual([])
  })

  it('reads the output that it names', () => {
    const bench = new AlertBench({ when: { indicator: 'macd', crossesAbove: 'macd.signal' } })
    bench.feed(valueOf('macd', 0, [1, 2, -1]))
    const [alert] = bench.feed(valueOf('macd', 1, [3, 2, 1]))
    expect(alert).toMatchObject({ value: 3, threshold: 2, values: { macd: 3, 'macd.signal': 2 } })
  })
})

describe('a change', () => {
  const rule = { when: { price: 'trade', changes: '-3%', within: '15m' } }
  const at = (minutes: number, price: number): MarketEvent => tradeAt(minutes * minute, price)

  it('is measured from the highest price within the time', () => {
    const bench = new AlertBench(rule)
    expect(bench.feed(at(0, 100), at(5, 104), at(10, 101))).toEqual([])
    const [alert] = bench.feed(at(12, 100.5))
    expect(alert).toMatchObject({ threshold: -3, message: 'trade 100.5 fell 3.37 % within 15m' })
    expect(alert?.value).toBeCloseTo((100.5 / 104 - 1) * 100, 12)
  })

  it('never counts what is older than the time, so that a hole makes up no change', () => {
    const bench = new AlertBench(rule)
    expect(bench.feed(at(0, 100), at(15.1, 97))).toEqual([])
    expect(bench.feed(at(30, 94))).toHaveLength(1)
  })

  it('goes up as well as down, as it is asked', () => {
    const up = new AlertBench({ when: { price: 'trade', changes: '3%', within: '15m' } })
    expect(up.feed(at(0, 100), at(1, 90), at(2, 92))).toEqual([])
    expect(up.feed(at(3, 93))).toHaveLength(1)
    const either = new AlertBench({ when: { price: 'trade', moves: '3%', within: '15m' } })
    expect(messages(either.feed(at(0, 100), at(1, 104), at(2, 102), at(3, 99)))).toEqual([
      'trade 104 rose 4.00 % within 15m',
      'trade 99 fell 4.81 % within 15m',
    ])
  })
})

describe('a pattern', () => {
  it('is an indicator that is not zero, by its name or type, whatever its spelling', () => {
    for (const name of ['cdl-engulfing', 'CDLENGULFING', 'engulf']) {
      const bench = new AlertBench({ when: { pattern: name } })
      const facts = { definition: { name: 'engulf', indicator: 'cdl-engulfing', parameters: {}, outputs: ['pattern'] } }
      const fired = [0, 100, -100, 0].map((value, i) => messages(bench.feed(closed(i, 1), valueOf('', i, value, facts))))
      expect(fired).toEqual([[], [`bullish ${name}`], [`bearish ${name}`], []])
    }
  })

  it('may have to point one way', () => {
    const bench = new AlertBench({ when: { pattern: 'hammer', direction: 'bearish' } })
    expect([100, -100].map((value, i) => bench.feed(valueOf('hammer', i, value)).length)).toEqual([0, 1])
  })

  it('of a chart is confirmed unless another state is asked for, and may come again', () => {
    const bench = new AlertBench({ when: { pattern: 'double-top' } })
    expect(bench.feed(patternAt('double-top', 3, { state: 'forming' }))).toEqual([])
    expect(bench.feed(patternAt('double-top', 4))).toMatchObject([{ message: 'bearish double-top', value: 0.8 }])
    expect(bench.feed(closed(5, 1), closed(6, 1), patternAt('double-top', 6))).toHaveLength(1)
    const forming = new AlertBench({ when: { pattern: 'double-top', state: 'forming' } })
    expect(messages(forming.feed(patternAt('double-top', 3, { state: 'forming' })))).toEqual(['bearish double-top forming'])
  })
})

describe('combinations', () => {
  it('want all on one bar', () => {
    const bench = new AlertBench({ when: { all: [{ indicator: 'rsi14', below: 30 }, { pattern: 'hammer' }] } })
    expect(bench.feed(valueOf('rsi14', 0, 25), valueOf('hammer', 0, 0))).toEqual([])
    expect(bench.feed(valueOf('rsi14', 1, 40), valueOf('hammer', 1, 100))).toEqual([])
    expect(bench.feed(valueOf('rsi14', 2, 29))).toEqual([])
    expect(messages(bench.feed(valueOf('hammer', 2, 100)))).toEqual(['rsi14 29 is below 30 and bullish hammer'])
  })

  it('want any, also when the others are not known yet', () => {
    const bench = new AlertBench({
      when: {
        any: [
          { indicator: 'rsi14', above: 70 },
          { indicator: 'mfi14', above: 80 },
        ],
      },
    })
    expect(messages(bench.feed(valueOf('mfi14', 0, 90)))).toEqual(['mfi14 90 is above 80'])
  })

  it('take the opposite, but nothing from what is not known', () => {
    const bench = new AlertBench({ when: { all: [{ price: 'close', above: 10 }, { not: { indicator: 'rsi14', above: 70 } }] } })
    expect(bench.feed(closed(0, 11))).toEqual([])
    expect(bench.feed(valueOf('rsi14', 0, 75))).toEqual([])
    expect(messages(bench.feed(closed(1, 12), valueOf('rsi14', 1, 60)))).toEqual(['close 12 is above 10'])
  })

  it('join ticks with the last closed bar', () => {
    const bench = new AlertBench({ when: { price: 'trade', crossesAbove: 'sma20' } })
    bench.feed(valueOf('sma20', 0, 100), tradeAt(minute, 99))
    expect(bench.feed(tradeAt(minute + 1, 101))).toMatchObject([{ value: 101, threshold: 100, interval: '1m', openTime: 0 }])
  })
})

describe('which data', () => {
  it('are final ones, unless the rule looks at every tick', () => {
    const forming = closed(0, 101, { final: false, ts: 1, tsRecv: 6 })
    const rule = { when: { price: 'close', above: 100 } }
    expect(new AlertBench(rule).feed(forming)).toEqual([])
    expect(new AlertBench({ ...rule, on: 'tick' }).feed(forming)).toMatchObject([{ final: false, openTime: 0 }])
  })

  it('of a forming bar are compared only when they are of the same state of it', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 'sma20' }, on: 'tick' })
    const forming = (close: number, ts: number): MarketEvent => closed(0, close, { final: false, ts, tsRecv: ts + 5 })
    const preview = (value: number, ts: number): MarketEvent => valueOf('sma20', 0, value, { final: false, ts, tsRecv: ts + 5 })
    expect(bench.feed(forming(10, 1), preview(12, 1))).toEqual([])
    // The average of this price has not come.
    expect(bench.feed(forming(13, 2))).toEqual([])
    expect(bench.feed(preview(13.5, 2))).toEqual([])
    expect(bench.feed(forming(15, 3), preview(14, 3))).toHaveLength(1)
  })

  it('are kept apart by instrument and bar width', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100 } })
    expect(bench.feed(closed(0, 101), closed(0, 101, { instrument: eth }), closed(0, 101, { interval: '5m' }))).toHaveLength(3)
    expect(bench.feed(closed(1, 101), closed(1, 101, { instrument: eth }))).toEqual([])
    const one = new AlertBench({ when: { price: 'close', above: 100 }, symbols: ['ETH/*'], interval: '5m' })
    expect(one.feed(closed(0, 101), closed(0, 101, { instrument: eth }), closed(0, 101, { interval: '5m' }))).toEqual([])
    expect(one.feed(closed(0, 101, { instrument: eth, interval: '5m' }))).toHaveLength(1)
  })

  it('are bars of one origin', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100 } }, { origin: 'derived' })
    expect(bench.feed(closed(0, 101))).toEqual([])
    expect(bench.feed(closed(0, 101, { origin: 'derived' }))).toHaveLength(1)
  })

  it('are the price that the rule names', () => {
    const quote = { kind: 'quote', instrument: btc, ts: 1, tsRecv: 2, nanos: 0, revision: 0, bidPrice: 100, askPrice: 103 } as Quote
    const bench = new AlertBench({ when: { price: 'mid', above: 101 } })
    expect(bench.processor.consumes).toEqual(['quote'])
    expect(bench.feed({ ...quote, askPrice: Number.NaN }, quote)).toMatchObject([{ value: 101.5, interval: undefined, final: undefined }])
  })

  it('of indicators have converged, or are used all the same; that a rule waits is said once', () => {
    const rule = { when: { indicator: 'rsi14', above: 70 } }
    const early = [0, 1, 2].map((i) => valueOf('rsi14', i, 75, { converged: false }))
    const bench = new AlertBench(rule)
    expect(bench.feed(...early)).toEqual([])
    expect(bench.context.logged).toEqual(['info: the rule `rule` waits until `rsi14` has converged'])
    expect(bench.feed(valueOf('rsi14', 3, 75))).toHaveLength(1)
    expect(new AlertBench({ ...rule, unconverged: 'use' }).feed(...early)).toHaveLength(1)
  })

  it('that came late are looked at, and set nothing off by themselves', () => {
    const rule = { when: { price: 'close', above: 100 } }
    const bench = new AlertBench(rule)
    expect(bench.deliver('backfill', closed(0, 99), closed(1, 101))).toEqual([])
    expect(bench.closes(2, 102, 99, 101)).toEqual([no, no, yes])
    expect(new AlertBench({ ...rule, late: 'fire' }).deliver('backfill', closed(0, 101))).toHaveLength(1)
    expect(new AlertBench(rule).deliver('replay', closed(0, 101))).toHaveLength(1)
  })
})

describe('revised bars', () => {
  it('never set off a second alert for the same bar', () => {
    for (const extra of [{}, { oncePer: 'bar' }, { on: 'tick' }]) {
      const bench = new AlertBench({ when: { price: 'close', above: 100 }, ...extra })
      expect(bench.feed(closed(0, 101))).toHaveLength(1)
      expect(bench.feed(closed(0, 99, { revision: 1 }), closed(0, 102, { revision: 2 }))).toEqual([])
      expect(bench.feed(closed(1, 99), closed(2, 102))).toHaveLength(1)
    }
  })

  it('may set off the first one, as long as the bar is the last', () => {
    const bench = new AlertBench({ when: { price: 'close', above: 100 } })
    expect(bench.feed(closed(0, 99), closed(0, 101, { revision: 1 }))).toHaveLength(1)
    const older = new AlertBench({ when: { price: 'close', above: 100 } })
    expect(older.feed(closed(0, 99), closed(1, 99), closed(0, 101, { revision: 1 }))).toEqual([])
  })
})

describe('how often', () => {
  it('is once for each bar on which it is true, if it is asked so', () => {
    const bench = new AlertBench({ when: { indicator: 'rsi14', above: 70 }, oncePer: 'bar', on: 'tick' })
    const fired = [0, 0, 1, 1].map((bar, i) => bench.feed(valueOf('rsi14', bar, 71 + i, { final: false, ts: i, tsRecv: i })).length)
    expect(fired).toEqual([1, 0, 1, 0])
  })

  it('is once for each bar of an interval for ticks', () => {
    const bench = new AlertBench({ when: { price: 'trade', above: 100 }, oncePer: 'bar', interval: '1m' })
    const at = [0, 1_000, 59_000, 60_000, 61_000, 180_000]
    expect(at.map((ts) => bench.feed(tradeAt(ts, 101)).length)).toEqual([1, 0, 0, 1, 0, 1])
  })

  it('is at most once in the cooldown, for each instrument', () => {
    const bench = new AlertBench({ when: { price: 'trade', above: 100 }, cooldown: '1m' })
    const seen = [[0, 101], [1_000, 99], [2_000, 101], [61_000, 99], [62_000, 101]] as const // prettier-ignore
    expect(seen.map(([ts, price]) => bench.feed(tradeAt(ts, price)).length)).toEqual([1, 0, 0, 0, 1])
    expect(bench.feed(tradeAt(63_000, 101, 1, { instrument: eth }))).toHaveLength(1)
  })
})

describe('the message', () => {
  it('is what the config says, with the names in braces filled in', () => {
    const message = '{symbol} on {venue}: {rule} {severity} {interval} rsi {value} over {threshold}, {rsi14} at {price} ({reason}) {time}'
    const bench = new AlertBench({ when: { indicator: 'rsi14', above: 70 }, message })
    const [alert] = bench.feed(closed(0, 61_000.5), valueOf('rsi14', 0, 71.234567890123))
    expect(alert?.message).toBe(
      `BTC/USDT on ${btc.venue}: rule warning 1m rsi 71.23456789 over 70, 71.23456789 at 61000.5 (rsi14 71.23456789 is above 70) 1970-01-01T00:01:00.000Z`,
    )
  })
})
