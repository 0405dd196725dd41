import type { BackfillStep, HistoryRequest, RawFrame, SourceTap } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { collect, newFolder, signal, spec, t0, testContext, type TestContext } from '../test/fixture.ts'
import { recorderConfig, replayConfig } from './config.ts'
import { recorder, replay } from './plugins.ts'

const frame = (t: number, price: number, more: Partial<RawFrame> = {}): RawFrame => ({
  venue: 'test',
  channel: 'ws',
  payload: Buffer.from(`{"s":"BTCUSDT","p":${price}}`),
  tsRecv: t,
  connection: 'c',
  epoch: 0,
  request: undefined,
  ...more,
})

const asked: HistoryRequest = {
  kind: 'trade',
  symbol: 'BTC/USDT',
  interval: undefined,
  variant: undefined,
  depth: undefined,
  pollEveryMs: undefined,
  backfillMs: undefined,
  options: undefined,
  from: t0,
  to: t0 + 1,
  limit: undefined,
}

async function recorded(work: (tap: SourceTap) => void): Promise<string> {
  const folder = await newFolder()
  const context = testContext(folder)
  context.instruments.define([spec('BTCUSDT')])
  const sink = recorder.create(context, recorderConfig.parse({ path: 'recordings', compress: 'none' }))
  sink.tap?.source?.('sources.test', { venue: 'test', repair: ['trade'] })
  sink.tap?.source?.('sources.other', { venue: 'test', repair: ['book'] })
  await sink.start?.(signal)
  if (sink.tap !== undefined) work(sink.tap)
  await sink.stop?.(signal)
  return folder
}

/** What a replay hands on, in words. */
async function heard(context: TestContext, config: Record<string, unknown> = {}): Promise<readonly string[]> {
  const source = replay.create(context, replayConfig.parse({ files: 'recordings', normalizer: 'test', ...config }))
  const words: string[] = []
  const collected = collect()
  source.attach({
    ...collected.output,
    frame: (one) => words.push(`frame ${one.tsRecv - t0}`),
    tick: (pipeline, now) => words.push(`tick ${pipeline} ${now - t0}`),
    backfill: (step: BackfillStep) => words.push(step.step === 'page' ? `page ${step.part} ${step.frame.tsRecv - t0}` : step.step),
  })
  await source.start?.(signal)
  await collected.ended
  await source.stop?.(signal)
  return words
}

describe('a playback', () => {
  it('hands on the times that the clock told and the steps of history where they came', async () => {
    const folder = await recorded((tap) => {
      tap.tick?.('main', t0)
      tap.backfill?.('sources.test', { step: 'begin' }, t0)
      tap.frame('sources.test', frame(t0 + 1, 1))
      tap.backfill?.('sources.test', { step: 'page', part: 1, request: asked, frame: frame(t0 + 2, 2) }, t0 + 2)
      tap.backfill?.('sources.test', { step: 'end' }, t0 + 3)
      tap.tick?.('main', t0 + 100)
    })
    expect(await heard(testContext(folder))).toEqual(['tick main 0', 'begin', 'frame 1', 'page 1 2', 'end', 'tick main 100'])
  })

  it('replays a part by receive time, with the definitions before it', async () => {
    const folder = await recorded((tap) => {
      for (let ms = 0; ms < 10; ms++) tap.frame('sources.test', frame(t0 + ms, ms))
    })
    const context = testContext(folder)
    expect(await heard(context, { from: t0 + 3, to: new Date(t0 + 6).toISOString(), instruments: 'recorded' })).toEqual([
      'frame 3',
      'frame 4',
      'frame 5',
    ])
    expect(context.instruments.native('test', 'BTCUSDT')).toBeDefined()
  })

  it('takes the lines of the recorded source with its own id, or of the one that is named', async () => {
    const folder = await recorded((tap) => {
      tap.frame('sources.test', frame(t0 + 1, 1))
      tap.frame('sources.other', frame(t0 + 2, 2))
    })
    expect(await heard(testContext(folder))).toEqual(['frame 1'])
    expect(await heard(testContext(folder), { source: 'other' })).toEqual(['frame 2'])
    expect(await heard({ ...testContext(folder), id: 'sources.replay' })).toEqual(['frame 1', 'frame 2'])
  })

  it('is read once for all who replay it, in the order in which it came', async () => {
    const folder = await recorded((tap) => {
      for (let ms = 0; ms < 600; ms++) tap.frame(ms % 3 === 0 ? 'sources.other' : 'sources.test', frame(t0 + ms, ms))
    })
    const shared = new Map<string, unknown>()
    const times: number[] = []
    const sources = ['sources.test', 'sources.other'].map((id) => {
      const share = (key: string, create: () => unknown): unknown => shared.get(key) ?? shared.set(key, create()).get(key)
      const context = { ...testContext(folder), id, shared: share } as TestContext
      const source = replay.create(context, replayConfig.parse({ files: 'recordings', normalizer: 'test' }))
      const collected = collect()
      source.attach({ ...collected.output, frame: (one) => times.push(one.tsRecv - t0) })
      return { source, collected }
    })
    for (const { source } of sources) await source.start?.(signal)
    for (const { collected } of sources) await collected.ended
    expect(times).toEqual(Array.from({ length: 600 }, (_, ms) => ms))
    for (const { source } of sources) await source.stop?.(signal)
  })

  it('mends what the recorded source mended, and answers the questions that were asked then', async () => {
    const folder = await recorded((tap) => {
      tap.history?.('sources.test', asked, frame(t0, 1, { channel: 'rest' }))
      tap.history?.('sources.test', asked, frame(t0 + 1, 2, { channel: 'rest' }))
    })
    const source = replay.create(testContext(folder), replayConfig.parse({ files: 'recordings', normalizer: 'test' }))
    source.attach(collect().output)
    await source.instruments?.(signal)
    expect(source.capabilities).toMatchObject({ repair: ['trade'], history: ['trade'], finite: true })
    const times = async (): Promise<number[]> => {
      const found: number[] = []
      for await (const page of source.history?.({ ...asked, from: 0, to: 1 }, signal) ?? []) found.push(page.tsRecv - t0)
      return found
    }
    expect(await times()).toEqual([0, 1])
    expect(await times()).toEqual([])
    await source.stop?.(signal)
  })
})
