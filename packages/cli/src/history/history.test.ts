import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyBatch } from '@feedloom/core'
import { Engine, systemClock } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import { DuckdbStore } from '@feedloom/storage-duckdb'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../program.ts'
import { queryFile } from '../store-file.ts'
import { FakeTerminal } from '../test/fake-terminal.ts'
import { Download } from './download.ts'
import type { Series } from './missing.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-history-'))
const minute = 60_000
let venue: SimulatedVenue
let until: number
let from: number

beforeAll(async () => {
  // Three days of minutes are five pages of bars.
  venue = await startSimulatedVenue({ symbols: ['BTCUSDT', 'ETHUSDT'], rate: 300, historyMs: 3 * 86_400_000 })
  until = Math.floor(Date.now() / minute) * minute
  from = until - 4_200 * minute
})
afterAll(async () => {
  await venue.stop()
  rmSync(folder, { recursive: true })
})

const iso = (ms: number): string => new Date(ms).toISOString()

async function history(
  file: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = new FakeTerminal({ interactive: false })
  const at = ['--endpoint-rest', venue.endpoints.binance.rest, '--to', join(folder, file)]
  const code = await main(['history', 'binance', ...args, ...at], { terminal, env: {} })
  return { code, out: terminal.text, err: terminal.errors.join('') }
}

async function rowsOf(file: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const [result] = await queryFile(join(folder, file), [sql])
  return (result?.rows ?? []).map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)))
}

async function asked(path: string): Promise<unknown[][]> {
  const reply = await fetch(`${venue.endpoints.binance.rest}${path}`)
  return (await reply.json()) as unknown[][]
}

const barRows = (symbol: string): string =>
  `SELECT epoch_ms(open_time), open, high, low, close, volume, quote_volume, trades FROM kline_data WHERE symbol = '${symbol}' ORDER BY open_time`

async function klinesOf(symbol: string, first: number, last: number): Promise<number[][]> {
  const rows: number[][] = []
  for (let at = first; at < last;) {
    const page = await asked(`/klines?symbol=${symbol}&interval=1m&startTime=${at}&endTime=${last - 1}&limit=1000`)
    rows.push(...page.map((row) => [0, 1, 2, 3, 4, 5, 7, 8].map((i) => Number(row[i]))))
    at = Number(page.at(-1)?.[0] ?? last) + minute
  }
  return rows
}

async function aggTradesOf(symbol: string, first: number, last: number): Promise<number[]> {
  const [head] = (await asked(`/aggTrades?symbol=${symbol}&startTime=${first}&endTime=${last - 1}&limit=1`)) as unknown as { a: number }[]
  const ids: number[] = []
  for (let fromId = head?.a; fromId !== undefined;) {
    const page = (await asked(`/aggTrades?symbol=${symbol}&fromId=${fromId}&limit=1000`)) as unknown as { a: number; T: number }[]
    const wanted = page.filter(({ T }) => T < last)
    ids.push(...wanted.map(({ a }) => a))
    fromId = wanted.length === 1_000 ? (wanted.at(-1)?.a ?? 0) + 1 : undefined
  }
  return ids
}

const asksSince = (at: number): string[] =>
  venue.requests.slice(at).flatMap(({ path, query }) => (/klines|aggTrades/.test(path) ? [query] : []))

describe('feedloom history', () => {
  it("stores exactly the venue's bars, and asks for nothing when they are there", async () => {
    const args = ['BTC/USDT', 'ETHUSDT', '--from', iso(from), '--until', iso(until)]
    const first = await history('bars.duckdb', ...args)
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toContain('8,400 rows')
    expect(await rowsOf('bars.duckdb', barRows('BTC/USDT'))).toEqual(await klinesOf('BTCUSDT', from, until))
    expect(await rowsOf('bars.duckdb', barRows('ETH/USDT'))).toEqual(await klinesOf('ETHUSDT', from, until))
    const before = venue.requests.length
    const again = await history('bars.duckdb', ...args)
    expect(again.out).toContain('was complete')
    expect(asksSince(before)).toEqual([])
  })

  it('goes on after an interruption, and asks for the rest only', async () => {
    await using engine = await Engine.from({
      plugins: [binance],
      sources: { binance: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }], endpoints: { rest: venue.endpoints.binance.rest } } },
      sinks: { memory: {} },
    })
    await engine.checkSymbols()
    const source = engine.getSource('binance')!
    const instrument = engine.registry.native('binance', 'BTCUSDT')!
    const series: Series = { instrument, kind: 'bar', interval: '1m', variant: undefined }
    const stop = new AbortController()
    const path = join(folder, 'cut.duckdb')
    const store = new DuckdbStore({ path, clock: systemClock, instruments: engine.registry })
    await store.open()
    const cut = await new Download(
      { engine, source, store, signal: stop.signal, onPage: ({ pages }) => pages === 2 && stop.abort() },
      series,
    ).run({ from, to: until })
    await store.close()
    expect(cut).toMatchObject({ rows: 2_000, pages: 2, complete: false })
    const before = venue.requests.length
    await history('cut.duckdb', 'BTC/USDT', '--from', iso(from), '--until', iso(until))
    const starts = asksSince(before).map((url) => Number(/startTime=(\d+)/.exec(url)?.[1]))
    expect(starts[0]).toBe(from + 2_000 * minute)
    expect(starts).toHaveLength(3)
    expect(await rowsOf('cut.duckdb', barRows('BTC/USDT'))).toEqual(await klinesOf('BTCUSDT', from, until))
  })

  it('fills the holes of what is stored, and leaves out the bar that still forms', async () => {
    await history('holes.duckdb', 'BTC/USDT', '--from', iso(until - 100 * minute), '--until', iso(until - 80 * minute))
    await history('holes.duckdb', 'BTC/USDT', '--from', iso(until - 60 * minute), '--until', iso(until - 50 * minute))
    const before = venue.requests.length
    const { code } = await history('holes.duckdb', 'BTC/USDT', '--from', iso(until - 110 * minute))
    expect(code).toBe(0)
    expect(asksSince(before)).toHaveLength(3)
    const open = (await rowsOf('holes.duckdb', 'SELECT epoch_ms(open_time), final FROM kline_data ORDER BY open_time')) as [
      number,
      boolean,
    ][]
    expect(open.map(([time]) => time)).toEqual(Array.from(open, (_, i) => until - 110 * minute + i * minute))
    expect(open.every(([time, final]) => final && time + minute <= Date.now())).toBe(true)
    expect(open.length).toBeGreaterThanOrEqual(110)
  })

  it('downloads trades by their aggregate ids, each once', async () => {
    const [early, middle, late] = [until - 90 * minute, until - 45 * minute, until]
    const trades = ['BTC/USDT', '--kind', 'trade', '--until', iso(late)]
    await history('trades.duckdb', 'BTC/USDT', '--kind', 'trade', '--from', iso(middle), '--until', iso(late))
    const { code, err } = await history('trades.duckdb', ...trades, '--from', iso(early))
    expect([code, err]).toEqual([0, ''])
    const ids = (await rowsOf('trades.duckdb', 'SELECT CAST(trade_id AS BIGINT) FROM trade_data ORDER BY ts')).map(([id]) => Number(id))
    const wanted = await aggTradesOf('BTCUSDT', early, late)
    expect(wanted.length).toBeGreaterThan(100)
    expect(ids.toSorted((a, b) => a - b)).toEqual(wanted)
    const before = venue.requests.length
    expect((await history('trades.duckdb', ...trades, '--from', iso(early))).out).toMatch(/ 0 rows|0 {2,}/)
    expect(asksSince(before).length).toBeLessThanOrEqual(4)
  })

  it('says what it needs', async () => {
    expect((await history('none.duckdb', 'BTC/USDT')).err).toContain('--days')
    expect((await history('none.duckdb', 'NO/SUCH', '--days', '1')).err).toContain('NO/SUCH')
    expect((await history('none.duckdb', 'BTC/USDT', '--interval', 'soon', '--days', '1')).code).not.toBe(0)
    expect(existsSync(join(folder, 'none.duckdb'))).toBe(false)
  })

  it('draws a bar for a person', async () => {
    const terminal = new FakeTerminal({ width: 100 })
    const args = ['history', 'binance', 'BTC/USDT', '--from', iso(until - 2_000 * minute), '--until', iso(until)]
    await main([...args, '--endpoint-rest', venue.endpoints.binance.rest, '--to', join(folder, 'seen.duckdb')], { terminal, env: {} })
    expect(terminal.text).toMatch(/binance:BTCUSDT bar 1m {2}█{24} 100 % {2}2,000 rows/)
  })
})

describe('feedloom gaps', () => {
  it('lists gaps with what became of them, and coverage', async () => {
    await using engine = await Engine.from({
      plugins: [binance],
      sources: { binance: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }], endpoints: { rest: venue.endpoints.binance.rest } } },
      sinks: { memory: {} },
    })
    await engine.checkSymbols()
    const path = join(folder, 'gaps.duckdb')
    const store = new DuckdbStore({ path, clock: systemClock, instruments: engine.registry })
    await store.open()
    const instrument = engine.registry.native('binance', 'BTCUSDT')!
    const header = {
      kind: 'gap' as const,
      instrument,
      ts: from,
      nanos: 0,
      tsRecv: from,
      revision: 0,
      interval: undefined,
      component: 'sources.binance',
    }
    const healed = {
      ...header,
      id: 's1.1',
      dataKind: 'trade' as const,
      from,
      to: from + 2_000,
      fromId: '5',
      toId: '9',
      cause: 'disconnect' as const,
      state: 'healed' as const,
      healedBy: 'rest.aggTrades',
      reason: undefined,
      missing: 0,
    }
    const lost = {
      ...healed,
      id: 's1.2',
      dataKind: 'quote' as const,
      from: from + 5_000,
      to: from + 6_000,
      fromId: undefined,
      toId: undefined,
      state: 'lost' as const,
      healedBy: undefined,
      reason: 'nobody has it',
      missing: undefined,
    }
    const runs: AnyBatch[] = [{ kind: 'gap', origin: 'sources.binance', delivery: 'live', events: [healed, lost] }]
    await store.write({ run: 'r', id: 1, runs, count: 2 }, new AbortController().signal)
    await store.close()
    const said = async (...args: readonly string[]): Promise<string> => {
      const terminal = new FakeTerminal({ interactive: false })
      expect(await main(['gaps', path, ...args], { terminal, env: {} })).toBe(0)
      return terminal.text
    }
    const all = await said()
    expect(all).toMatch(/binance {2}BTC\/USDT {2}trade {2}.* {2}2\.0 s {2}disconnect {2}healed {2}rest\.aggTrades/)
    expect(all).toMatch(/ lost +\? {2}nobody has it/)
    expect(all).toContain('2 gaps: 1 healed, 1 lost, of 1 gap nobody knows how much')
    expect(await said('--open', '--symbol', 'BTCUSDT')).toContain('1 gap: 1 lost')
    expect(await said('--kind', 'book')).toBe('no gaps\n')
    expect(JSON.parse(await said('--kind', 'trade', '--json'))).toMatchObject([
      { id: 's1.1', state: 'healed', healed_by: 'rest.aggTrades', ms: 2_000 },
    ])
    const bars = new FakeTerminal({ interactive: false })
    await main(['gaps', join(folder, 'bars.duckdb'), '--coverage'], { terminal: bars, env: {} })
    expect(bars.text).toMatch(/binance {2}BTC\/USDT {2}bar 1m .* 4,200 +0 +0/)
    expect(bars.text).toContain('2 series, 8,400 rows')
  })
})
