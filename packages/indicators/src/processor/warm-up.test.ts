import type { Bar, ExpectedStream, HistoryQuery, HistoryReader, IndicatorValue } from '@feedloom/core'
import { VirtualClock, seededRandom } from '@feedloom/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { ema, rsi } from '../index.ts'
import { batchOf } from '../test/golden.ts'
import { Harness, bar, batch, btc, eth, minute, warnings } from '../test/processing.ts'

const random = seededRandom(11)
const count = 400
const prices = Array.from({ length: count }, () => 100 + random() * 20)
const bars = prices.map((price, row) => bar(row, price))
const live = count - 1
const rsi5 = { compute: { rsi5: { rsi: { period: 5 } } } }
const stream = (instrument = btc, interval: ExpectedStream['interval'] = '1m'): ExpectedStream => ({ instrument, kind: 'bar', interval })
const values = (all: readonly IndicatorValue[]): unknown =>
  all.map(({ openTime, values: [value], converged }) => [openTime, value, converged])
const batched = (row: number): number => batchOf(rsi({ period: 5 }), { close: Float64Array.from(prices) })[0]?.[row] as number

/** What a store or a venue would answer. */
function historyOf(known: readonly Bar[], expected: readonly ExpectedStream[], asked: HistoryQuery[] = []): HistoryReader {
  return {
    expected,
    async *read(query) {
      asked.push(query)
      const { from, to, instrument, origin } = query
      const found = known.filter((one) => one.openTime >= from && one.openTime < to && one.origin === origin)
      yield { ...batch(...found.map((one) => ({ ...one, instrument }))), delivery: 'backfill' }
    },
  }
}

async function warmed(config: object, history: HistoryReader): Promise<Harness> {
  const harness = new Harness(config, new VirtualClock(live * minute))
  await harness.processor.warm?.(history, new AbortController().signal)
  expect(harness.out.take()).toEqual([])
  return harness
}

describe('history', () => {
  beforeEach(() => void warnings.splice(0))

  it('fills what the sources subscribe to, as far back as matters, so that the first live value has converged', async () => {
    const asked: HistoryQuery[] = []
    const harness = await warmed(rsi5, historyOf(bars.slice(0, live), [stream(), stream(eth, '5m')], asked))
    const reach = rsi({ period: 5 }).convergence + 66
    expect(asked).toMatchObject([
      { instrument: btc, kind: 'bar', interval: '1m', origin: 'venue', from: (live - reach) * minute + 1, to: live * minute + 1 },
    ])
    const [[openTime, value, converged]] = values(harness.feed(bars[live] as Bar)) as [[number, number, boolean]]
    expect([openTime, converged, Math.abs(value - batched(live)) / value < 1e-6]).toEqual([live * minute, true, true])
    expect(warnings).toEqual([])
  })

  it('is not asked of for a replay, and not of series that are not wanted', async () => {
    const asked: HistoryQuery[] = []
    await warmed(rsi5, historyOf(bars, [], asked))
    await warmed({ ...rsi5, symbols: ['ETH/USDT'] }, historyOf(bars, [stream()], asked))
    expect(asked).toEqual([])
  })

  it('that is too short is told, and the values are not converged', async () => {
    const harness = await warmed(rsi5, historyOf(bars.slice(live - 20, live), [stream()]))
    expect(values(harness.feed(bars[live] as Bar))).toMatchObject([[live * minute, expect.any(Number), false]])
    expect(warnings).toEqual([
      `history is short: the first values are not converged for BTC/USDT 1m (20 bars of ${rsi({ period: 5 }).convergence + 1})`,
    ])
  })

  it('with a hole is asked once more for the hole', async () => {
    const asked: HistoryQuery[] = []
    const holed = historyOf([...bars.slice(0, 350), ...bars.slice(360, live)], [stream()], asked)
    const healing: HistoryReader = {
      expected: [stream()],
      read: (query) => (query.from === 350 * minute ? historyOf(bars, []).read(query) : holed.read(query)),
    }
    const whole = await warmed(rsi5, healing)
    expect(values(whole.feed(bars[live] as Bar))).toMatchObject([[live * minute, expect.closeTo(batched(live), 4), true]])
    expect(warnings).toEqual([])
    const broken = await warmed(rsi5, holed)
    expect(asked.at(-1)).toMatchObject({ from: 350 * minute, to: 360 * minute })
    expect(values(broken.feed(bars[live] as Bar))).toMatchObject([[live * minute, expect.any(Number), false]])
    expect(warnings).toEqual([expect.stringContaining('bars are missing in 1 places')])
  })

  it('that ends before the first live bar leaves a hole, and a bar that both have is taken once', async () => {
    const apart = await warmed(rsi5, historyOf(bars.slice(0, live - 2), [stream()]))
    expect(values(apart.feed(bars[live] as Bar))).toMatchObject([[live * minute, expect.any(Number), false]])
    const overlapping = await warmed(rsi5, historyOf(bars.slice(0, live), [stream()]))
    expect(overlapping.feed(bars[live - 1] as Bar)).toEqual([])
    expect(values(overlapping.feed(bars[live] as Bar))).toMatchObject([[live * minute, expect.any(Number), true]])
  })

  it('that cannot be read is told, and the indicators begin without it', async () => {
    const harness = await warmed(rsi5, {
      expected: [stream()],
      read: async function* () {
        yield* []
        throw new TypeError('the venue is down')
      },
    })
    expect(warnings).toEqual([expect.stringContaining('BTC/USDT 1m (the venue is down)')])
    expect(harness.feed(...bars.slice(0, 10)).length).toBe(5)
  })

  it('warms chains up until all of them have forgotten their beginnings', async () => {
    const compute = { rsi5: { rsi: { period: 5 } }, slow: { ema: { period: 20 }, of: 'rsi5' } }
    const reach = rsi({ period: 5 }).convergence + ema({ period: 20 }).convergence
    const whole = await warmed({ compute }, historyOf(bars.slice(0, live), [stream()]))
    expect(whole.feed(bars[live] as Bar).map(({ converged }) => converged)).toEqual([true, true])
    const short = await warmed({ compute }, historyOf(bars.slice(live - reach + 1, live), [stream()]))
    expect(short.feed(bars[live] as Bar).map(({ converged }) => converged)).toEqual([true, false])
  })
})
