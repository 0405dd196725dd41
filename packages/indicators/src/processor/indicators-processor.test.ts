import type { Bar, EventBatch, Gap, IndicatorValue } from '@feedloom/core'
import { seededRandom } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { rsi, sma } from '../index.ts'
import { batchOf } from '../test/golden.ts'
import { Harness, bar, btc, eth, minute } from '../test/processing.ts'

const random = seededRandom(3)
const prices = Array.from({ length: 120 }, () => 100 + random() * 20)
const bars = prices.map((price, row) => bar(row, price))
const facts = (values: readonly IndicatorValue[]): unknown =>
  values.map(({ openTime, values: [value], revision }) => [openTime, value, revision])
const reference = (row: number): number =>
  (batchOf(rsi({ period: 5 }), { close: Float64Array.from(prices) })[0] as Float64Array)[row] as number

const rsi5 = { compute: { rsi5: { rsi: { period: 5 } } } }

describe('indicators on closed bars', () => {
  it('equal the batch, beginning exactly after the warm-up', () => {
    const values = new Harness(rsi5).feed(...bars)
    expect(values.length).toBe(115)
    expect(values.map(({ values: [value] }) => value)).toEqual(values.map((_, i) => reference(i + 5)))
    expect(values[0]).toMatchObject({
      kind: 'indicator',
      instrument: btc,
      interval: '1m',
      openTime: 5 * minute,
      ts: 6 * minute,
      final: true,
      ready: true,
      converged: false,
      revision: 0,
    })
    expect(values.at(-1)?.converged).toBe(true)
  })

  it('share one frozen definition and take the receive time of the bar that caused them', () => {
    const harness = new Harness(rsi5)
    const values = harness.feed(...bars.slice(0, 10))
    const { definition } = values[0] as IndicatorValue
    expect(definition).toEqual({
      name: 'rsi5',
      indicator: 'rsi',
      parameters: { period: 5, flat: 50, input: 'close', unstable: 0 },
      outputs: ['rsi'],
    })
    expect([Object.isFrozen(definition), values.every((value) => value.definition === definition)]).toEqual([true, true])
    expect(values.map(({ tsRecv }) => tsRecv)).toEqual(bars.slice(5, 10).map(({ tsRecv }) => tsRecv))
  })

  it('are kept apart by instrument, interval and origin', () => {
    const harness = new Harness({ ...rsi5, input: { interval: ['1m', '5m'] } })
    const mixed = bars
      .slice(0, 8)
      .flatMap((one): Bar[] => [
        one,
        { ...one, instrument: eth, close: 1 },
        { ...one, interval: '5m', close: 2 },
        { ...one, interval: '1h' },
        { ...one, origin: 'derived' as const, close: 3 },
      ])
    const values = harness.feed(...mixed)
    expect(values.length).toBe(9)
    expect(values.filter((value) => value.instrument === btc && value.interval === '1m').map(({ values: [value] }) => value)).toEqual(
      [5, 6, 7].map(reference),
    )
  })

  it('run only over the symbols that are named', () => {
    const harness = new Harness({ ...rsi5, symbols: ['ETHUSDT'] })
    expect(harness.feed(...bars.slice(0, 8)).length).toBe(0)
    expect(harness.feed(...bars.slice(0, 8).map((one) => ({ ...one, instrument: eth }))).length).toBe(3)
  })

  it('run over the output of another one, whatever the order in the file', () => {
    const harness = new Harness({ compute: { smooth: { sma: { period: 3 }, of: 'rsi5.rsi' }, rsi5: { rsi: { period: 5 } } } })
    const values = harness.feed(...bars).filter(({ definition }) => definition.name === 'smooth')
    const [means] = batchOf(sma({ period: 3 }), { close: Float64Array.from(prices, (_, row) => reference(row)) })
    expect(values[0]?.openTime).toBe(7 * minute)
    expect(values.map(({ values: [value] }) => value)).toEqual(Array.from(means ?? []).slice(7))
  })
})

describe('the forming bar', () => {
  const forming = (row: number, close: number): Bar => bar(row, close, { final: false })

  it('says nothing unless it is asked for', () => {
    expect(new Harness(rsi5).feed(...bars.slice(0, 6), forming(6, 1)).length).toBe(1)
  })

  it('gives previews that leave no trace', () => {
    const harness = new Harness({ ...rsi5, preview: true })
    harness.feed(...bars.slice(0, 6))
    const [first, second] = harness.feed(forming(6, 50), forming(6, prices[6] as number))
    expect([first?.final, second?.final, second?.values[0]]).toEqual([false, false, reference(6)])
    expect(facts(harness.feed(bars[6] as Bar))).toEqual([[6 * minute, reference(6), 0]])
    // A late update of a bar that has closed.
    expect(harness.feed(forming(6, 3))).toEqual([])
  })

  it('is shown by the tick when there is an `every`', () => {
    const harness = new Harness({ ...rsi5, every: '2s' })
    expect(harness.processor.tickEveryMs).toBe(2000)
    expect(harness.feed(...bars.slice(0, 6), forming(6, 50), forming(6, prices[6] as number)).length).toBe(1)
    harness.processor.tick?.(9, harness.out)
    const shown = harness.out.take() as IndicatorValue[]
    expect([shown.length, shown[0]?.final, shown[0]?.values[0]]).toEqual([1, false, reference(6)])
    harness.processor.tick?.(10, harness.out)
    expect(harness.out.take()).toEqual([])
  })
})

describe('bars that come late or again', () => {
  it('change nothing when they are the same', () => {
    const harness = new Harness(rsi5)
    harness.feed(...bars.slice(0, 20))
    expect(harness.feed(bars[19] as Bar, bars[10] as Bar)).toEqual([])
  })

  it('revise the last value', () => {
    const harness = new Harness(rsi5)
    harness.feed(...bars.slice(0, 19), bar(19, 1))
    expect(facts(harness.feed(bars[19] as Bar))).toEqual([[19 * minute, reference(19), 1]])
    expect(facts(harness.feed(bars[20] as Bar))).toEqual([[20 * minute, reference(20), 0]])
  })

  it('fill a hole: what was missing is new, what came after is a revision, and all goes on as if nothing had been', () => {
    const harness = new Harness(rsi5)
    harness.feed(...bars.slice(0, 20), ...bars.slice(23, 26))
    expect(facts(harness.feed(...bars.slice(20, 23)))).toEqual(
      [20, 21, 22, 23, 24, 25].map((row) => [row * minute, reference(row), row < 23 ? 0 : 1]),
    )
    expect(facts(harness.feed(bars[26] as Bar))).toEqual([[26 * minute, reference(26), 0]])
  })

  it('count before a newer bar of the same batch', () => {
    const harness = new Harness(rsi5)
    harness.feed(...bars.slice(0, 20), bars[21] as Bar)
    expect(facts(harness.feed(bars[20] as Bar, bars[22] as Bar))).toEqual([
      [20 * minute, reference(20), 0],
      [21 * minute, reference(21), 1],
      [22 * minute, reference(22), 0],
    ])
  })

  it('are not taken up when they are older than all that is kept', () => {
    const harness = new Harness(rsi5)
    const many = Array.from({ length: 2000 }, (_, row) => bar(row + 10, 100 + (row % 7)))
    harness.feed(...many)
    expect(harness.feed(bar(3, 50))).toEqual([])
  })
})

describe('a hole in the bars', () => {
  const gap = (state: Gap['state']): EventBatch<'gap'> => ({
    kind: 'gap',
    origin: 'sources.x',
    delivery: 'live',
    events: [
      {
        kind: 'gap',
        instrument: btc,
        ts: 1,
        nanos: 0,
        tsRecv: 1,
        revision: 0,
        id: 'g1',
        dataKind: 'bar',
        interval: undefined,
        from: undefined,
        to: undefined,
        fromId: undefined,
        toId: undefined,
        cause: 'disconnect',
        state,
        healedBy: undefined,
        reason: undefined,
        component: undefined,
        missing: undefined,
      },
    ],
  })

  it('leaves values unconverged until it no longer matters, or until it is healed', () => {
    const harness = new Harness(rsi5)
    expect(harness.feed(...bars.slice(0, 80)).at(-1)?.converged).toBe(true)
    harness.processor.process(gap('lost'), harness.out)
    expect(harness.feed(bars[80] as Bar)[0]?.converged).toBe(false)
    harness.processor.process(gap('healed'), harness.out)
    expect(harness.feed(bars[81] as Bar)[0]?.converged).toBe(true)
    harness.processor.process(gap('lost'), harness.out)
    const more = Array.from({ length: 80 }, (_, row) => bar(row + 90, 100 + (row % 9)))
    expect(
      harness
        .feed(...more)
        .map(({ converged }) => converged)
        .indexOf(true),
    ).toBe(rsi({ period: 5 }).convergence)
  })
})
