import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Engine } from '@feedloom/core/engine'
import type { FlowStats } from '@feedloom/core'
import { settle, VirtualClock } from '@feedloom/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { PushedSource } from '../test/pushed-source.ts'
import { newPath, t0 } from '../test/store-fixture.ts'
import { readStoreFile } from './index.ts'
import { duckdb } from './plugins.ts'

const minute = 60_000

interface Running {
  readonly engine: Engine
  readonly source: PushedSource
  readonly clock: VirtualClock
}

async function run(sink: Readonly<Record<string, unknown>>): Promise<Running> {
  const clock = new VirtualClock(t0)
  const source = new PushedSource()
  const engine = await Engine.from(
    {
      plugins: [source.plugin, duckdb],
      sources: { pushed: { subscribe: [{ kind: 'trade', symbols: ['BTC/USDT'] }] } },
      sinks: { duckdb: { threads: 1, ...sink } },
    },
    { clock, random: () => 0.5 },
  )
  await engine.start()
  return { engine, source, clock }
}

const flowOf = (engine: Engine): FlowStats => engine.view.flow().find(({ component }) => component === 'sinks.duckdb') as FlowStats

/** Lets time pass until something holds; the work of the database is real, time is not. */
async function until(clock: VirtualClock, holds: () => boolean, stepMs = 1_000): Promise<void> {
  const passed = async (): Promise<boolean> => {
    await clock.advanceAsync(stepMs)
    await settle()
    return holds()
  }
  await expect.poll(passed, { timeout: 20_000, interval: 5 }).toBe(true)
}

async function idsIn(engine: Engine): Promise<readonly (readonly string[])[]> {
  const ids: (readonly string[])[] = []
  for await (const { columns } of engine.store('duckdb')?.read({ kind: 'trade' }) ?? []) ids.push(columns['id'] as readonly string[])
  return ids
}

describe('retention in a run', () => {
  it('takes rows that are older than the bound as time goes by, and leaves the newer ones', async () => {
    const { engine, source, clock } = await run({ path: await newPath(), retention: { trade: '10m' } })
    source.trades(t0, ['old'])
    source.trades(t0 + 6 * minute, ['new'])
    await until(clock, () => flowOf(engine).produced === 2)
    expect((await idsIn(engine)).flat()).toStrictEqual(['old', 'new'])
    clock.advanceTo(t0 + 9 * minute)
    await settle()
    expect((await idsIn(engine)).flat()).toStrictEqual(['old', 'new'])
    clock.advanceTo(t0 + 12 * minute)
    await expect.poll(async () => (await idsIn(engine)).flat()).toStrictEqual(['new'])
    clock.advanceTo(t0 + 18 * minute)
    await expect.poll(async () => (await idsIn(engine)).flat()).toStrictEqual([])
    await engine.stop()
  })
})

describe('a disk that fills up in a run', () => {
  const disks: string[] = []
  const engines: Engine[] = []
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop()
    for (const disk of disks.splice(0)) {
      execFileSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    }
  })

  function smallDisk(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
    const folder = mkdtempSync(join(tmpdir(), 'feedloom-full-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      rmSync(folder, { recursive: true })
      return undefined
    }
    disks.push(folder)
    return folder
  }

  it('degrades the sink, loses nothing, and goes on by itself when there is room again', { timeout: 60_000 }, async (context) => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip('needs root on Linux to mount a small file system')
    const path = join(disk, 'a.duckdb')
    const { engine, source, clock } = await run({ path, batching: { maxEvents: 2_000, queueEvents: 1_000_000 } })
    engines.push(engine)
    const stateOf = (): string | undefined => engine.view.components().find(({ id }) => id === 'sinks.duckdb')?.state
    const codes: string[] = []
    engine.on('error', ({ code }) => void codes.push(code))
    let pushed = 0
    const push = (count: number): void => {
      source.trades(
        t0 + pushed,
        Array.from({ length: count }, (_, index) => String(pushed + index)),
      )
      pushed += count
    }
    push(2_000)
    await until(clock, () => flowOf(engine).produced === 2_000, 0)
    // Somebody else takes the rest.
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'other'), Buffer.alloc(bavail * bsize - 20_000))
    for (let round = 0; round < 5; round++) push(2_000)
    await until(clock, () => stateOf() === 'degraded', 0)
    expect(codes).toContain('FEEDLOOM_DISK_FULL')
    expect(new Set(codes)).toStrictEqual(new Set(['FEEDLOOM_DISK_FULL']))
    const acknowledged = flowOf(engine).produced
    push(2_000)
    rmSync(join(disk, 'other'))
    await until(clock, () => flowOf(engine).produced === pushed)
    expect(stateOf()).toBe('running')
    expect(acknowledged).toBeLessThan(pushed)
    expect(flowOf(engine)).toMatchObject({ dropped: 0, failed: 0 })
    await engine.stop()
    expect(existsSync(path)).toBe(true)
    const [result] = await readStoreFile(path, [
      'SELECT count(*)::INTEGER, count(DISTINCT trade_id)::INTEGER, min(trade_id::INTEGER), max(trade_id::INTEGER) FROM trade_data',
    ])
    expect(result?.rows).toStrictEqual([[pushed, pushed, 0, pushed - 1]])
  })
})
