import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyBatch, RawFrame, Sink } from '@feedloom/core'
import {
  collect,
  decode,
  newFolder,
  play,
  signal,
  spec,
  t0,
  testContext,
  testNormalizer,
  type Collected,
  type TestContext,
} from '../test/fixture.ts'
import { recorderConfig, replayConfig } from './config.ts'
import { recorder, replay } from './plugins.ts'

function frame(t: number, connection: string, epoch: number, payload: unknown, more: Partial<RawFrame> = {}): RawFrame {
  return { venue: 'test', channel: 'ws', payload, tsRecv: t, connection, epoch, request: undefined, ...more }
}

const bytes = (text: string): Uint8Array => Buffer.from(text)

async function recorded(
  folder: string,
  config: Record<string, unknown>,
  work: (sink: Sink, context: TestContext) => Promise<void> | void,
): Promise<void> {
  const context = testContext(folder)
  context.instruments.define([spec('BTCUSDT'), spec('ETHUSDT')])
  const sink = recorder.create(context, recorderConfig.parse({ path: 'recordings', ...config }))
  await sink.start!(signal)
  await work(sink, context)
  await sink.stop!(signal)
}

async function replayed(
  folder: string,
  config: Record<string, unknown> = {},
): Promise<{ readonly collected: Collected; readonly context: TestContext }> {
  const context = testContext(folder)
  const collected = await play(replay.create(context, replayConfig.parse({ files: 'recordings', normalizer: 'test', ...config })))
  return { collected, context }
}

describe('a recording, replayed,', () => {
  const frames = [
    frame(t0, 'public#0', 0, bytes('{"s":"BTCUSDT","p":1.5}')),
    frame(t0 + 0.125, 'public#1', 3, bytes('{"s":"ETHUSDT","p":2}')),
    frame(t0 + 0.125, 'public#0', 1, bytes('{"s":"BTCUSDT", "p":3, "note":"ü😀\\u0000"}')),
    frame(t0 - 5, 'public#1', 3, bytes('{"s":"ETHUSDT","p":4}\n'), {
      channel: 'rest.trades',
      request: { symbol: 'ETHUSDT' },
      delivery: 'backfill',
    }),
  ]

  it.each(['none', 'gzip', 'zstd'])('gives the same frames and events (%s)', async (compress) => {
    const folder = await newFolder()
    await recorded(folder, { compress }, (sink) => frames.forEach((one) => sink.tap!.frame('sources.a', one)))
    const { collected, context } = await replayed(folder, { instruments: 'recorded' })
    expect(collected.frames.map((one) => ({ ...one, payload: Buffer.from(one.payload as Uint8Array).toString('hex') }))).toStrictEqual(
      frames.map((one) => ({ ...one, payload: Buffer.from(one.payload as Uint8Array).toString('hex') })),
    )
    const before = testContext(folder)
    before.instruments.define([spec('BTCUSDT'), spec('ETHUSDT')])
    expect(decode(collected.frames, testNormalizer, context.instruments)).toStrictEqual(decode(frames, testNormalizer, before.instruments))
  })

  it('gives back any bytes and any object', { timeout: 30_000 }, async () => {
    const payloads = fc.array(
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map(bytes),
        fc.json().map((text) => ({ sdk: JSON.parse(text) as unknown })),
      ),
    )
    await fc.assert(
      fc.asyncProperty(payloads, async (generated) => {
        const folder = await newFolder()
        await recorded(folder, { compress: 'none' }, (sink) =>
          generated.forEach((payload, index) => sink.tap!.frame('a', frame(t0 + index, 'c', 0, payload))),
        )
        const { collected } = await replayed(folder)
        const plain = (payload: unknown): unknown => (payload instanceof Uint8Array ? [...payload] : JSON.parse(JSON.stringify(payload)))
        expect(collected.frames.map((one) => plain(one.payload))).toStrictEqual(generated.map(plain))
      }),
      { numRuns: 30 },
    )
  })

  it('holds gaps, states of connections and batches that a source normalized itself', async () => {
    const folder = await newFolder()
    const status = {
      source: 'sources.a',
      connection: 'c',
      state: 'reconnecting',
      reason: 'closed (1006)',
      reconnects: 1,
      topics: 2,
    } as const
    let batch: AnyBatch | undefined
    await recorded(folder, {}, (sink, { instruments }) => {
      const btc = instruments.native('test', 'BTCUSDT')!
      const header = { instrument: btc, ts: t0 + 0.5, nanos: 7, tsRecv: t0 + 1, revision: 0 }
      const levels = { bids: Float64Array.of(1, Number.NaN), asks: Float64Array.of(-0, 2), depth: undefined, sequence: 9 }
      batch = { kind: 'book.snapshot', origin: 'sources.a', delivery: 'live', events: [{ kind: 'book.snapshot', ...header, ...levels }] }
      sink.tap!.connection('sources.a', status, t0)
      sink.tap!.gap('sources.a', btc, 'trade', 'disconnect', t0 + 0.5, undefined)
      sink.tap!.batch('sources.a', batch)
    })
    const { collected, context } = await replayed(folder)
    const btc = context.instruments.native('test', 'BTCUSDT')!
    expect(collected.statuses).toStrictEqual([{ ...status, source: 'sources.test' }])
    expect(collected.gaps).toStrictEqual([[btc, 'trade', 'disconnect', t0 + 0.5]])
    expect(collected.batches).toStrictEqual([{ ...batch, delivery: 'replay', events: [{ ...batch!.events[0], instrument: btc }] }])
  })

  it('holds the ends of repairs and streams that were unsubscribed', async () => {
    const folder = await newFolder()
    const facts = { kind: 'trade', variant: 'raw', connection: 'c', epoch: 3, fromId: '5', toId: undefined } as const
    const span = { from: t0 + 0.1 + 0.2, to: undefined, interval: undefined }
    await recorded(folder, {}, (sink, { instruments }) => {
      const btc = instruments.native('test', 'BTCUSDT')!
      sink.tap!.repaired!('sources.a', { instrument: btc, ...facts, ...span }, undefined, t0 + 1)
      sink.tap!.repaired!('sources.a', { instrument: btc, ...facts, ...span, kind: 'book' }, 'refused', t0 + 2)
      sink.tap!.forget!('sources.a', btc, 'quote', t0 + 3)
    })
    const { collected, context } = await replayed(folder)
    const btc = context.instruments.native('test', 'BTCUSDT')!
    expect(collected.asides).toStrictEqual([
      [{ instrument: btc, ...facts, ...span }, undefined, t0 + 1],
      [{ instrument: btc, ...facts, ...span, kind: 'book' }, 'refused', t0 + 2],
      [btc, 'quote', t0 + 3],
    ])
  })

  it('knows an instrument that was defined while recording before the first frame about it', async () => {
    const folder = await newFolder()
    await recorded(folder, {}, (sink, { instruments }) => {
      sink.tap!.frame('a', frames[0]!)
      instruments.define([{ ...spec('XUSDT'), priceStep: 0.25 }])
      sink.tap!.frame('a', frame(t0 + 1, 'public#0', 0, bytes('{"s":"XUSDT","p":1}')))
    })
    const { context } = await replayed(folder, { instruments: 'recorded' })
    expect(context.instruments.native('test', 'XUSDT')?.priceStep).toBe(0.25)
  })

  it('passes over frames of other venues', async () => {
    const folder = await newFolder()
    await recorded(folder, {}, (sink) => {
      sink.tap!.frame('a', { ...frames[0]!, venue: 'other' })
      sink.tap!.frame('a', frames[1]!)
    })
    const { collected, context } = await replayed(folder)
    expect(collected.frames).toHaveLength(1)
    expect(context.logged).toContain('lines of other venues or of unknown addresses were left out')
  })

  it('is complete over rotated files', async () => {
    const folder = await newFolder()
    const many = Array.from({ length: 50 }, (_, index) => frame(t0 + index * 60_000, 'c', 0, bytes(`{"s":"BTCUSDT","p":${index}}`)))
    await recorded(folder, { rotate: '10m' }, async (sink, { clock }) => {
      for (const one of many) {
        clock.advanceTo(one.tsRecv)
        sink.tap!.frame('a', one)
        await sink.flush!(signal)
      }
    })
    expect((await readdir(join(folder, 'recordings'))).sort()).toHaveLength(6)
    const { collected } = await replayed(folder, { instruments: 'recorded' })
    expect(collected.frames.map((one) => one.tsRecv)).toStrictEqual(many.map((one) => one.tsRecv))
  })
})

describe('a replay', () => {
  it('says how far it is, waits when it is paused, and stops in the middle', async () => {
    const folder = await newFolder()
    await recorded(folder, {}, (sink) => {
      for (let index = 0; index < 5_000; index++) sink.tap!.frame('a', frame(t0 + index, 'c', 0, bytes('{"s":"BTCUSDT","p":1}')))
    })
    const context = testContext(folder)
    const source = replay.create(context, replayConfig.parse({ files: 'recordings/*.jsonl.gz', normalizer: 'test' }))
    const collected = collect()
    const paused = new Promise<void>((resolve) => {
      source.attach({
        ...collected.output,
        frame(one) {
          collected.output.frame(one)
          if (collected.frames.length !== 1_000) return
          source.pause!()
          resolve()
        },
      })
    })
    await source.start!(signal)
    await paused
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(collected.frames).toHaveLength(1_000)
    // A line of definitions stands before the frames.
    expect(source.progress!()).toBeCloseTo(1_001 / 5_001, 1)
    source.resume!()
    await collected.ended
    expect(source.progress!()).toBe(1)
    expect(collected.frames).toHaveLength(5_000)
    await source.stop!(signal)
    await source.stop!(signal)
  })

  it.each(['none', 'gzip', 'zstd'])('counts what was handed on, not what was read ahead (%s)', async (compress) => {
    const folder = await newFolder()
    const count = 40_000
    await recorded(folder, { compress, flush: '1s' }, async (sink) => {
      for (let index = 0; index < count; index++) {
        sink.tap!.frame('a', frame(t0 + index, 'c', 0, bytes(`{"s":"BTCUSDT","p":${Math.sin(index)}}`)))
        if (index % 1_000 === 0) await sink.flush!(signal)
      }
    })
    const source = replay.create(testContext(folder), replayConfig.parse({ files: 'recordings', normalizer: 'test' }))
    const collected = collect()
    const seen: number[] = []
    source.attach({
      ...collected.output,
      frame: (one) => {
        collected.output.frame(one)
        if (collected.frames.length % (count / 4) === 0) seen.push(source.progress!() as number)
      },
    })
    await source.start!(signal)
    await collected.ended
    expect(seen.map((share) => Math.round(share * 10) / 10)).toStrictEqual([0.3, 0.5, 0.8, 1])
    await source.stop!(signal)
  })

  it('keeps the original pace, times its speed, on the clock', async () => {
    const folder = await newFolder()
    await recorded(folder, {}, (sink) =>
      [0, 1_000, 4_000].forEach((ms) => sink.tap!.frame('a', frame(t0 + ms, 'c', 0, bytes('{"s":"BTCUSDT","p":1}')))),
    )
    const context = testContext(folder)
    const source = replay.create(context, replayConfig.parse({ files: ['recordings'], normalizer: 'test', speed: 2 }))
    const collected = collect()
    source.attach(collected.output)
    await source.start!(signal)
    const countAfter = async (ms: number): Promise<number> => {
      await context.clock.advanceAsync(ms)
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      return collected.frames.length
    }
    while ((await countAfter(0)) === 0) continue
    expect(await countAfter(499)).toBe(1)
    expect(await countAfter(1)).toBe(2)
    source.pause!()
    expect(await countAfter(10_000)).toBe(2)
    source.resume!()
    expect(await countAfter(1_499)).toBe(2)
    expect(await countAfter(2)).toBe(3)
    await collected.ended
    await source.stop!(signal)
  })

  it('says which recording is missing', async () => {
    await expect(replayed(await newFolder(), { files: ['nothing/*.jsonl'] })).rejects.toMatchObject({
      code: 'FEEDLOOM_REPLAY_FILES_MISSING',
      category: 'config',
    })
  })

  it.each([
    ['nofile', undefined, 'there is no file'],
    ['nofile.json', undefined, 'there is no file'],
    ['empty.json', '[]', 'no definitions'],
    ['cut.json', '[{', 'cannot read'],
    ['no.jsonl', 'none\n', 'cannot read'],
  ])('says which file holds no definitions (%s)', async (name, text, message) => {
    const folder = await newFolder()
    await recorded(folder, {}, (sink) => sink.tap!.frame('a', frame(t0, 'c', 0, bytes('{"s":"BTCUSDT","p":1}'))))
    if (text !== undefined) await writeFile(join(folder, name), text)
    await expect(replayed(folder, { instruments: name })).rejects.toMatchObject({
      code: 'FEEDLOOM_REPLAY_INSTRUMENTS_INVALID',
      category: 'config',
      path: 'instruments',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('infer'),
    })
  })
})
