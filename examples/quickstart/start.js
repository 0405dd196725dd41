// What `npm start` runs: a simulated Binance on this machine, the feed of feedloom.yaml on it, and a comparison of what was
// stored with what the venue sent. In a terminal until Ctrl-C; without one it stops after 60 s; `--for 20s` decides otherwise.
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { exitCodes, loadFile, processTerminal, reportError, runFile } from '@feedloom/cli'
import { parseDuration } from '@feedloom/core/config'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { compareWithOracle } from './compare.js'

const WITHOUT_TERMINAL_MS = 60_000
/** Frames that the venue has written are on their way for a moment. */
const SETTLE_MS = 300
const folder = dirname(fileURLToPath(import.meta.url))

const { values: flags } = parseArgs({
  options: {
    for: { type: 'string' },
    json: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '500' },
    data: { type: 'string', default: join(folder, 'data') },
    debug: { type: 'boolean' },
  },
})
const terminal = processTerminal()
process.exitCode = await main().catch((error) => reportError(error, terminal, flags.debug))

async function main() {
  const forMs = flags.for === undefined ? (terminal.interactive ? undefined : WITHOUT_TERMINAL_MS) : parseDuration(flags.for)
  if (flags.for !== undefined && forMs === undefined) {
    terminal.err(`--for ${flags.for}: write a duration such as 20s or 5m\n`)
    return exitCodes.usage
  }
  // Every run begins with an empty store, so that its counts can be compared.
  rmSync(flags.data, { recursive: true, force: true })
  mkdirSync(flags.data, { recursive: true })
  const venue = await startSimulatedVenue({
    venue: 'both',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    seed: Number(flags.seed),
    rate: Number(flags.rate),
  })
  try {
    return await runOn(venue, forMs)
  } finally {
    await venue.stop()
  }
}

async function runOn(venue, forMs) {
  const path = join(resolve(flags.data), 'market.duckdb')
  const env = { ...process.env, ...addresses(venue), QUICKSTART_STORE: path }
  const loaded = await loadFile(join(folder, 'feedloom.yaml'), { terminal, env })
  if (loaded === undefined) return exitCodes.findings
  const code = await runFile(loaded, {
    terminal,
    title: 'quickstart',
    forMs,
    json: flags.json,
    debug: flags.debug,
    // The venue falls silent first: everything it has sent arrives before the engine drains.
    beforeStop: async () => {
      venue.pause()
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    },
  })
  if (code !== exitCodes.ok || flags.json) return code
  const store = shortest(path)
  const equal = await compareWithOracle(store, venue.oracle, terminal)
  terminal.out(nextSteps(store))
  return equal ? exitCodes.ok : exitCodes.findings
}

/** As a person would type it here. */
function shortest(path) {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

function addresses({ endpoints }) {
  const { binance, 'binance-usdm': usdm } = endpoints
  return {
    SIM_BINANCE_WS: binance.ws.public,
    SIM_BINANCE_REST: binance.rest,
    SIM_USDM_PUBLIC_WS: usdm.ws.public,
    SIM_USDM_MARKET_WS: usdm.ws.market,
    SIM_USDM_REST: usdm.rest,
  }
}

function nextSteps(store) {
  return `
Next:
  npx feedloom query "SELECT symbol, interval, open_time, close FROM kline_data ORDER BY open_time DESC LIMIT 10" --store ${store}
  npx feedloom explain examples/quickstart/feedloom.yaml
  npx feedloom init my-feed
`
}
