import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { PluginContext, Sink } from '@feedloom/core'
import { VirtualClock, settle } from '@feedloom/testkit'
import { duckdb } from './plugins.ts'
import { duckdbConfig } from './config.ts'
import { batchOf, eventsOf, instruments, newPath, signal, t0, trade, writeOf } from '../test/store-fixture.ts'

function createSink(config: Record<string, unknown>): { readonly sink: Sink; readonly clock: VirtualClock; readonly warnings: string[] } {
  const clock = new VirtualClock(t0)
  const warnings: string[] = []
  const context = {
    id: 'sinks.duckdb',
    clock,
    instruments: instruments(),
    resolvePath: (path: string) => join(tmpdir(), path),
    log: { debug: () => undefined, info: () => undefined, warn: (message: string) => warnings.push(message), error: () => undefined },
  } as unknown as PluginContext
  return { sink: duckdb.create(context, duckdbConfig.parse(config)), clock, warnings }
}

describe('the duckdb sink', () => {
  it('keeps what was acknowledged over a restart', async () => {
    const path = await newPath()
    const one = createSink({ path: path.slice(tmpdir().length + 1) })
    await one.sink.start!(signal)
    await one.sink.start!(signal)
    const registry = instruments()
    const event = trade(registry.at(0)!, t0, '1')
    await one.sink.write(writeOf(1, [batchOf('trade', [event])]), signal)
    await one.sink.flush!(signal)
    await one.sink.stop!(signal)
    await one.sink.stop!(signal)
    await expect(one.sink.write(writeOf(2, []), signal)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_CLOSED' })

    const two = createSink({ path: path.slice(tmpdir().length + 1) })
    await two.sink.start!(signal)
    expect((await eventsOf(two.sink.reader!.read({ kind: 'trade' }), registry)).map(({ id, ts }) => [id, ts])).toStrictEqual([['1', t0]])
    await two.sink.stop!(signal)
  })

  it('stops in any state, and leaves no timer behind', async () => {
    const { sink, clock } = createSink({ path: ':memory:' })
    await sink.stop!(signal)
    await sink.start!(signal)
    expect(clock.pending).toBe(1)
    await sink.stop!(signal)
    expect(clock.pending).toBe(0)
  })

  it('deletes old rows on the clock', async () => {
    const { sink, clock, warnings } = createSink({ path: ':memory:', retention: { trade: '1h' } })
    await sink.start!(signal)
    const registry = instruments()
    await sink.write(
      writeOf(1, [batchOf('trade', [trade(registry.at(0)!, t0 - 3_000_000, 'old'), trade(registry.at(0)!, t0, 'young')])]),
      signal,
    )
    clock.advance(20 * 60_000)
    await settle()
    await sink.flush!(signal)
    await sink.flush!(signal)
    expect((await eventsOf(sink.reader!.read({ kind: 'trade' }), registry)).map((event) => event.id)).toStrictEqual(['young'])
    expect(warnings).toStrictEqual([])
    await sink.stop!(signal)
  })

  it('refuses keys and spans that it does not know', () => {
    expect(() => createSink({ path: 'a', wal: true })).toThrow(/wal/)
    expect(() => createSink({ path: 'a', retention: { trade: 7 } })).toThrow(/duration/)
    expect(() => createSink({})).toThrow(/path/)
  })
})
