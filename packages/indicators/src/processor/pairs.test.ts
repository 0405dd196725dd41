import { type Bar, type ExpectedStream, FeedloomError, type IndicatorValue, type Instrument } from '@feedloom/core'
import { VirtualClock, seededRandom } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beta, correl } from '../index.ts'
import { batchOf } from '../test/golden.ts'
import { Harness, bar, batch, btc, eth, minute, processorOf } from '../test/processing.ts'

const random = seededRandom(5)
const count = 40
const pricesOf = (): readonly number[] => Array.from({ length: count }, () => 100 + random() * 20)
const [btcPrices, ethPrices] = [pricesOf(), pricesOf()]
const of = (instrument: Instrument, prices: readonly number[]): readonly Bar[] =>
  prices.map((price, row) => bar(row, price, { instrument }))
const [btcBars, ethBars] = [of(btc, btcPrices), of(eth, ethPrices)]
const facts = (values: readonly IndicatorValue[]): unknown[] =>
  values.map(({ openTime, values: [value], revision }) => [openTime, value, revision])

const pair = { compute: { corr: { correl: { period: 5 }, second: 'BTC/USDT' } }, symbols: ['ETH/USDT'] }
const correlations = batchOf(correl({ period: 5 }), {
  close: Float64Array.from(ethPrices),
  second: Float64Array.from(btcPrices),
})[0] as Float64Array
const expected = (from: number, to = count): unknown[] =>
  Array.from(correlations.subarray(from, to), (value, i) => [(from + i) * minute, value, 0])

describe('a pair of instruments', () => {
  it('is computed on bars that opened at the same time, whichever comes first', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2 * count, maxLength: 2 * count }), (turns) => {
        const harness = new Harness(pair)
        const [left, right] = [[...ethBars], [...btcBars]]
        const values: IndicatorValue[] = []
        for (const turn of turns) {
          const one = (turn ? left.shift() : right.shift()) ?? left.shift() ?? right.shift()
          if (one !== undefined) values.push(...harness.feed(one))
        }
        expect(facts(values)).toEqual(expected(4))
        expect(values.every(({ instrument }) => instrument === eth)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('waits for the other bar, and never looks ahead', () => {
    const harness = new Harness(pair)
    harness.feed(...ethBars.slice(0, 10), ...btcBars.slice(0, 8))
    expect(facts(harness.feed(btcBars[8] as Bar))).toEqual(expected(8, 9))
    expect(facts(harness.feed(ethBars[10] as Bar))).toEqual([])
    expect(facts(harness.feed(btcBars[9] as Bar, btcBars[10] as Bar))).toEqual(expected(9, 11))
  })

  it('leaves out a bar that the other one does not have, and says that it has not converged until that is over', () => {
    const harness = new Harness(pair)
    const values = harness.feed(...ethBars, ...btcBars.slice(0, 20), ...btcBars.slice(21))
    expect(facts(values.slice(0, 16))).toEqual(expected(4, 20))
    const later = values.slice(16)
    expect(later.map(({ openTime }) => openTime)).toEqual(Array.from({ length: 19 }, (_, i) => (21 + i) * minute))
    expect(later.map(({ converged }) => converged)).toEqual(later.map((_, i) => i >= 4))
    for (const {
      openTime = 0,
      values: [value],
    } of later.slice(4))
      expect(value).toBeCloseTo(correlations[openTime / minute] as number, 12)
  })

  it('takes in what comes late: the row is new, those after it are revisions', () => {
    const harness = new Harness(pair)
    harness.feed(...ethBars.slice(0, 23), ...btcBars.slice(0, 20), ...btcBars.slice(21, 23))
    expect(facts(harness.feed(btcBars[20] as Bar))).toEqual(
      [20, 21, 22].map((row) => [row * minute, correlations[row], row === 20 ? 0 : 1]),
    )
    expect(facts(harness.feed(ethBars[23] as Bar, btcBars[23] as Bar))).toEqual(expected(23, 24))
  })

  it('is revised when the last bar of the other one is corrected', () => {
    const harness = new Harness(pair)
    harness.feed(...ethBars.slice(0, 20), ...btcBars.slice(0, 19), bar(19, 1, { instrument: btc }))
    expect(facts(harness.feed(btcBars[19] as Bar))).toEqual([[19 * minute, correlations[19], 1]])
  })

  it('previews the forming bars of both', () => {
    const harness = new Harness({ ...pair, preview: true })
    harness.feed(...ethBars.slice(0, 10), ...btcBars.slice(0, 10))
    const forming = (one: Bar): Bar => ({ ...one, final: false })
    expect(harness.feed(forming(ethBars[10] as Bar))).toEqual([])
    const [shown] = harness.feed(forming(btcBars[10] as Bar), forming(ethBars[10] as Bar))
    expect([shown?.final, shown?.values[0]]).toEqual([false, correlations[10]])
    expect(facts(harness.feed(ethBars[10] as Bar, btcBars[10] as Bar))).toEqual(expected(10, 11))
  })

  it('takes the other instrument first where it is named first: the beta of all others against BTC', () => {
    const harness = new Harness({ compute: { beta: { beta: { period: 5 }, of: ['BTC/USDT', 'close'] } } })
    const values = harness.feed(...ethBars, ...btcBars)
    const [betas] = batchOf(beta({ period: 5 }), { close: Float64Array.from(btcPrices), second: Float64Array.from(ethPrices) })
    expect(values.filter(({ instrument }) => instrument === eth).map(({ values: [value] }) => value)).toEqual(
      Array.from(betas ?? []).slice(5),
    )
    const own = values.filter(({ instrument }) => instrument === btc).map(({ values: [value] }) => value as number)
    for (const value of own) expect(value).toBeCloseTo(1, 12)
    expect(values[0]?.definition.parameters).toMatchObject({ of: 'BTC/USDT', second: 'close', period: 5 })
  })

  it('also feeds what runs over it, beside entries that wait for nobody', () => {
    const compute = { ...pair.compute, mean: { sma: { period: 3 }, of: 'corr' }, own: { sma: { period: 1 } } }
    const harness = new Harness({ compute, symbols: ['ETH/USDT'] })
    expect(harness.feed(...ethBars).map(({ definition: { name } }) => name)).toEqual(ethBars.map(() => 'own'))
    const names = harness.feed(...btcBars).map(({ definition: { name } }) => name)
    expect([names.filter((name) => name === 'corr').length, names.filter((name) => name === 'mean').length]).toEqual([36, 34])
  })

  it('is refused at the start when nobody subscribes to the other one', async () => {
    const processor = processorOf(pair, new VirtualClock(count * minute))
    const stream = (instrument: Instrument): ExpectedStream => ({ instrument, kind: 'bar', interval: '1m' })
    const start = async (streams: readonly ExpectedStream[]): Promise<unknown> => {
      const read = async function* () {
        yield { ...batch(), delivery: 'backfill' as const }
      }
      try {
        await processor.warm?.({ expected: streams, read }, new AbortController().signal)
      } catch (error) {
        return FeedloomError.is(error) && [error.category, error.code, error.path, error.hint]
      }
      return undefined
    }
    expect(await start([stream(eth)])).toEqual([
      'config',
      'FEEDLOOM_INDICATOR_SECOND_MISSING',
      'compute.corr.second',
      expect.stringContaining('symbols: [BTC/USDT]'),
    ])
    expect(await start([stream(eth), stream(btc)])).toBeUndefined()
  })
})

describe('two series of one instrument', () => {
  it('may be two entries, or an entry and a column', () => {
    const compute = {
      fast: { sma: { period: 2 } },
      slow: { sma: { period: 4 } },
      spread: { sub: {}, of: ['fast', 'slow'] },
      above: { sub: {}, of: 'close', second: 'slow.sma' },
    }
    const values = new Harness({ compute }).feed(...btcBars)
    const named = (name: string): number[] =>
      values.filter(({ definition }) => definition.name === name).map(({ values: [value] }) => value as number)
    const [fast, slow] = [named('fast').slice(2), named('slow')]
    expect(named('spread')).toEqual(slow.map((value, i) => (fast[i] as number) - value))
    expect(named('above')).toEqual(slow.map((value, i) => (btcPrices[i + 3] as number) - value))
  })

  it('are asked for when an indicator needs two', () => {
    const code = (compute: object): unknown => {
      try {
        processorOf({ compute })
      } catch (error) {
        return FeedloomError.is(error) && [error.code, error.path]
      }
      return undefined
    }
    expect(code({ a: { beta: {} } })).toEqual(['FEEDLOOM_INDICATOR_INPUT', 'compute.a'])
    expect(code({ a: { beta: {}, of: 'close' } })).toEqual(['FEEDLOOM_INDICATOR_INPUT', 'compute.a.of'])
    expect(code({ a: { sma: {}, of: ['close', 'open'] } })).toEqual(['FEEDLOOM_INDICATOR_INPUT', 'compute.a.of[0]'])
    expect(code({ a: { beta: { second: 'volume' } } })).toBeUndefined()
  })
})
