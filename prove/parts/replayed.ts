import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EventStore } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { compareDuckdb, compareStore, type Verdict } from './compare-store.ts'
import type { RecordedSet } from './sets.ts'

const command = new URL('../../packages/cli/bin/feedloom.js', import.meta.url).pathname

/** `feedloom run` of a config that replays the set into DuckDB, as a user would, and what the file holds afterwards. */
export async function proveCommand(set: RecordedSet, folder: string): Promise<{ verdict: Verdict; code: number | null; output: string }> {
  const store = join(folder, 'replayed.duckdb')
  const config = join(folder, 'replay.yaml')
  writeFileSync(
    config,
    `version: 1
plugins: ['@feedloom/exchange-binance', '@feedloom/recorder', '@feedloom/storage-duckdb']
sources:
  replay: { files: ${JSON.stringify(set.files)}, normalizer: ${set.venue}, speed: max }
sinks:
  duckdb: { path: ${JSON.stringify(store)} }
`,
  )
  const { code, output } = await run(['run', config, '--quiet'])
  return { verdict: await compareDuckdb(store, set), code, output }
}

/** The same into the memory store, in code. */
export async function proveMemory(set: RecordedSet): Promise<Verdict> {
  await using engine = await Engine.from({
    plugins: [binance, recorder],
    sources: { replay: { files: [...set.files], normalizer: set.venue, speed: 'max' } },
    sinks: { memory: { maxEvents: 200_000 } },
  })
  await engine.run({ handleSignals: false })
  return compareStore({ reader: engine.store('memory') as EventStore, instruments: engine.registry, venue: set.venue }, set.expected)
}

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}
