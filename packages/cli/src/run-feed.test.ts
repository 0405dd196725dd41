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
