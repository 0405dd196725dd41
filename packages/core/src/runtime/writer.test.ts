import { testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import type { Instrument } from '../contracts/index.ts'
import { layouts } from '../columns/layouts.ts'
import { spot } from './test/fakes.ts'
import { required } from './test/required.ts'
import { RunWriter } from './writer.ts'

const instrument = testInstruments([spot('BTCUSDT')]).native('fake', 'BTCUSDT') as Instrument
const header = ['kind', 'instrument', 'ts', 'nanos', 'tsRecv', 'revision']

function write(run: (out: RunWriter) => void): ReturnType<RunWriter['finish']> {
  const writer = new RunWriter()
  writer.begin(10, 'sources.fake', 'live')
  run(writer)
  return writer.finish()
}

describe('RunWriter', () => {
  it('ends a run when the kind changes and keeps the order', () => {
    const runs = write((out) => {
      out.trade(instrument, 1, 100, 1, 'buy', '1')
      out.trade(instrument, 2, 101, 1, 'buy', '2')
      out.quote(instrument, 3, 1, 1, 2, 1, undefined)
      out.trade(instrument, 4, 102, 1, 'buy', '3')
    })
    expect(runs.map(({ kind, events }) => [kind, events.map(({ ts }) => ts)])).toEqual([
      ['trade', [1, 2]],
      ['quote', [3]],
      ['trade', [4]],
    ])
    expect(runs.every(({ origin, delivery }) => origin === 'sources.fake' && delivery === 'live')).toBe(true)
  })

  it('leaves nothing behind after finish and after rollback', () => {
    const writer = new RunWriter()
    writer.begin(1, 'a', 'live')
    writer.trade(instrument, 1, 1, 1, 'buy', undefined)
    writer.quote(instrument, 1, 1, 1, 1, 1, undefined)
    expect(writer.finish()).toHaveLength(2)
    expect(writer.finish()).toHaveLength(0)
    writer.trade(instrument, 1, 1, 1, 'buy', undefined)
    writer.quote(instrument, 1, 1, 1, 1, 1, undefined)
    writer.rollback()
    expect(writer.finish()).toHaveLength(0)
    writer.trade(instrument, 7, 1, 1, 'buy', undefined)
    expect(writer.finish().map(({ events }) => events.length)).toEqual([1])
  })

  it('never changes a run that it has handed over', () => {
    const writer = new RunWriter()
    writer.begin(1, 'a', 'live')
    writer.trade(instrument, 1, 1, 1, 'buy', undefined)
    const [first] = writer.finish()
    writer.trade(instrument, 2, 1, 1, 'buy', undefined)
    writer.finish()
    expect(first?.events).toHaveLength(1)
  })

  it('gives every event of a kind the same keys in the same order, known or not', () => {
    const [run] = write((out) => {
      out.trade(instrument, 1, 100, 1, 'buy', undefined)
      out.trade(instrument, 1, 100, 1, 'buy', '1', { nanos: 5, revision: 1, tape: 'A', aggregate: { firstId: '1', lastId: '2' } })
    })
    const [bare, full] = run?.events ?? []
    expect(Object.keys(bare ?? {})).toEqual(Object.keys(full ?? {}))
    expect(full).toMatchObject({ nanos: 5, revision: 1, tape: 'A', tsRecv: 10 })
  })

  it('writes every column that the layouts name, with the header first', () => {
    const bare = {} as never
    const runs = write((out) => {
      out.trade(instrument, 1, 1, 1, 'buy', undefined)
      out.quote(instrument, 1, 1, 1, 1, 1, undefined)
      out.bookSnapshot(instrument, 1, new Float64Array(), new Float64Array(), undefined, undefined)
      out.bookDelta(instrument, 1, new Float64Array(), new Float64Array(), undefined, undefined, undefined)
      out.bar(instrument, 1, bare)
      out.ticker(instrument, 1, bare)
      out.mark(instrument, 1, bare)
      out.funding(instrument, 1, bare)
      out.openInterest(instrument, 1, bare)
      out.liquidation(instrument, 1, bare)
      out.optionQuote(instrument, 1, bare)
      out.optionGreeks(instrument, 1, bare)
      out.optionChain(instrument, 1, bare)
      out.indicator(instrument, 1, bare)
      out.pattern(instrument, 1, bare)
      out.level(instrument, 1, bare)
      out.volumeProfile(instrument, 1, bare)
      out.alert(instrument, 1, bare)
      out.mover(instrument, 1, bare)
      out.status(instrument, 1, bare)
      out.priceBand(instrument, 1, bare)
      out.news(instrument, 1, bare)
      out.corporateAction(instrument, 1, bare)
      out.tradeCorrection(instrument, 1, bare)
      out.gap(instrument, 1, bare)
    })
    expect(runs.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(layouts).toSorted())
    for (const { events } of runs) expect(Object.keys(events[0] ?? {}).slice(0, 6)).toEqual(header)
  })

  it('passes a finished event on as the same object', () => {
    const [run] = write((out) => out.trade(instrument, 1, 1, 1, 'buy', undefined))
    const event = required(run?.events[0])
    const [again] = write((out) => out.event(event))
    expect(again?.events[0]).toBe(event)
  })
})
