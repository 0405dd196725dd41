import { describe, expect, it } from 'vitest'
import { barAt, gapAt, make, runOf, through, tradeAt } from '../../test/event-fixture.ts'
import type { Bar, MarketEvent, Processor } from '../contracts/index.ts'
import { bars } from './bars.ts'

const processorOf = (config: object): Processor => make(bars, { intervals: ['1m'], ...config })
const barsOf = (events: readonly MarketEvent[]): readonly Bar[] => events.filter((event) => event.kind === 'bar')
const short = ({ openTime, open, high, low, close, volume, final, revision }: Bar): readonly unknown[] => [
  openTime,
  [open, high, low, close, volume],
  final ? 'final' : 'open',
  revision,
]

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
