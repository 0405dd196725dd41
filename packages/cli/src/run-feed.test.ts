import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveConfig } from '@feedloom/core/config'
import { type SimulatedVenue, startSimulatedVenue } from '@feedloom/testkit/venue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadOptions } from './load.ts'
import { runFile } from './run-file.ts'
import { FakeTerminal } from './test/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-run-'))
let venue: SimulatedVenue

beforeAll(async () => {
  venue = await startSimulatedVenue({ symbols: ['BTCUSDT'], rate: 1_000 })
})
afterAll(async () => {
  await venue.stop()
  rmSync(folder, { recursive: true })
})

const load = () =>
  resolveConfig(
    {
      plugins: ['@feedloom/exchange-binance'],
      sources: { binance: { endpoints: { ...venue.endpoints.binance }, subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
      sinks: { memory: {} },
      engine: { log: 'info' },
    },
    { ...loadOptions({ env: {} }), folder },
  )

describe('a run in a terminal', () => {
  it('draws the state in place, and leaves the summary only', async () => {
    const terminal = new FakeTerminal({ width: 80, height: 24 })
    let seen = ''
    const code = await runFile(await load(), {
      terminal,
      title: 'test',
      forMs: 1_200,
      beforeStop: async () => void (seen = terminal.text),
    })
    expect(code).toBe(0)
    expect(seen.split('\n').filter((line) => line.startsWith('feedloom test'))).toHaveLength(1)
    expect(seen).toMatch(/of 1\.2 s/)
    expect(seen).toMatch(/binance {2}● public#0 1 topic/)
    expect(seen).toMatch(/BTC\/USDT +trade/)
    expect(terminal.text).not.toContain('Ctrl-C')
    expect(terminal.text).toMatch(/^\n✓ stopped after/)
  })

  it('says JSON and nothing else with json', async () => {
    const terminal = new FakeTerminal()
    expect(await runFile(await load(), { terminal, title: 'test', forMs: 300, json: true })).toBe(0)
    const records = terminal.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records.at(-1)).toMatchObject({ level: 'info', msg: 'summary', outcome: 'stopped' })
    expect(terminal.errors).toEqual([])
  })
})

describe('a venue that cannot be reached', () => {
  const unreachable = (more: object = {}) =>
    resolveConfig(
      {
        plugins: ['@feedloom/exchange-binance'],
        sources: {
          binance: {
            endpoints: { ws: { public: 'ws://127.0.0.1:9' }, rest: 'http://127.0.0.1:9', ...more },
            subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }],
          },
        },
        sinks: { memory: {} },
        engine: { log: 'silent' },
      },
      { ...loadOptions({ env: {} }), folder },
    )

  it('is a failure when the time is over, and the summary says what was not reached and why', async () => {
    const terminal = new FakeTerminal({ interactive: false })
    expect(await runFile(await unreachable(), { terminal, title: 'test', forMs: 300 })).toBe(3)
    expect(terminal.text).toMatch(/✗ failed after .*: sources\.binance was never reached: .*127\.0\.0\.1:9/)
  })

  it('is one also where the REST address answers and the stream does not', async () => {
    const terminal = new FakeTerminal({ interactive: false })
    const rest = { rest: venue.endpoints.binance.rest }
    expect(await runFile(await unreachable(rest), { terminal, title: 'test', forMs: 700 })).toBe(3)
    expect(terminal.text).toMatch(/sources\.binance was never reached: .*ECONNREFUSED/)
  })

  it('is none when somebody stops the run', async () => {
    const terminal = new FakeTerminal({ interactive: false })
    const running = runFile(await unreachable(), { terminal, title: 'test' })
    setTimeout(() => process.emit('SIGINT'), 300)
    expect(await running).toBe(0)
    expect(terminal.text).toMatch(/✓ stopped after .*: stopped on request/)
  })
})

describe('a recorder', () => {
  it('is shown with its frames and bytes', async () => {
    const loaded = await resolveConfig(
      {
        plugins: ['@feedloom/exchange-binance', '@feedloom/recorder'],
        sources: { binance: { endpoints: { ...venue.endpoints.binance }, subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
        record: { path: join(folder, 'recordings') },
        engine: { log: 'warn' },
      },
      { ...loadOptions({ env: {} }), folder },
    )
    const terminal = new FakeTerminal({ interactive: false })
    expect(await runFile(loaded, { terminal, title: 'test', forMs: 800 })).toBe(0)
    expect(terminal.text).toMatch(/recorder +[1-9][\d,]* frames, [\d.]+ [kM]B +0 +0 +0/)
  })
})
