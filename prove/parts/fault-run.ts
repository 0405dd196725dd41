import type { BookView, ConnectionStatus } from '@feedloom/core'
import { Engine, type RunSummary } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import { type BookSummary, type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { StreamLaws, spotFollows } from './stream-laws.ts'

export interface FaultRun {
  readonly venue: SimulatedVenue
  readonly engine: Engine
  readonly laws: StreamLaws
  readonly states: ConnectionStatus[]
  /** Stops the venue's market, lets the last frames arrive, ends the run. */
  finish(): Promise<RunSummary>
}

const symbols = ['BTC/USDT', 'ETH/USDT']

/** A simulated venue and a live source on it with short waits, so that faults show within seconds. */
export async function faultRun(seed: number): Promise<FaultRun> {
  const venue = await startSimulatedVenue({ venue: 'binance', seed, rate: 2_000, symbols: ['BTCUSDT', 'ETHUSDT'] })
  const engine = await Engine.from({
    plugins: [binance],
    sources: {
      binance: {
        endpoints: venue.endpoints.binance,
        reconnect: { first: '200ms', max: '1s' },
        heartbeat: { silence: '900ms' },
        subscribe: [
          { kind: 'trade', symbols },
          { kind: 'quote', symbols },
          { kind: 'book', symbols },
        ],
      },
    },
  })
  const laws = new StreamLaws(spotFollows)
  const states: ConnectionStatus[] = []
  engine.bus.on('*', (batch) => laws.accept(batch))
  engine.on('connection', (status) => states.push(status))
  const abort = new AbortController()
  const done = engine.run({ signal: abort.signal, handleSignals: false })
  await until(() => (laws.counts.get('binance:BTCUSDT book.delta') ?? 0) > 20, 'the first deltas')
  const finish = async (): Promise<RunSummary> => {
    venue.pause()
    await venue.settled()
    abort.abort()
    const summary = await done
    await venue.stop()
    return summary
  }
  return { venue, engine, laws, states, finish }
}

/** Whether a live book and the venue's own are the same, level by level. */
export function sameBook(view: BookView | undefined, truth: BookSummary | undefined): boolean {
  if (view === undefined || truth === undefined) return false
  const { bids, asks } = view.top(Number.POSITIVE_INFINITY)
  const flat = (levels: BookSummary['bids']): string => levels.flatMap(([price, size]) => [Number(price), Number(size)]).join()
  return bids.join() === flat(truth.bids) && asks.join() === flat(truth.asks)
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for what must come; rejects with its name when it does not come within ten seconds. */
export async function until(holds: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${timeoutMs} ms`)
    await wait(20)
  }
}
