// A stack composed in code: Binance trades, one-second bars, an average, a DuckDB file. Until Ctrl-C, or COMPOSE_FOR_MS.
//   npm run ts -- examples/compose.ts
import { defineConfig } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as indicators from '@feedloom/indicators/plugins'
import * as duckdb from '@feedloom/storage-duckdb/plugins'

const endpoints = JSON.parse(process.env['BINANCE_ENDPOINTS'] ?? '{}') as Record<string, unknown>
const forMs = Number(process.env['COMPOSE_FOR_MS'] ?? Number.NaN)

const engine = await Engine.from(
  defineConfig({
    plugins: [binance, indicators, duckdb],
    sources: { binance: { endpoints, subscribe: [{ kind: 'trade', symbols: ['BTC/USDT', 'ETH/USDT'] }] } },
    processors: {
      bars: { intervals: ['1s'] },
      indicators: { input: { kind: 'bar', interval: '1s', origin: 'derived' }, compute: { sma3: { sma: { period: 3 } } } },
    },
    sinks: { duckdb: { path: process.env['COMPOSE_STORE'] ?? './data/compose.duckdb' } },
  }),
)
using _ = engine.bus.on('indicator', ({ events }) => {
  for (const { instrument, definition, values } of events) console.log(instrument.symbol, definition.name, values[0])
})
await engine.run(Number.isNaN(forMs) ? {} : { forMs })
