import { definePlugin, type FlowStats } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { normalizeTrades, streamNormalized } from 'tardis-dev'
import { ccxtOn } from './ccxt.ts'
import { wait } from './follower.ts'
import type { Cells } from './scenarios.ts'

const runMs = 12_000
/** Each piece that the library hands over takes this long. */
const busyMs = 250
const row = 'slow sink bounded'

const market = { venue: 'binance', seed: 20_261_120, rate: 6_000, symbols: ['BTCUSDT'] } as const

const tradesSent = (venue: SimulatedVenue): number =>
  venue.oracle.deliveredTo().find(({ stream }) => stream === 'btcusdt@trade')?.count ?? 0

/** A sink that writes 100 events in a quarter of a second and holds 2,000 at most. */
const slow = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'slow',
  summary: 'Takes its time',
  stability: 'experimental',
  configSchema: { '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }), types: undefined } },
  create: () => ({
    consumes: ['trade'],
    batching: { maxEvents: 100, maxDelayMs: 50, maxInFlight: 1, queueEvents: 2_000, overflow: 'drop-oldest', maxBlockMs: 0 },
    delivery: 'best-effort',
    write: () => wait(busyMs),
  }),
})

export async function feedloomSlowSink(): Promise<Cells> {
  await using venue = await startSimulatedVenue(market)
  const engine = await Engine.from({
    plugins: [binance, slow],
    sources: { binance: { endpoints: venue.endpoints.binance, subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
    sinks: { slow: {} },
  })
  await engine.start()
  const flow = (): FlowStats | undefined => engine.view.flow().find(({ component }) => component === 'sinks.slow')
  let most = 0
  for (const end = performance.now() + runMs; performance.now() < end; await wait(50)) most = Math.max(most, flow()?.queued ?? 0)
  const dropped = flow()?.dropped ?? 0
  const told = engine.summary().gaps.total > 0 || dropped > 0
  void engine.stop()
  await wait(1_000)
  return { [row]: `yes, ${most} waiting at most; ${dropped} dropped, ${told ? 'counted' : 'untold'}` }
}

export async function ccxtSlowSink(): Promise<Cells> {
  const venue = await startSimulatedVenue(market)
  const exchange = await ccxtOn(venue, ['BTC'])
  const ids = new Set<string>()
  let errors = 0
  for (const end = performance.now() + runMs; performance.now() < end; await wait(busyMs)) {
    try {
      for (const { id } of await exchange.watchTradesForSymbols(['BTC/USDT'])) ids.add(id)
    } catch {
      errors++
    }
  }
  const lost = tradesSent(venue) - ids.size
  await Promise.race([exchange.close(), wait(2_000)])
  await venue.stop()
  return { [row]: `yes, by loss: ${lost} of ${lost + ids.size} never handed over, ${errors > 0 ? 'told' : 'untold'}` }
}

export async function tardisSlowSink(): Promise<Cells> {
  const venue = await startSimulatedVenue(market)
  process.env['WSS_URL_BINANCE'] = `${venue.url.replace('http', 'ws')}/stream?timeUnit=MICROSECOND`
  const end = performance.now() + runMs
  const notices: string[] = []
  let seen = 0
  const options = {
    exchange: 'binance' as const,
    symbols: ['BTCUSDT'],
    withDisconnectMessages: true,
    onError: (error: Error) => void notices.push(error.message),
  }
  for await (const message of streamNormalized(options, normalizeTrades)) {
    if (message.type === 'trade') seen++
    else notices.push(message.type)
    // As many to a piece as the other two get at least.
    if (seen % 100 === 0) await wait(busyMs)
    if (performance.now() > end) break
  }
  const waiting = tradesSent(venue) - seen
  await venue.stop()
  return { [row]: `holds back the socket; ${waiting} waiting after ${runMs / 1_000} s, ${notices.length > 0 ? 'told' : 'untold'}` }
}
