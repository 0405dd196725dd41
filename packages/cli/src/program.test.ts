import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from './program.ts'
import { FakeTerminal } from './test/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-cli-'))
const file = (name: string) => join(folder, name)
let venue: SimulatedVenue

beforeAll(async () => {
  venue = await startSimulatedVenue({ venue: 'both', symbols: ['BTCUSDT', 'ETHUSDT'], rate: 2_000 })
  writeFileSync(file('feed.yaml'), feed())
})
afterAll(async () => {
  await venue.stop()
  rmSync(folder, { recursive: true })
})

function feed(more = ''): string {
  const { ws, rest } = venue.endpoints.binance
  return `version: 1
plugins: ['@feedloom/exchange-binance', '@feedloom/storage-duckdb']
sources:
  binance:
    endpoints: { ws: { public: '${ws['public'] ?? ''}' }, rest: '${rest}' }
    subscribe:
      - { kind: trade, symbols: [BTC/USDT, ETH/USDT] }
      - { kind: book, symbols: [BTC/USDT] }
sinks:
  duckdb: { path: ./feed.duckdb }
engine: { log: warn }
${more}`
}

interface Result {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function feedloom(...args: readonly string[]): Promise<Result> {
  const terminal = new FakeTerminal({ interactive: false })
  const code = await main(args, { terminal, env: {} })
  return { code, out: terminal.text, err: terminal.errors.join('') }
}

describe('arguments', () => {
  it('suggests the command that was meant, with exit code 2', async () => {
    const { code, err } = await feedloom('valdate', 'feed.yaml')
    expect([code, err]).toEqual([2, expect.stringContaining('validate')])
  })

  it('names a missing argument, an unknown option and a bad duration, with exit code 2', async () => {
    const calls = [['run'], ['run', 'feed.yaml', '--fast'], ['run', 'feed.yaml', '--for', '10'], ['query', 'SELECT 1']]
    for (const args of calls) expect((await feedloom(...args)).code).toBe(2)
    expect((await feedloom('run', 'feed.yaml', '--for', '10')).err).toContain('30s')
  })

  it('prints help and version with exit code 0', async () => {
    expect(await feedloom('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') })
    expect(await feedloom('query', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--format') })
    expect(await feedloom('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

describe('validate and explain', () => {
  it('says ok for a good config', async () => {
    expect(await feedloom('validate', file('feed.yaml'))).toMatchObject({ code: 0, out: expect.stringContaining('can run') })
  })

  it('lists all findings at once with their places, exit code 1 and no stack trace', async () => {
    writeFileSync(file('bad.yaml'), feed('sink: {}\n').replace('kind: trade', 'kind: trades'))
    const { code, out } = await feedloom('validate', file('bad.yaml'))
    expect(code).toBe(1)
    expect(out).toMatch(/bad\.yaml:7:17 error FEEDLOOM_CONFIG_KIND_UNKNOWN/)
    expect(out).toMatch(/bad\.yaml:12:1 error FEEDLOOM_CONFIG_UNKNOWN_KEY/)
    expect(out).not.toMatch(/^\s+at /m)
    expect((await feedloom('run', file('bad.yaml'))).err).toContain('2 errors')
  })

  it('prints findings as JSON', async () => {
    const { code, out } = await feedloom('validate', file('bad.yaml'), '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      findings: [
        { line: 7, column: 17 },
        { line: 12, column: 1 },
      ],
    })
  })

  it('asks the venue for unknown symbols with --online', async () => {
    writeFileSync(file('symbols.yaml'), feed().replace('ETH/USDT', 'ETH/USDX'))
    expect((await feedloom('validate', file('symbols.yaml'))).code).toBe(0)
    const { code, out } = await feedloom('validate', file('symbols.yaml'), '--online')
    expect(code).toBe(1)
    expect(out).toMatch(/symbols\.yaml:7:44 error FEEDLOOM_\w+ /)
  })

  it('shows the place of what a component refuses when it starts', async () => {
    const replay = 'plugins: ["@feedloom/exchange-binance", "@feedloom/recorder"]\nsources:\n  replay:\n    files: [./none/*.jsonl]\n'
    writeFileSync(file('replay.yaml'), `${replay}    normalizer: binance\nsinks: { memory: {} }\nengine: { log: silent }\n`)
    const { code, err } = await feedloom('run', file('replay.yaml'))
    expect([code, err]).toEqual([1, expect.stringMatching(/replay\.yaml:4:12 error FEEDLOOM_REPLAY_FILES_MISSING /)])
  })

  it('lists all unknown symbols with their place in a run, before anything is opened', async () => {
    const wrong = feed().replace('[BTC/USDT, ETH/USDT]', "[BTC/USDX, '*/FOO']").replace('feed.duckdb', 'never.duckdb')
    writeFileSync(file('wrong.yaml'), wrong)
    const { code, err } = await feedloom('run', file('wrong.yaml'), '--for', '10s')
    expect(code).toBe(1)
    expect([...err.matchAll(/wrong\.yaml:(\d+:\d+) error FEEDLOOM_CONFIG_SYMBOL_UNKNOWN/g)].map(([, place]) => place)).toEqual([
      '7:34',
      '7:44',
    ])
    expect(existsSync(file('never.duckdb'))).toBe(false)
  })

  it('explains who feeds whom', async () => {
    const { code, out } = await feedloom('explain', file('feed.yaml'))
    expect(code).toBe(0)
    expect(out).toContain('trade  BTC/USDT, ETH/USDT')
    expect(out).toContain('duckdb   everything')
    expect(JSON.parse((await feedloom('explain', file('feed.yaml'), '--json')).out)).toMatchObject({ pipelines: [{ name: 'main' }] })
  })
})

describe('run and query', () => {
  it('stores what comes, prints a summary and how to look at it', async () => {
    const { code, out, err } = await feedloom('run', file('feed.yaml'), '--for', '1s')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/✓ stopped after/)
    expect(out).toMatch(/binance {2}BTC\/USDT {2}trade +[1-9]/)
    expect(out).toMatch(/trade_data +[1-9]/)
    expect(out).toContain('npx feedloom query')
  })

  it('answers SQL as a table, as JSON and as CSV', async () => {
    const sql = "SELECT symbol, count(*) AS n, 'a,b' AS text FROM trade_data GROUP BY symbol ORDER BY symbol"
    expect((await feedloom('query', sql, '--store', file('feed.duckdb'))).out).toMatch(/^symbol +n {2}text\nBTC\/USDT +[\d]+ {2}a,b\n/)
    const rows: unknown = JSON.parse((await feedloom('query', sql, '--store', file('feed.duckdb'), '--format', 'json')).out)
    expect(rows).toMatchObject([{ symbol: 'BTC/USDT', n: expect.any(Number) }, { symbol: 'ETH/USDT' }])
    expect((await feedloom('query', sql, '--store', file('feed.duckdb'), '-f', 'csv')).out).toMatch(/^symbol,n,text\nBTC\/USDT,\d+,"a,b"\n/)
  })

  it('changes nothing in a store', async () => {
    const { code, err } = await feedloom('query', 'CREATE TABLE t (a INT)', '--store', file('feed.duckdb'))
    expect([code, err]).toEqual([2, expect.stringContaining('FEEDLOOM_STORE_QUERY_FAILED')])
  })

  it('says what to do when there is no store', async () => {
    const { code, err } = await feedloom('query', 'SELECT 1', '--store', file('nothing.duckdb'))
    expect(code).toBe(2)
    expect(err).toMatch(/^error FEEDLOOM_STORE_UNREACHABLE there is no store at .*\. .*\.\n$/)
  })

  it('exports Parquet by venue, symbol and day', async () => {
    const { code, out } = await feedloom('export', '--store', file('feed.duckdb'), '--out', file('parquet'), '--kinds', 'trade')
    expect([code, out]).toEqual([0, expect.stringMatching(/trade_data +\d+ +2/)])
    expect(readdirSync(file('parquet'))).toEqual(['trade_data'])
  })

  it('lists what a venue trades', async () => {
    const { code, out } = await feedloom('instruments', file('feed.yaml'), '--match', 'BTC/*')
    expect([code, out]).toEqual([0, expect.stringMatching(/binance {2}BTC\/USDT {2}BTCUSDT {2}spot {2}trading/)])
    expect(out).toContain('1 instrument')
  })
})

describe('record', () => {
  it('records the sources of a config, without its sinks', async () => {
    const { code, out } = await feedloom('record', file('feed.yaml'), '--out', file('recorded'), '--for', '1s')
    expect([code, out]).toEqual([0, expect.stringMatching(/\.jsonl\.gz +[\d.]+ kB/)])
    expect(out).not.toContain('duckdb')
    expect(readdirSync(file('recorded'))).toHaveLength(1)
  })

  it('records a venue, and a replay of it gives the same again', async () => {
    const { ws, rest } = venue.endpoints.binance
    const address = ['--rest', rest, '--ws', `public=${ws['public'] ?? ''}`]
    const args = ['record', 'binance', '--symbols', 'BTC/USDT', '--kinds', 'trade', ...address, '--out', file('venue'), '--for', '1s']
    const live = await feedloom(...args)
    expect(live).toMatchObject({ code: 0 })
    writeFileSync(
      file('replay.yaml'),
      `version: 1\nplugins: ['@feedloom/exchange-binance', '@feedloom/recorder']\nsources:\n  replay: { files: ./venue, normalizer: binance }\nsinks:\n  memory: {}\n`,
    )
    const replayed = await feedloom('run', file('replay.yaml'))
    const line = /BTC\/USDT +trade +[\d,]+/
    expect([replayed.code, line.exec(replayed.out)?.[0]]).toEqual([0, line.exec(live.out)?.[0]])
  })

  it('refuses what makes no sense', async () => {
    expect((await feedloom('record', 'binance', '--out', file('none'))).err).toContain('--symbols')
    expect((await feedloom('record', file('feed.yaml'), '--out', file('none'), '--rotate', 'often')).code).toBe(2)
  })
})

describe('plugins, schema, tables, errors', () => {
  it('lists plugins with their package and stability', async () => {
    expect((await feedloom('plugins')).out).toMatch(/source +binance +beta +@feedloom\/exchange-binance/)
    expect(JSON.parse((await feedloom('plugins', file('feed.yaml'), '--kind', 'sink', '--json')).out)).toContainEqual(
      expect.objectContaining({ kind: 'sink', type: 'duckdb', package: '@feedloom/storage-duckdb' }),
    )
  })

  it('writes a JSON Schema that knows the plugins', async () => {
    expect((await feedloom('schema', '--out', file('schema.json'))).code).toBe(0)
    expect(readFileSync(file('schema.json'), 'utf8')).toContain('"binance-usdm"')
  })

  it('explains tables and error codes', async () => {
    expect((await feedloom('tables', 'trade_data')).out).toContain('trade_id')
    expect((await feedloom('tables', 'nothing')).code).toBe(2)
    expect((await feedloom('errors', 'plugin_missing')).out).toContain('FEEDLOOM_PLUGIN_MISSING (config)')
    expect((await feedloom('errors', 'nothing')).code).toBe(2)
  })
})

describe('init', () => {
  it('writes a config that is valid, with its schema, and does not write over it', async () => {
    expect((await feedloom('init', file('new'), '--yes')).code).toBe(0)
    expect(readdirSync(file('new')).sort()).toEqual(['.gitignore', 'feedloom.schema.json', 'feedloom.yaml'])
    expect(readFileSync(file('new/feedloom.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/feedloom\.schema\.json\n/)
    expect(await feedloom('validate', file('new/feedloom.yaml'))).toMatchObject({ code: 0 })
    expect((await feedloom('init', file('new'), '--yes')).code).toBe(2)
  })

  it('takes what the flags say', async () => {
    const flags = ['--venue', 'binance-usdm', '--symbols', 'BTC/USDT:USDT', '--kinds', 'mark,open-interest', '--store', 'memory']
    expect((await feedloom('init', file('usdm'), ...flags)).code).toBe(0)
    const text = readFileSync(file('usdm/feedloom.yaml'), 'utf8')
    expect(text).toContain('- { kind: mark, symbols: ["BTC/USDT:USDT"] }')
    expect(text).not.toContain('duckdb')
    expect(await feedloom('validate', file('usdm/feedloom.yaml'))).toMatchObject({ code: 0 })
  })
})
