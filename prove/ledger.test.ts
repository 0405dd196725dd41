import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventStore, Gap } from '@feedloom/core'
import { fromColumns } from '@feedloom/core/columns'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as duckdb from '@feedloom/storage-duckdb/plugins'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, expect, it } from 'vitest'
import { until } from './parts/fault-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const symbols = ['BTC/USDT', 'ETH/USDT']
const short = ({ id, dataKind, state, healedBy, missing }: Gap): string => [id, dataKind, state, healedBy, missing].join(' ')

async function gapsOf(engine: Engine, sink: string): Promise<readonly string[]> {
  const rows: Gap[] = []
  for await (const batch of (engine.store(sink) as EventStore).read({ kind: 'gap' }))
    rows.push(...fromColumns(batch, engine.registry).events)
  return rows.map((gap) => short(gap)).sort((a, b) => a.localeCompare(b))
}

it('every store holds each gap once, in its last state, and says what healed it', { timeout: 60_000 }, async () => {
  await using venue = await startSimulatedVenue({ venue: 'binance', seed: 21, rate: 800, symbols: ['BTCUSDT', 'ETHUSDT'] })
  await using engine = await Engine.from({
    plugins: [binance, duckdb],
    sources: {
      binance: {
        endpoints: venue.endpoints.binance,
        reconnect: { first: '200ms', max: '1s' },
        subscribe: [
          { kind: 'trade', symbols, variant: 'aggregate' },
          { kind: 'quote', symbols },
          { kind: 'book', symbols },
        ],
      },
    },
    sinks: { memory: {}, duckdb: { path: join(folder, 'ledger.duckdb'), batching: { maxDelay: '50ms' } } },
  })
  const states = new Map<string, Set<string>>()
  engine.bus.on('gap', ({ events }) => {
    for (const { id, state } of events) states.set(id, (states.get(id) ?? new Set()).add(state))
  })
  await engine.start()
  await until(() => engine.view.books().length === 2 && engine.view.books().every(({ state }) => state === 'good'), 'good books')
  for (const stream of ['btcusdt@aggTrade', 'ethusdt@depth@100ms', 'ethusdt@aggTrade']) venue.faults.dropFrames(2, { stream })
  const healed = (): readonly Gap[] => engine.view.gaps({ state: 'healed' })
  await until(() => healed().length >= 3, 'three healed gaps')
  venue.faults.killSockets()
  await until(() => engine.view.gaps({ state: 'lost', kind: 'quote' }).length === 2, 'lost quotes')
  await until(() => engine.view.gaps({ open: true }).length === 0, 'an end of every gap')
  venue.pause()
  await venue.settled()
  const ledger = engine.view
    .gaps()
    .map((gap) => short(gap))
    .sort((a, b) => a.localeCompare(b))
  await until(() => engine.view.flow().every(({ queued }) => queued === 0), 'empty queues')
  expect([...states.values()].some((seen) => seen.has('healing') && seen.has('healed'))).toBe(true)
  expect(new Set(healed().map(({ dataKind, healedBy }) => `${dataKind} by ${healedBy}`))).toEqual(
    new Set(['trade by rest.aggTrades', 'book by snapshot']),
  )
  expect(await gapsOf(engine, 'memory')).toEqual(ledger)
  expect(await gapsOf(engine, 'duckdb')).toEqual(ledger)
  const quotes = engine.view.coverage().filter(({ kind }) => kind === 'quote')
  expect(quotes.map(({ holes }) => holes?.map(({ state, cause }) => [state, cause]))).toEqual([
    [['lost', 'disconnect']],
    [['lost', 'disconnect']],
  ])
})
