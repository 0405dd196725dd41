import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, describe, expect, it } from 'vitest'
import { startChild, type WritingChild } from '../test/child-process.ts'
import { bar, batchOf, eventsOf, newPath, openStore, signal, t0, trade, writeOf } from '../test/store-fixture.ts'

const children: WritingChild[] = []
afterEach(() => Promise.all(children.splice(0).map((child) => child.kill())))

function child(path: string, first: number, count: number): WritingChild {
  const started = startChild(path, first, count)
  children.push(started)
  return started
}

describe('a process that is killed while it writes', () => {
  it('loses no acknowledged batch, leaves no half of one, and may write them again', { timeout: 60_000 }, async () => {
    const path = await newPath()
    const writer = child(path, 0, 10_000)
    await writer.until(20)
    await writer.kill()
    const acknowledged = [...writer.acknowledged]
    await using open = await openStore(path)
    const rows = await open.store.query(
      "SELECT split_part(trade_id, '-', 1)::INTEGER AS id, count(*)::INTEGER AS n FROM trade_data GROUP BY id ORDER BY id",
    )
    expect(rows.every((row) => row['n'] === 500)).toBe(true)
    const stored = rows.map((row) => Number(row['id']))
    expect(stored).toStrictEqual(Array.from({ length: stored.length }, (_, id) => id))
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged.length)

    const btc = open.registry.at(0)!
    for (let id = 0; id <= stored.length; id++) {
      await open.store.write(writeOf(id, [batchOf('trade', [trade(btc, t0, `again-${id}`)])], 'child'), signal)
    }
    const again = await open.store.query("SELECT trade_id FROM trade_data WHERE trade_id LIKE 'again%'")
    expect(again).toStrictEqual([{ trade_id: `again-${stored.length}` }])
  })
})

describe('a file that another process holds', () => {
  it('is refused with that process in the message and a way out', { timeout: 60_000 }, async () => {
    const path = await newPath()
    const holder = child(path, 0, 1)
    await holder.until(1)
    await expect(openStore(path)).rejects.toMatchObject({
      code: 'FEEDLOOM_STORE_LOCKED',
      category: 'fatal',
      message: expect.stringContaining(`process ${holder.process.pid}`) as string,
      hint: expect.stringContaining('stop that process') as string,
    })
    await holder.kill()
    await using open = await openStore(path)
    expect(await open.store.query('SELECT count(*) AS n FROM trade_data')).toStrictEqual([{ n: 500n }])
  })

  it.each(['store.duckdb', 'main.duckdb', 'symbol_info.duckdb', 'trade_data.db', 'with space.duckdb', "it's.duckdb"])(
    'may be called %s',
    async (name) => {
      const path = join(await newPath(), name)
      for (const run of ['run-1', 'run-2']) {
        await using open = await openStore(path)
        const btc = open.registry.at(0)!
        await open.store.write(writeOf(1, [batchOf('trade', [trade(btc, t0, run)]), batchOf('bar', [bar(btc, t0)])], run), signal)
      }
      await using open = await openStore(path)
      expect(await open.store.query('SELECT symbol, count(*)::INTEGER AS n FROM trade_data GROUP BY symbol')).toStrictEqual([
        { symbol: 'BTC/USDT', n: 2 },
      ])
    },
  )

  it('may be attached to another database by any name', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      await open.store.write(writeOf(1, [batchOf('trade', [trade(open.registry.at(0)!, t0, '1')])]), signal)
    }
    await using other = await openStore()
    await other.store.query(`ATTACH '${path}' AS elsewhere (READ_ONLY)`)
    expect(await other.store.query('SELECT symbol, trade_id FROM elsewhere.trade_data')).toStrictEqual([
      { symbol: 'BTC/USDT', trade_id: '1' },
    ])
  })

  it('may be opened twice in one process', async () => {
    const path = await newPath()
    await using one = await openStore(path)
    await using two = await openStore(path)
    await one.store.write(writeOf(1, [batchOf('trade', [trade(one.registry.at(0)!, t0, '1')])]), signal)
    expect(await two.store.query('SELECT trade_id FROM trade_data')).toStrictEqual([{ trade_id: '1' }])
  })
})

describe('a file that cannot be used', () => {
  it('is said to be no database', async () => {
    const path = await newPath()
    await writeFile(path, Buffer.alloc(20_000, 7))
    await expect(openStore(path)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_CORRUPT' })
    expect((await readFile(path)).every((byte) => byte === 7)).toBe(true)
  })

  it('is said to be damaged', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      const btc = open.registry.at(0)!
      await open.store.write(
        writeOf(1, [
          batchOf(
            'trade',
            Array.from({ length: 50_000 }, (_, row) => trade(btc, t0 + row, String(row), Math.sqrt(row))),
          ),
        ]),
        signal,
      )
    }
    await truncate(path, 270_000)
    await expect(openStore(path)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_CORRUPT' })
  })

  it('is said to be out of reach when its folder cannot be made', async () => {
    const path = await newPath()
    await writeFile(path, '')
    await expect(openStore(join(path, 'below', 'a.duckdb'))).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_UNREACHABLE' })
  })

  it.skipIf(!existsSync('/proc/self'))('is said to be out of reach where no folder can be made', async () => {
    await expect(openStore('/proc/nope/a.duckdb')).rejects.toMatchObject({
      code: 'FEEDLOOM_STORE_UNREACHABLE',
      category: 'config',
      path: 'path',
      message: expect.stringContaining('ENOENT') as string,
    })
  })
})

describe('the schema', () => {
  it('of a newer release is refused and left alone', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      await open.store.query("INSERT INTO feedloom_rows.schema_version VALUES (99, 'the future')")
    }
    await expect(openStore(path)).rejects.toMatchObject({ code: 'FEEDLOOM_STORE_SCHEMA_NEWER' })
  })

  it('of an older file gets the tables and columns that are missing, and keeps its rows', async () => {
    const path = await newPath()
    {
      await using open = await openStore(path)
      await open.store.write(writeOf(1, [batchOf('trade', [trade(open.registry.at(0)!, t0, '1')])]), signal)
    }
    // As a release wrote it that knew neither tapes nor gaps, and one column that went since.
    const older = await (await DuckDBInstance.create(path)).connect()
    await older.run(
      'DROP VIEW trade_data; ALTER TABLE feedloom_rows.trade_data DROP COLUMN tape; ALTER TABLE feedloom_rows.trade_data DROP COLUMN print_venue',
    )
    await older.run('ALTER TABLE feedloom_rows.trade_data ADD COLUMN fee DOUBLE; DROP VIEW gaps; DROP TABLE feedloom_rows.gaps')
    older.closeSync()

    await using open = await openStore(path)
    const old = trade(open.registry.at(0)!, t0, '1')
    const young = { ...trade(open.registry.at(0)!, t0 + 1, '2'), tape: 'A', printVenue: 'V' }
    await open.store.write(writeOf(2, [batchOf('trade', [young])]), signal)
    expect(await eventsOf(open.store.reader.read({ kind: 'trade' }), open.registry)).toStrictEqual([old, young])
    expect(await open.store.query('SELECT count(*) AS n FROM gaps')).toStrictEqual([{ n: 0n }])
  })
})

describe('a disk that is full', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) {
      execFileSync('umount', [folder])
      await rm(folder, { recursive: true, force: true })
    }
  })

  /** A file system of so many megabytes; undefined where this user may not mount one. */
  async function smallDisk(megabytes: number): Promise<string | undefined> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
    const folder = await mkdtemp(join(tmpdir(), 'feedloom-small-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      return undefined
    }
    folders.push(folder)
    return folder
  }

  it('makes a retryable error; the same write succeeds once there is space, and nothing is lost', { timeout: 60_000 }, async (context) => {
    const disk = await smallDisk(4)
    if (disk === undefined) return context.skip('needs root on Linux to mount a small file system')
    const path = join(disk, 'a.duckdb')
    const open = await openStore(path)
    const btc = open.registry.at(0)!
    const write = (id: number): Promise<unknown> =>
      open.store.write(
        writeOf(id, [
          batchOf(
            'trade',
            Array.from({ length: 5_000 }, (_, row) => trade(btc, t0 + row, `${id}-${row}`, Math.sqrt(row))),
          ),
        ]),
        signal,
      )
    let id = 0
    let failure: unknown
    for (; failure === undefined && id < 200; id++)
      failure = await write(id).then(
        () => undefined,
        (error: unknown) => error,
      )
    id--
    expect(failure).toMatchObject({ code: 'FEEDLOOM_DISK_FULL', category: 'retryable', retryAfterMs: 5_000 })
    expect(await open.store.query("SELECT count(DISTINCT split_part(trade_id, '-', 1))::INTEGER AS n FROM trade_data")).toStrictEqual([
      { n: id },
    ])
    await expect(write(id)).rejects.toMatchObject({ code: 'FEEDLOOM_DISK_FULL' })

    // A checkpoint that fails makes DuckDB shut the database; it is opened again by itself.
    await expect(open.store.query('CHECKPOINT')).rejects.toMatchObject({ code: 'FEEDLOOM_DISK_FULL' })

    execFileSync('mount', ['-o', 'remount,size=64m', disk])
    await write(id)
    await write(id - 1)
    await open.store.close()
    await copyFile(path, await newPath())
    await using again = await openStore(path)
    expect(await again.store.query('SELECT count(*)::INTEGER AS n FROM trade_data')).toStrictEqual([{ n: (id + 1) * 5_000 }])
  })
})
