import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeTerminal } from '../test/fake-terminal.ts'
import { cells } from '../text-width.ts'
import type { StatusModel, StreamRow } from './model.ts'
import { statusLine } from './one-line.ts'
import { renderStatus } from './render.ts'

const colors = new FakeTerminal().colors

function stream(index: number): StreamRow {
  return {
    venue: index % 2 === 0 ? 'binance' : 'binance-usdm',
    symbol: index % 2 === 0 ? 'BTC/USDT' : 'BTC/USDT:USDT',
    kind: 'trade',
    events: 1_000 * index,
    rate: 12.5,
    lagMs: 3,
    price: 67_123.1,
    state: undefined,
    gaps: index === 3 ? 1 : 0,
    reconnects: 0,
  }
}

function model(streams: number, more: Partial<StatusModel> = {}): StatusModel {
  return {
    title: 'feedloom.yaml',
    elapsedMs: 12_000,
    progress: undefined,
    goal: undefined,
    connections: [
      { source: 'sources.binance', connection: 'public#0', state: 'connected', reason: undefined, reconnects: 0, topics: 12 },
      { source: 'sources.binance', connection: 'public#1', state: 'reconnecting', reason: 'silent for 60 s', reconnects: 2, topics: 0 },
    ],
    streams: Array.from({ length: streams }, (_, index) => stream(index)),
    sinks: [
      {
        sink: 'duckdb',
        state: 'running',
        queued: 120,
        limit: 100_000,
        written: 12_345,
        bytes: undefined,
        rate: 900,
        retries: 0,
        dropped: 0,
        failed: 0,
      },
    ],
    problems: [],
    starting: [],
    stopping: false,
    ...more,
  }
}

describe('renderStatus', () => {
  it('stays inside the terminal whatever its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 0, max: 80 }),
        (width, height, streams) => {
          const lines = renderStatus(model(streams, { progress: 0.4, goal: '30 s' }), { width, height, colors })
          expect(lines.length).toBeLessThan(height)
          for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('says how many streams do not fit', () => {
    const lines = renderStatus(model(40), { width: 80, height: 24, colors })
    const rows = lines.filter((line) => line.includes('67,123.1')).length
    expect(lines).toContain(`+${40 - rows} more`)
    expect(lines).toHaveLength(23)
  })

  it('shows every stream when there is room', () => {
    const lines = renderStatus(model(8), { width: 120, height: 40, colors })
    expect(lines.filter((line) => line.includes('67,123.1'))).toHaveLength(8)
    expect(lines.join('\n')).not.toContain('more')
  })

  it('names what is not connected and why', () => {
    const text = renderStatus(model(1), { width: 120, height: 24, colors }).join('\n')
    expect(text).toContain('reconnecting: silent for 60 s')
    expect(text).toContain('2 reconnects')
  })

  it('shows reconnects of each stream in 80 columns, and of a source in any width', () => {
    const streams = Array.from({ length: 2 }, (_, index) => ({ ...stream(index), reconnects: 7 }))
    const text = (width: number) => renderStatus(model(2, { streams }), { width, height: 24, colors }).join('\n')
    expect(text(80)).toMatch(/gaps +reconn\n/)
    expect(text(80)).toMatch(/0 +7\n/)
    expect(text(40)).toContain('binance  2 reconnects')
    expect(text(120)).toMatch(/events.*reconn/)
  })

  it('shows frames and bytes of what records', () => {
    const recorder = { sink: 'recorder', state: 'running', queued: 0, limit: 1, rate: 9, retries: 0, dropped: 0, failed: 0 } as const
    const recording = model(1, { sinks: [{ ...recorder, written: 1_234, bytes: 56_700 }] })
    expect(renderStatus(recording, { width: 80, height: 24, colors }).join('\n')).toContain('1,234 frames, 56.7 kB')
    expect(statusLine(recording)).toContain('recorder 1,234 frames, 56.7 kB written')
  })

  it('shows the way to the end of what ends', () => {
    const text = renderStatus(model(1, { progress: 0.4, goal: '30 s' }), { width: 80, height: 24, colors }).join('\n')
    expect(text).toContain('40% of 30 s, 00:18 left')
  })
})

describe('statusLine', () => {
  it('says the same in one line', () => {
    expect(statusLine(model(4))).toBe(
      '00:12 | 50.0 events/s | 6,000 events in 4 streams | lag up to 3.0 ms | 1 gap | 2 reconnects | duckdb 12,345 written, 120 queued | binance public#1 reconnecting',
    )
  })
})
