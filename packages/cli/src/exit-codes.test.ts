import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from './program.ts'
import { FakeTerminal } from './test/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-exit-'))
const file = (name: string) => join(folder, name)
let held: Server
let port: string

beforeAll(async () => {
  held = createServer()
  await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve))
  port = String((held.address() as AddressInfo).port)
  writeFileSync(file('text'), 'no database')
  const replay = 'plugins: ["@feedloom/exchange-binance", "@feedloom/recorder"]\nsources:\n  replay:\n    files: [./lines.jsonl]\n'
  writeFileSync(file('lines.jsonl'), '{"t":1}\n')
  writeFileSync(
    file('replay.yaml'),
    `${replay}    normalizer: binance\n    instruments: ./nofile\nsinks: { memory: {} }\nengine: { log: silent }\n`,
  )
  writeFileSync(
    file('store.yaml'),
    `${replay.replace(']', ', "@feedloom/storage-duckdb"]')}    normalizer: binance\nsinks: { duckdb: { path: /proc/nope/x.duckdb } }\nengine: { log: silent }\n`,
  )
})
afterAll(() => {
  held.close()
  rmSync(folder, { recursive: true })
})

async function feedloom(...args: readonly string[]) {
  const terminal = new FakeTerminal({ interactive: false })
  const code = await main(args, { terminal, env: {} })
  return { code, err: terminal.errors.join('') }
}

describe('exit codes', () => {
  const wrong: readonly (readonly [message: string, args: readonly string[]])[] = [
    ['--port', ['sim', '--port', '70000']],
    ['--speed', ['sim', '--speed', 'fast']],
    ['FEEDLOOM_SIM_SYMBOL_UNKNOWN', ['sim', '--port', '0', '--symbols', 'NOPE']],
    ['FEEDLOOM_STORE_UNREACHABLE', ['query', 'SELECT 1', '--store', file('none.duckdb')]],
    ['FEEDLOOM_STORE_UNREACHABLE', ['export', '--store', file('none.duckdb'), '--out', file('out')]],
    ['--symbols', ['record', 'binance', '--out', file('out')]],
    ['FEEDLOOM', ['record', 'nowhere', '--symbols', 'BTC/USDT', '--out', file('out')]],
    ['FEEDLOOM', ['record', 'binance', '--symbols', 'BTC/USDT', '--kinds', 'nonsense', '--out', file('out')]],
    ['neither a span', ['record', file('replay.yaml'), '--out', file('out'), '--rotate', 'often']],
    ['FEEDLOOM', ['instruments', 'nowhere']],
    ['--type', ['instruments', 'binance', '--type', 'house']],
    ['--status', ['instruments', 'binance', '--status', 'sold']],
    ['--kind', ['plugins', '--kind', 'sinks']],
    ['cannot write', ['schema', '--out', file('text/below')]],
    ['cannot write', ['init', file('text/below'), '--yes']],
    ['there is no table', ['tables', 'nothing']],
    ['there is no error code', ['errors', 'nothing']],
  ]
  it.each(wrong)('2 for what arguments ask for and cannot be: %s of %j', async (message, args) => {
    expect(await feedloom(...args)).toEqual({ code: 2, err: expect.stringContaining(message) })
  })

  it('3 for a port in use and for a file that is no database', async () => {
    expect(await feedloom('sim', '--port', port)).toEqual({ code: 3, err: expect.stringContaining('FEEDLOOM_SIM_PORT_UNAVAILABLE') })
    expect(await feedloom('query', 'SELECT 1', '--store', file('text'))).toEqual({
      code: 3,
      err: expect.stringContaining('FEEDLOOM_STORE_CORRUPT'),
    })
  })

  it('1 with file, line and column for what a config names and cannot be', async () => {
    expect(await feedloom('run', file('replay.yaml'))).toEqual({
      code: 1,
      err: expect.stringMatching(/replay\.yaml:6:\d+ error FEEDLOOM_REPLAY_INSTRUMENTS_INVALID there is no file [^]*hint: /),
    })
    expect(await feedloom('run', file('none.yaml'))).toMatchObject({ code: 1 })
  })

  it.skipIf(process.platform !== 'linux')('1 for a store where no folder can be made', async () => {
    expect(await feedloom('run', file('store.yaml'))).toEqual({
      code: 1,
      err: expect.stringMatching(/store\.yaml:6:\d+ error FEEDLOOM_STORE_UNREACHABLE /),
    })
  })
})
