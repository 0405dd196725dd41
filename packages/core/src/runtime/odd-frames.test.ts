import { describe, expect, it } from 'vitest'
import { dataError } from '../contracts/errors.ts'
import type { NormalizerFactory, RawFrame } from '../contracts/normalizer.ts'
import type { ShapeChange } from '../contracts/wire-shape.ts'
import type { Host } from './host.ts'
import { DeadLetters } from './dead-letters.ts'
import { ErrorBook } from './error-book.ts'
import { PageDecoder } from './history.ts'
import { silentLog } from './log.ts'
import { OddFrames } from './odd-frames.ts'

const frame = (payload: string): RawFrame => ({
  venue: 'fake',
  channel: 'ws',
  payload,
  tsRecv: 1,
  connection: 'main#0',
  epoch: 0,
  request: undefined,
})
const added = (path: string): ShapeChange => ({ change: 'new', path, expected: undefined, seen: 'number 1' })

function bench(): { readonly host: Host; readonly logged: string[]; readonly odd: OddFrames } {
  const logged: string[] = []
  const errors = new ErrorBook({ ...silentLog, warn: (message) => void logged.push(message) })
  const host = { errors, deadLetters: new DeadLetters(), clock: { now: () => 5 } } as unknown as Host
  return { host, logged, odd: new OddFrames(host, 'sources.fake') }
}

describe('frames of a strange shape', () => {
  it('are all counted, logged once for each way to differ, and kept with the raw text, the first few of each', () => {
    const { host, logged, odd } = bench()
    for (let i = 0; i < 100; i++) {
      odd.note({ message: 'trade', changes: [added(i === 77 ? 'zz' : 'st')] })
      odd.pass(frame(`raw ${i}`))
      odd.pass(frame('of a known shape'))
    }
    expect(logged).toEqual(['trade: new st (number 1)', 'trade: new zz (number 1)'])
    expect(host.errors.byCode().get('FEEDLOOM_FRAME_DRIFT')).toBe(100)
    expect(host.deadLetters.samples().map(({ subject }) => (subject as RawFrame).payload)).toEqual(['raw 0', 'raw 1', 'raw 2', 'raw 77'])
  })

  it('that are refused for it are logged once, too, and any other refusal stands for itself', () => {
    const { host, logged, odd } = bench()
    const details = { message: 'trade', changes: [added('st')] }
    for (let i = 0; i < 5; i++) odd.refuse(frame(`raw ${i}`), dataError('FEEDLOOM_FRAME_INVALID', 'trade: new st', { details }))
    odd.refuse(frame('no JSON'), dataError('FEEDLOOM_JSON_INVALID', 'not JSON'))
    odd.refuse(frame('crash'), new TypeError('crash'))
    expect(logged).toEqual(['trade: new st', 'not JSON'])
    expect(host.errors.byCode()).toEqual(
      new Map([
        ['FEEDLOOM_FRAME_INVALID', 6],
        ['FEEDLOOM_JSON_INVALID', 1],
      ]),
    )
    expect(host.deadLetters.samples().map(({ subject }) => (subject as RawFrame).payload)).toEqual([
      'raw 0',
      'raw 1',
      'raw 2',
      'no JSON',
      'crash',
    ])
  })

  it('are told of a page of history as of a live frame', () => {
    const { host, logged } = bench()
    const factory: NormalizerFactory = {
      venue: 'fake',
      create: (context) => ({
        reset: () => undefined,
        normalize: () => context.drifted?.({ message: 'rest.klines', changes: [added('[].x')] }),
      }),
    }
    new PageDecoder(host, 'sources.fake', factory).decode(frame('a page'))
    expect(logged).toEqual(['rest.klines: new [].x (number 1)'])
    expect(host.deadLetters.samples().map(({ subject }) => (subject as RawFrame).payload)).toEqual(['a page'])
  })
})
