import type { SubscribeInput } from '@feedloom/core/config'
import { Engine, type RunSummary } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as duckdb from '@feedloom/storage-duckdb/plugins'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { compareDuckdb, type Verdict } from './compare-store.ts'
import type { RecordedSet } from './sets.ts'

function subscriptions(set: RecordedSet): SubscribeInput[] {
  const symbols = set.symbols
  const streams: SubscribeInput[] = [
    { kind: 'trade', symbols, variant: set.trades },
    { kind: 'quote', symbols },
    { kind: 'book', symbols },
  ]
  return set.bars ? [...streams, { kind: 'bar', symbols, interval: '1m' }] : streams
}

/** Serves a recording over real sockets, follows it with the live source, and compares what DuckDB holds at the end. */
export async function proveServed(set: RecordedSet, store: string): Promise<{ verdict: Verdict; summary: RunSummary }> {
  await using venue = await startSimulatedVenue({ recording: set.files, speed: 'max' })
  await using engine = await Engine.from({
    plugins: [binance, duckdb],
    sources: { [set.venue]: { endpoints: venue.endpoints[set.venue], subscribe: subscriptions(set) } },
    sinks: { duckdb: { path: store } },
  })
  const ended = new AbortController()
  void venue.ended.then(() => setTimeout(() => ended.abort(), 300))
  const summary = await engine.run({ signal: ended.signal, handleSignals: false })
  return { verdict: await compareDuckdb(store, set), summary }
}
