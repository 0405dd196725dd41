import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile, appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settle, VirtualClock } from '@feedloom/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { newFolder, signal, t0, testContext } from '../test/fixture.ts'
import { compressions, type CompressionName } from './compression.ts'
import { recorderConfig } from './config.ts'
import { readLines } from './line-reader.ts'
import type { RecordedLine } from './lines.ts'
import { recorder } from './plugins.ts'
import { RecordingWriter, type RecordingOptions } from './recording-writer.ts'

const clock = new VirtualClock(t0)

function writer(folder: string, options: Partial<RecordingOptions> = {}): RecordingWriter {
  const none = { rotateMs: undefined, rotateBytes: undefined, keepMs: undefined, maxBytes: undefined }
  return new RecordingWriter({ folder, compression: compressions.none, bufferBytes: 1_000_000, clock, head: () => [], ...none, ...options })
}

async function linesOf(path: string): Promise<{ readonly lines: readonly RecordedLine[]; readonly cut: boolean }> {
  const lines: RecordedLine[] = []
  let cut = false
  for await (const block of readLines(path, { onCut: () => void (cut = true) })) lines.push(...block)
  return { lines, cut }
}

describe('the file', () => {
  it.each(['none', 'gzip', 'zstd'] as const)('is readable up to the last whole block after a crash (%s)', async (name: CompressionName) => {
    const folder = await newFolder()
    const writing = writer(folder, { compression: compressions[name] })
    await writing.open()
    for (let block = 0; block < 20; block++) {
      for (let line = 0; line < 10; line++)
        writing.add(JSON.stringify({ t: block, dir: 'in', frame: `${block}-${line}-${Math.sqrt(block * 10 + line)}` }))
      await writing.flush()
    }
    const path = writing.path!
    const size = (await readFile(path)).length
    await writing.close()
    expect((await linesOf(path)).lines).toHaveLength(200)
    await truncate(path, size - 7)
    const { lines, cut } = await linesOf(path)
    // What gzip loses here is the checksum of the last member; its lines are all there.
    expect(cut).toBe(name !== 'gzip')
    expect(lines.length).toBeGreaterThanOrEqual(189)
    expect(lines.map((line) => line.frame)).toStrictEqual(
      Array.from({ length: lines.length }, (_, index) => `${Math.floor(index / 10)}-${index % 10}-${Math.sqrt(index)}`),
    )
  })

  it('may be cut at every byte', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    for (const name of ['none', 'gzip', 'zstd'] as const) {
      const blocks = await Promise.all(
        ['{"t":1}\n{"t":2}\n', '{"t":3}\n{"t":4}\n'].map((block) => compressions[name].compress(Buffer.from(block))),
      )
      const whole = Buffer.concat(blocks)
      const path = join(folder, `cut.jsonl${compressions[name].suffix}`)
      for (let size = 0; size <= whole.length; size++) {
        await writeFile(path, whole.subarray(0, size))
        const { lines } = await linesOf(path)
        expect(lines.map((line) => line.t)).toStrictEqual([1, 2, 3, 4].slice(0, lines.length))
        expect(lines.length).toBeGreaterThanOrEqual(size >= blocks[0]!.length ? 2 : 0)
      }
    }
  })

  it('is refused with file and line when a line in the middle is broken, and when it is not what its name says', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    await writeFile(join(folder, 'a.jsonl'), '{"t":1}\n{"t":\n{"t":3}\n')
    await expect(linesOf(join(folder, 'a.jsonl'))).rejects.toMatchObject({
      code: 'FEEDLOOM_RECORDING_LINE_INVALID',
      message: expect.stringContaining('a.jsonl:2') as string,
    })
    for (const name of ['a.jsonl.gz', 'a.jsonl.zst']) {
      await writeFile(join(folder, name), 'not packed at all, whatever the name says')
      await expect(linesOf(join(folder, name))).rejects.toMatchObject({ code: 'FEEDLOOM_RECORDING_DAMAGED' })
    }
  })
})

describe('the counters', () => {
  it('tell the frames and the bytes that are in the files', async () => {
    const folder = await newFolder()
    const context = testContext(folder)
    const sink = recorder.create(context, recorderConfig.parse({ path: 'recordings', rotate: '1KB' }))
    await sink.start!(signal)
    for (let index = 0; index < 30; index++) {
      const payload = Buffer.from('x'.repeat(100))
      sink.tap!.frame('a', { venue: 'test', channel: 'ws', payload, tsRecv: index, connection: 'c', epoch: 0, request: undefined })
      sink.tap!.tick?.('main', index)
      if (index % 10 === 9) await sink.flush!(signal)
    }
    await sink.stop!(signal)
    const files = join(folder, 'recordings')
    const size = readdirSync(files).reduce((sum, name) => sum + statSync(join(files, name)).size, 0)
    expect(Object.fromEntries(context.counted)).toStrictEqual({ tap_frames_total: 30, tap_bytes_total: size })
  })
})

describe('rotation and retention', () => {
  it('begin a file at a size, each with the head lines, in names that sort by time', async () => {
    const folder = await newFolder()
    const writing = writer(folder, { rotateBytes: 100, head: () => ['{"dir":"head"}'] })
    await writing.open()
    for (let index = 0; index < 10; index++) {
      writing.add(JSON.stringify({ t: index, frame: 'x'.repeat(60) }))
      await writing.flush()
    }
    await writing.close()
    const names = (await readdir(folder)).sort()
    expect(names.length).toBe(5)
    const all: (number | undefined)[] = []
    for (const name of names) {
      const { lines } = await linesOf(join(folder, name))
      expect(lines[0]?.dir).toBe('head')
      all.push(...lines.slice(1).map((line) => line.t))
    }
    expect(all).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('delete recordings by age and by weight, and nothing else', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    for (const day of ['10', '11', '12', '13'])
      await writeFile(join(folder, `feedloom-202311${day}T000000000Z.jsonl.gz`), 'x'.repeat(1_000))
    await writeFile(join(folder, 'notes.jsonl'), 'mine')
    const left = async (options: Partial<RecordingOptions>): Promise<readonly string[]> => {
      const writing = writer(folder, options)
      await writing.open()
      await writing.close()
      const current = writing.path
      expect(current).toBeUndefined()
      return (await readdir(folder)).filter((name) => !name.startsWith('feedloom-20231114')).sort()
    }
    // It is the evening of the 14th.
    expect(await left({ keepMs: 2 * 86_400_000 })).toStrictEqual([
      'feedloom-20231112T000000000Z.jsonl.gz',
      'feedloom-20231113T000000000Z.jsonl.gz',
      'notes.jsonl',
    ])
    expect(await left({ maxBytes: 1_500 })).toStrictEqual(['feedloom-20231113T000000000Z.jsonl.gz', 'notes.jsonl'])
  })
})

describe('a disk that takes nothing', () => {
  const disks: string[] = []
  afterEach(async () => {
    for (const disk of disks.splice(0)) {
      execFileSync('umount', [disk])
      await rm(disk, { recursive: true, force: true })
    }
  })

  it(
    'is an error to the engine, not a crash; lines wait within their bound, and a line counts the rest',
    { timeout: 30_000 },
    async (test) => {
      if (process.platform !== 'linux' || process.getuid?.() !== 0) return test.skip('needs root on Linux to mount a small file system')
      const disk = await mkdtemp(join(tmpdir(), 'feedloom-small-disk-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
      disks.push(disk)
      const context = testContext(disk)
      const sink = recorder.create(context, recorderConfig.parse({ path: 'recordings', compress: 'none', buffer: '2MB' }))
      await sink.start!(signal)
      const add = (index: number): void =>
        sink.tap!.frame('a', {
          venue: 'test',
          channel: 'ws',
          payload: Buffer.from(`${index}-${'x'.repeat(1_000)}`),
          tsRecv: index,
          connection: 'c',
          epoch: 0,
          request: undefined,
        })
      const turn = async (): Promise<void> => {
        context.clock.advance(1_000)
        await sink.flush!(signal).catch(() => undefined)
        await settle()
      }
      for (let index = 0; index < 800; index++) add(index)
      await turn()
      for (let index = 800; index < 5_000; index++) add(index)
      await turn()
      expect(context.states).toStrictEqual(['degraded FEEDLOOM_DISK_FULL'])
      execFileSync('mount', ['-o', 'remount,size=32m', disk])
      await turn()
      await turn()
      expect(context.states).toStrictEqual(['degraded FEEDLOOM_DISK_FULL', 'recovered'])
      add(5_000)
      await sink.stop!(signal)
      const [name] = await readdir(join(disk, 'recordings'))
      const { lines, cut } = await linesOf(join(disk, 'recordings', name!))
      expect(cut).toBe(false)
      const kept = lines.filter((line) => line.frame !== undefined).map((line) => line.t!)
      const lost = lines.reduce((sum, line) => sum + (line.lost ?? 0), 0)
      expect(lost).toBeGreaterThan(1_000)
      expect(kept.length + lost).toBe(5_001)
      expect(kept).toStrictEqual([...Array.from({ length: kept.length - 1 }, (_, index) => index), 5_000])
    },
  )

  it.skipIf(!existsSync('/proc/self'))('comes back where no folder can be made', async () => {
    const sink = recorder.create(testContext('/'), recorderConfig.parse({ path: '/proc/nope/recordings' }))
    await expect(sink.start!(signal)).rejects.toMatchObject({ code: 'FEEDLOOM_RECORDER_WRITE_FAILED' })
  })

  it('says where it cannot write at the start', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    await writeFile(join(folder, 'recordings'), '')
    await appendFile(join(folder, 'recordings'), 'a file')
    const sink = recorder.create(testContext(folder), recorderConfig.parse({ path: 'recordings' }))
    await expect(sink.start!(signal)).rejects.toMatchObject({ code: 'FEEDLOOM_RECORDER_WRITE_FAILED' })
    await sink.stop!(signal)
  })
})

describe('its config', () => {
  it('takes a span or a size for `rotate`', () => {
    expect(recorderConfig.parse({ path: 'a', rotate: '1h' }).rotate).toStrictEqual({ ms: 3_600_000 })
    expect(recorderConfig.parse({ path: 'a', rotate: '10MB' }).rotate).toStrictEqual({ bytes: 10_000_000 })
    expect(() => recorderConfig.parse({ path: 'a', rotate: '10' })).toThrow(/neither a span/)
    expect(() => recorderConfig.parse({ path: 'a', rotation: '1h' })).toThrow(/rotation/)
  })
})
