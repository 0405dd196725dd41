import {
  definePlugin,
  type EventHeader,
  type EventKind,
  type EventLayout,
  type EventStore,
  type Plugin,
  type Processor,
} from '@feedloom/core'
import { fromColumns } from '@feedloom/core/columns'
import { Engine } from '@feedloom/core/engine'
import { settle, VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PushedSource } from '../test/pushed-source.ts'
import { newPath, t0 } from '../test/store-fixture.ts'
import { readStoreFile } from './index.ts'
import { duckdb } from './plugins.ts'

declare module '@feedloom/core' {
  interface EventMap {
    'x-acme.mood': Mood
  }
}

/** What a package that nobody here knows adds. */
interface Mood extends EventHeader<'x-acme.mood'> {
  readonly score: number
  readonly label: string | undefined
  readonly words: readonly string[]
  readonly weights: Float64Array
}

const layout: EventLayout = {
  kind: 'x-acme.mood',
  columns: [
    { name: 'score', type: 'float64', unit: undefined, optional: false },
    { name: 'label', type: 'text', unit: undefined, optional: true },
    { name: 'words', type: 'text-list', unit: undefined, optional: false },
    { name: 'weights', type: 'float64-list', unit: undefined, optional: false },
  ],
}

const mood: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'mood',
  summary: 'A mood for each trade',
  stability: 'experimental',
  configSchema: z.strictObject({}),
  events: [layout],
  create: (): Processor => ({
    consumes: ['trade'],
    produces: ['x-acme.mood'],
    forwards: true,
    process(batch, out) {
      if (batch.kind !== 'trade') return
      for (const { instrument, ts, nanos, tsRecv, revision, id } of batch.events) {
        const label = id === '2' ? undefined : `after ${id}`
        const header = { kind: 'x-acme.mood', instrument, ts, nanos, tsRecv, revision } as const
        out.event({ ...header, score: Number(id) / 4, label, words: ['to', 'the', 'moon'], weights: Float64Array.of(Number(id), -0) })
      }
    },
  }),
})

async function moodsIn(engine: Engine, store: EventStore | undefined): Promise<readonly Mood[]> {
  const moods: Mood[] = []
  for await (const batch of store?.read({ kind: 'x-acme.mood', symbol: 'BTC/USDT' }) ?? []) {
    moods.push(...fromColumns<'x-acme.mood'>(batch, engine.registry, { extra: [layout] }).events)
  }
  return moods
}

describe('a kind of event that a plugin adds', () => {
  it('goes through an engine into DuckDB and memory, is kept as x_<kind>, and comes back as it was', async () => {
    const path = await newPath()
    const clock = new VirtualClock(t0)
    const source = new PushedSource()
    const kinds: readonly EventKind[] = ['trade', 'x-acme.mood']
    const engine = await Engine.from(
      {
        plugins: [source.plugin, mood, duckdb],
        sources: { pushed: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
        processors: { mood: {} },
        sinks: { duckdb: { path, kinds, threads: 1 }, memory: {} },
      },
      { clock },
    )
    const seen: Mood[] = []
    engine.bus.on('x-acme.mood', (batch) => void seen.push(...batch.events))
    await engine.start()
    source.trades(t0, ['1', '2', '3'])
    await clock.advanceAsync(2_000)
    await settle()
    expect(seen.map(({ score, label }) => [score, label])).toStrictEqual([
      [0.25, 'after 1'],
      [0.5, undefined],
      [0.75, 'after 3'],
    ])
    await expect.poll(() => moodsIn(engine, engine.store('duckdb'))).toStrictEqual(seen)
    expect(await moodsIn(engine, engine.store('memory'))).toStrictEqual(seen)
    expect(await engine.store('memory')?.stats()).toContainEqual(expect.objectContaining({ table: 'x_acme_mood', rows: 3 }))
    await engine.stop()
    const [result] = await readStoreFile(path, ['SELECT symbol, score, label, words, weights FROM x_acme_mood ORDER BY ts'])
    expect(result?.columns.map(({ name }) => name)).toStrictEqual(['symbol', 'score', 'label', 'words', 'weights'])
    expect(result?.rows.map((row) => row.slice(0, 3))).toStrictEqual([
      ['BTC/USDT', 0.25, 'after 1'],
      ['BTC/USDT', 0.5, null],
      ['BTC/USDT', 0.75, 'after 3'],
    ])
  })
})
