import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main, queryFile } from '@feedloom/cli'
import { loadConfig } from '@feedloom/core/config'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'feedloom-examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

const counts = async (store: string, tables: readonly string[]): Promise<readonly number[]> => {
  const results = await queryFile(
    store,
    tables.map((table) => `SELECT count(*) FROM ${table}`),
  )
  return results.map(({ rows }) => Number(rows[0]?.[0]))
}

describe('binance-live.yaml', () => {
  it('is a config without errors', async () => {
    const { findings } = await loadConfig(join(here, 'binance-live.yaml'))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('replay.yaml', () => {
  it('replays the recording into DuckDB, the same each time', async () => {
    for (const file of ['replay.yaml', 'recordings']) cpSync(join(here, file), join(folder, file), { recursive: true })
    const store = join(folder, 'data/replay.duckdb')
    const tables = ['trade_data', 'quotes', 'orderbook_deltas', 'orderbook_snapshots', 'gaps']
    for (const run of [1, 2]) {
      rmSync(store, { force: true })
      expect([run, await main(['run', join(folder, 'replay.yaml'), '--quiet'])]).toEqual([run, 0])
      expect(await counts(store, tables)).toEqual([287, 156, 99, 1, 0])
      const [bars = 0, indicators = 0] = await counts(store, ['kline_data', 'indicator_values'])
      expect(bars).toBeGreaterThanOrEqual(9)
      expect(indicators).toBeGreaterThan(0)
    }
  })
})

describe('alerts.yaml', { timeout: 60_000 }, () => {
  it('alerts and ranks over a simulated venue, and stores both', async () => {
    const venue = await startSimulatedVenue({ symbols: ['BTCUSDT', 'ETHUSDT'] })
    const store = join(folder, 'alerts.duckdb')
    try {
      const { ws, rest } = venue.endpoints.binance
      const env = { ...process.env, SIM_BINANCE_WS: ws['public'], SIM_BINANCE_REST: rest, ALERTS_STORE: store }
      expect(await main(['run', join(here, 'alerts.yaml'), '--quiet', '--for', '9s'], { env })).toBe(0)
      const [rules, ranked] = await queryFile(store, [
        'SELECT DISTINCT rule FROM alerts WHERE message IS NOT NULL AND value IS NOT NULL ORDER BY rule',
        'SELECT time_window, max(universe) AS universe FROM movers WHERE is_full GROUP BY time_window ORDER BY time_window',
      ])
      expect(rules?.rows.flat()).toContain('jump')
      expect(ranked?.rows.map(([window, universe]) => [window, Number(universe)])).toEqual([
        ['2s', 2],
        ['5s', 2],
      ])
    } finally {
      await venue.stop()
    }
  })
})

describe('compose.ts', { timeout: 60_000 }, () => {
  it('runs against a simulated venue', async () => {
    const venue = await startSimulatedVenue({ symbols: ['BTCUSDT', 'ETHUSDT'] })
    const store = join(folder, 'compose.duckdb')
    try {
      const env = { BINANCE_ENDPOINTS: JSON.stringify(venue.endpoints.binance), COMPOSE_FOR_MS: '1500', COMPOSE_STORE: store }
      expect(await run(['examples/compose.ts'], { env })).toMatchObject({ code: 0, err: '' })
      // The venue goes on while the run ends, so the last frames may have come too late: what is stored has no hole.
      const sent = venue.oracle.deliveredTo().reduce((sum, { count }) => sum + count, 0)
      const [stored = 0] = await counts(store, ['trade_data'])
      const numbered = 'SELECT symbol, max(trade_id::BIGINT) - min(trade_id::BIGINT) + 1 AS ids FROM trade_data GROUP BY symbol'
      const [ids] = await queryFile(store, [`SELECT sum(ids) FROM (${numbered})`])
      expect(stored).toBe(Number(ids?.rows[0]?.[0]))
      expect(stored).toBeGreaterThan(sent / 2)
      expect(stored).toBeLessThanOrEqual(sent)
    } finally {
      await venue.stop()
    }
  })
})

describe('quickstart', { timeout: 60_000 }, () => {
  const start = ['examples/quickstart/start.js', '--data', join(folder, 'quickstart')]

  it('stores what the venue sent in every table that it feeds, and exits with 0', async () => {
    const { code, out, err } = await run([...start, '--for', '8s'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/equal +binance +btcusdt@trade +oracle sent \d+, stored \d+/)
    expect(out).not.toContain('DIFFERENT')
    expect(out.match(/^ {2}npx feedloom /gm)).toHaveLength(3)
    const fed = [
      'trade_data',
      'quotes',
      'orderbook_snapshots',
      'orderbook_deltas',
      'kline_data',
      'market_metrics',
      'indicator_values',
      'symbol_info',
    ]
    for (const rows of await counts(join(folder, 'quickstart/market.duckdb'), fed)) expect(rows).toBeGreaterThan(0)
    expect(await counts(join(folder, 'quickstart/market.duckdb'), ['gaps'])).toEqual([0])
  })

  it('drains on SIGINT, loses nothing and exits with 0', async () => {
    const { code, out } = await run(start, { onOutput: (child, text) => text.includes('events/s') && child.kill('SIGINT') })
    expect(code).toBe(0)
    expect(out).toContain('stopped on request')
    expect(out).not.toContain('DIFFERENT')
  })

  it('aborts on a second signal with exit code 130', async () => {
    const twice = (child: Child, text: string) => {
      if (!text.includes('events/s')) return
      child.kill('SIGINT')
      setTimeout(() => child.kill('SIGTERM'), 50)
    }
    expect(await run(start, { onOutput: twice })).toMatchObject({ code: 130 })
  })

  it('refuses a bad duration with exit code 2', async () => {
    expect(await run([...start, '--for', '20'])).toMatchObject({ code: 2, err: expect.stringContaining('20s') })
  })
})

type Child = ReturnType<typeof spawn>

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly onOutput?: (child: Child, text: string) => unknown
}

/** A program of its own, from source. */
function run(args: readonly string[], { env = {}, onOutput }: RunOptions = {}): Promise<{ code: number; out: string; err: string }> {
  const fromSource = ['--conditions=@feedloom/source', '--import', './scripts/ts-loader.mjs']
  const child = spawn(process.execPath, [...fromSource, ...args], { cwd: join(here, '..'), env: { ...process.env, NO_COLOR: '1', ...env } })
  let [out, err] = ['', '']
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8')
      onOutput?.(child, chunk.toString('utf8'))
    })
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}
