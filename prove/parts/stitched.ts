import type { AnyBatch, Bar, MarketEvent, Trade } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { until, wait } from './fault-run.ts'

/** What a run gave whose subscriptions want history before live, and what the venue says of the same span. */
export interface StitchedRun {
  readonly trades: readonly Trade[]
  readonly bars: readonly Bar[]
  readonly deliveries: ReadonlySet<string>
  readonly wantedIds: readonly string[]
  readonly wantedBars: readonly (readonly number[])[]
  readonly errors: Readonly<Record<string, number>>
}

export interface StitchOptions {
  readonly seed: number
  readonly rate: number
  readonly liveMs: number
  /** Before anything connects. */
  readonly prepare?: (venue: SimulatedVenue) => void
  /** While history is fetched. */
  readonly disturb?: (venue: SimulatedVenue) => Promise<void>
}

const second = 1_000

/** Follows one market with history of ten minutes in front, and asks the venue afterwards what there was. */
export async function stitchedRun({ seed, rate, liveMs, prepare, disturb }: StitchOptions): Promise<StitchedRun> {
  await using venue = await startSimulatedVenue({ seed, rate, symbols: ['BTCUSDT'], historyMs: 1_200 * second })
  prepare?.(venue)
  const { binance: endpoints } = venue.endpoints
  const backfill = '10m'
  await using engine = await Engine.from({
    plugins: [binance],
    sources: {
      binance: {
        endpoints,
        reconnect: { first: '200ms', max: '500ms' },
        subscribe: [
          { kind: 'trade', symbols: ['BTC/USDT'], variant: 'aggregate', backfill },
          { kind: 'bar', symbols: ['BTC/USDT'], interval: '1s', backfill },
        ],
      },
    },
    sinks: { memory: {} },
  })
  const seen = { trades: [] as Trade[], bars: [] as Bar[] }
  const deliveries = new Set<string>()
  engine.bus.on('*', (batch: AnyBatch) => {
    deliveries.add(batch.delivery)
    for (const event of batch.events as readonly MarketEvent[]) {
      if (event.kind === 'trade') seen.trades.push(event)
      if (event.kind === 'bar') seen.bars.push(event)
    }
  })
  await engine.start()
  await disturb?.(venue)
  await until(() => deliveries.has('live'), 'live events', 30_000)
  await wait(liveMs)
  await until(() => engine.view.gaps({ open: true }).length === 0, 'healed gaps', 15_000)
  venue.pause()
  await venue.settled()
  await wait(100)
  await engine.stop()
  return { ...seen, deliveries, ...(await truthOf(endpoints.rest, seen)), errors: engine.summary().errors }
}

async function truthOf(
  rest: string,
  { trades, bars }: Pick<StitchedRun, 'trades' | 'bars'>,
): Promise<Pick<StitchedRun, 'wantedIds' | 'wantedBars'>> {
  const ask = async (path: string): Promise<unknown[]> => (await (await fetch(`${rest}${path}`)).json()) as unknown[]
  const wantedIds: string[] = []
  const last = Number(trades.at(-1)?.id)
  for (let fromId = Number(trades[0]?.id); fromId <= last; fromId += 1_000) {
    const page = (await ask(`/aggTrades?symbol=BTCUSDT&fromId=${fromId}&limit=1000`)) as { a: number }[]
    wantedIds.push(...page.filter(({ a }) => a <= last).map(({ a }) => String(a)))
  }
  const closed = bars.filter((bar) => bar.final)
  const [from, to] = [closed[0]?.openTime ?? 0, closed.at(-1)?.openTime ?? 0]
  const page = (await ask(`/klines?symbol=BTCUSDT&interval=1s&startTime=${from}&endTime=${to}&limit=1000`)) as unknown[][]
  return { wantedIds, wantedBars: page.map((row) => [0, 1, 2, 3, 4, 5, 8].map((i) => Number(row[i]))) }
}
