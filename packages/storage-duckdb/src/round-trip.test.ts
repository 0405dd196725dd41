import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventKind, MarketEvent } from '@feedloom/core'
import { layouts, tableOf } from '@feedloom/core/columns'
import { anyEvent } from '../test/any-event.ts'
import { testInstruments } from '@feedloom/testkit'
import { batchOf, eventsOf, newPath, openStore, signal, trade, t0, writeOf } from '../test/store-fixture.ts'

/** A reader gives rows by time, then by arrival. */
function inReadingOrder(kind: EventKind, events: readonly MarketEvent[]): readonly MarketEvent[] {
  const field = tableOf(kind).time === 'open_time' ? 'openTime' : 'ts'
  const time = (event: MarketEvent): number => (event as unknown as Record<string, number>)[field] as number
  return [...events].sort((a, b) => time(a) - time(b))
}

/** Keyed tables keep one row of a key; rows that differ in their key show that nothing else is merged. */
function withOwnKeys(kind: EventKind, events: readonly MarketEvent[]): readonly MarketEvent[] {
  if (kind === 'gap') return events.map((event, index) => ({ ...event, id: `${(event as { id: string }).id}#${index}` }) as MarketEvent)
  if (kind !== 'bar' && kind !== 'indicator') return events
  return events.map((event, index) => ({ ...event, openTime: t0 + index }) as unknown as MarketEvent)
}

describe('what is written is read back exactly', () => {
  const kinds = Object.keys(layouts) as EventKind[]
  it.each(kinds)('%s', { timeout: 60_000 }, async (kind) => {
    await using open = await openStore()
    let id = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent(kind, open.registry), { minLength: 1, maxLength: 20 }), async (generated) => {
        const events = withOwnKeys(kind, generated)
        await open.store.query(`DELETE FROM feedloom_rows.${tableOf(kind).table}`)
        await open.store.write(writeOf(id++, [batchOf(kind, events as never)]), signal)
        expect(await eventsOf(open.store.reader.read({ kind }), open.registry)).toStrictEqual(inReadingOrder(kind, events))
      }),
      { numRuns: 15 },
    )
  })

  it('more rows than a chunk holds, with unknown values and long texts on the borders', async () => {
    await using open = await openStore()
    const btc = open.registry.at(0)!
    const events = Array.from({ length: 10_000 }, (_, index) => ({
      ...trade(btc, t0 + index, String(index), index % 7 === 0 ? Number.NaN : index),
      conditions: index % 3 === 0 ? undefined : Array.from({ length: index % 5 }, (_, n) => `condition-${index}-${n}`),
      printVenue: index % 2047 === 0 ? 'a venue with a long name' : undefined,
    }))
    await open.store.write(writeOf(1, [batchOf('trade', events)]), signal)
    expect(await eventsOf(open.store.reader.read({ kind: 'trade' }), open.registry)).toStrictEqual(events)
  })

  it('in another process run, with instruments that its registry has under other indexes or not at all', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      await open.store.write(
        writeOf(1, [batchOf('trade', [trade(open.registry.at(2)!, t0, '1'), trade(open.registry.at(0)!, t0 + 1, '2')])]),
        signal,
      )
    }
    const other = testInstruments()
    await using open = await openStore(path, { instruments: other })
    const events = await eventsOf(open.store.reader.read({ kind: 'trade' }), other)
    expect(events.map((event) => [event.instrument.symbol, event.id])).toStrictEqual([
      ['ÄÖ😀/USDT', '1'],
      ['BTC/USDT', '2'],
    ])
  })

  it('kinds of plugins, in a table of their own', async () => {
    const layout = { kind: 'x-acme.mood', columns: [{ name: 'score', type: 'float64', unit: undefined, optional: false }] } as const
    await using open = await openStore(':memory:', { layouts: [layout] })
    const event = { ...trade(open.registry.at(0)!, t0, '1'), kind: 'x-acme.mood', score: 0.5 }
    await open.store.write(writeOf(1, [batchOf('x-acme.mood' as never, [event as never])]), signal)
    expect(await open.store.query('SELECT venue, symbol, score FROM x_acme_mood')).toStrictEqual([
      { venue: 'test', symbol: 'BTC/USDT', score: 0.5 },
    ])
  })

  it('all but the events of an undeclared kind, which come back as failed with their places', async () => {
    await using open = await openStore()
    const one = trade(open.registry.at(0)!, t0, '1')
    const strange = { ...one, kind: 'x-acme.mood' }
    const failure = await open.store.write(
      writeOf(1, [batchOf('trade', [one]), batchOf('x-acme.mood' as never, [strange as never, strange as never])]),
      signal,
    )
    expect(failure?.failed.map(({ index, error }) => [index, (error as { code?: string }).code])).toStrictEqual([
      [1, 'FEEDLOOM_STORE_KIND_UNKNOWN'],
      [2, 'FEEDLOOM_STORE_KIND_UNKNOWN'],
    ])
    expect(await eventsOf(open.store.reader.read({ kind: 'trade' }), open.registry)).toStrictEqual([one])
  })
})
