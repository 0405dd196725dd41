import type { RawFrame, WireDrift } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import type { Health } from './health.ts'
import { InstrumentWatch } from './instrument-watch.ts'
import type { RestFrames } from './rest-frames.ts'
import type { Wire } from './wire.ts'

describe('the list of instruments', () => {
  it('tells of a shape that its normalizer does not know, with the reply', async () => {
    const drift: WireDrift = { message: 'rest.list', changes: [] }
    const frame = { venue: 'acme', channel: 'rest.list' } as unknown as RawFrame<Uint8Array>
    const normalizer = { instruments: (_: RawFrame, drifted?: (told: WireDrift) => void) => (drifted?.(drift), []) }
    const told: unknown[] = []
    const watch = new InstrumentWatch({
      wire: { spec: { instruments: () => ({}), normalizer } } as unknown as Wire,
      frames: { frame: () => Promise.resolve(frame) } as unknown as RestFrames,
      instruments: { define: () => undefined } as never,
      health: {} as Health,
      signal: new AbortController().signal,
      changed: () => Promise.resolve(),
      drifted: (...what) => void told.push(what),
    })
    expect(await watch.fetch(new AbortController().signal)).toEqual([])
    expect(told).toEqual([[frame, drift]])
  })
})
