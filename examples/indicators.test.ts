import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main, queryFile } from '@feedloom/cli'
import { beta, correl, ema, macd, rsi } from '@feedloom/indicators'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Venue = Awaited<ReturnType<typeof startSimulatedVenue>>
type Row = readonly [symbol: string, name: string, openMs: number, value: number, converged: boolean]

const path = fileURLToPath(new URL('indicators.yaml', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'feedloom-indicators-'))
const store = join(folder, 'indicators.duckdb')
let venue: Venue
beforeAll(async () => {
  venue = await startSimulatedVenue({ symbols: ['BTCUSDT', 'ETHUSDT'] })
})
afterAll(async () => {
  await venue.stop()
  rmSync(folder, { recursive: true })
})

async function run(): Promise<{ readonly code: number; readonly from: number }> {
  const { ws, rest } = venue.endpoints.binance
  const env = { ...process.env, SIM_BINANCE_WS: ws['public'], SIM_BINANCE_REST: rest, INDICATORS_STORE: store }
  const from = Date.now()
  return { code: await main(['run', path, '--quiet', '--for', '5s'], { env }), from }
}

/** Final values of the bars of one second, in order. */
async function stored(from: number): Promise<readonly Row[]> {
  const columns = `symbol, name, epoch_ms(open_time), "values"[1], converged`
  const where = `final AND "interval" = '1s' AND epoch_ms(ts_recv) >= ${from}`
  const [result] = await queryFile(store, [`SELECT ${columns} FROM indicator_values WHERE ${where} ORDER BY open_time, symbol, name`])
  return (result?.rows ?? []).map(([symbol, name, open, value, converged]) => [
    String(symbol),
    String(name),
    Number(open),
    Number(value),
    converged === true,
  ])
}

/** What the venue says itself: closes by open time, of the last bars that it keeps. */
async function closes(symbol: string): Promise<{ readonly times: readonly number[]; readonly close: Float64Array }> {
  const reply = await fetch(`${venue.endpoints.binance.rest}/klines?symbol=${symbol}&interval=1s&limit=1000`)
  const rows = (await reply.json()) as readonly (readonly [number, string, string, string, string])[]
  return { times: rows.map(([open]) => open), close: Float64Array.from(rows, (row) => Number(row[4])) }
}

function column(indicator: ReturnType<typeof rsi>, columns: object): Float64Array {
  const outputs = indicator.outputs.map(() => new Float64Array(1000))
  indicator.batch(columns, outputs)
  return outputs[0] as Float64Array
}

async function recomputed(): Promise<(row: Row) => number> {
  const [btc, eth] = [await closes('BTCUSDT'), await closes('ETHUSDT')]
  const all = new Map<string, Float64Array>()
  for (const [symbol, { close }] of [['BTC/USDT', btc] as const, ['ETH/USDT', eth] as const]) {
    const [line, signal] = [new Float64Array(1000), new Float64Array(1000)]
    macd().batch({ close }, [line, signal, new Float64Array(1000)])
    const smooth = column(ema({ period: 5 }), { close: signal })
    all.set(`${symbol} rsi14`, column(rsi({ period: 14 }), { close }))
    all.set(`${symbol} macd`, line)
    all.set(`${symbol} smooth`, smooth)
    all.set(
      `${symbol} spread`,
      line.map((value, row) => value - (smooth[row] as number)),
    )
    all.set(`${symbol} btc`, column(correl({ period: 20 }), { close, second: btc.close }))
    all.set(`${symbol} beta`, column(beta({ period: 20 }), { close: btc.close, second: close }))
  }
  return ([symbol, name, open]) => all.get(`${symbol} ${name}`)?.[btc.times.indexOf(open)] ?? Number.NaN
}

describe('indicators.yaml', { timeout: 60_000 }, () => {
  it.each(['of the venue', 'of the store and the venue'])('has converged values from the first live bar, from the history %s', async () => {
    const { code, from } = await run()
    expect(code).toBe(0)
    const [rows, plain] = [await stored(from), await recomputed()]
    expect(new Set(rows.map(([symbol, name]) => `${symbol} ${name}`)).size).toBe(12)
    expect(rows.length).toBeGreaterThanOrEqual(24)
    expect(rows.filter((row) => !row[4])).toEqual([])
    const wrong = rows.filter((row) => !(Math.abs(row[3] - plain(row)) <= 1e-5 * Math.max(1, Math.abs(plain(row)))))
    expect(wrong).toEqual([])
  })
})
