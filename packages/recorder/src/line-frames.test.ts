import { describe, expect, it } from 'vitest'
import { testNormalizer } from '../test/fixture.ts'
import { LineFrames } from './line-frames.ts'
import type { RecordedLine } from './lines.ts'

const normalizer = { ...testNormalizer }

function framesOf(lines: readonly RecordedLine[]): readonly (readonly [connection: string, epoch: number, channel: string])[] {
  const frames = new LineFrames(normalizer)
  for (const line of lines) frames.preview(line)
  return lines.flatMap((line) => {
    const frame = frames.frame(line, line.t ?? 0)
    return frame === undefined ? [] : [[frame.connection, frame.epoch, frame.channel] as const]
  })
}

const depth = (symbol: string): RecordedLine =>
  ({ method: 'GET', url: `https://test.example/depth?symbol=${symbol}`, status: 200, body: '{}' }) as RecordedLine

describe('lines of the older form', () => {
  it('count an epoch for each time that a connection is opened again', () => {
    const frame: RecordedLine = { dir: 'in', conn: 'c', frame: '{}' }
    expect(
      framesOf([
        frame,
        { dir: 'open', conn: 'c', frame: '' },
        frame,
        { dir: 'out', conn: 'c', frame: '{}' },
        { dir: 'open', conn: 'c' },
        frame,
      ]),
    ).toStrictEqual([
      ['c', 0, 'ws'],
      ['c', 0, 'ws'],
      ['c', 1, 'ws'],
    ])
  })

  it('give a book snapshot to the only connection, and other replies to none', () => {
    const trades = { ...depth('BTCUSDT'), url: 'https://test.example/trades?symbol=BTCUSDT' }
    expect(framesOf([depth('BTCUSDT'), trades, { conn: 'wss://x', frame: '{}' }])).toStrictEqual([
      ['wss://x', 0, 'rest.depth'],
      ['rest', 0, 'rest.trades'],
      ['wss://x', 0, 'ws'],
    ])
  })

  it('give a book snapshot to the connection with the book stream of its symbol', () => {
    const lines: RecordedLine[] = [
      { dir: 'open', conn: 'market', url: 'wss://x/stream?streams=btcusdt@aggTrade/ethusdt@depth' },
      { dir: 'in', conn: 'public', frame: '{"stream":"btcusdt@depth","data":{}}' },
    ]
    expect(framesOf([...lines, depth('BTCUSDT'), depth('ETHUSDT')]).map(([connection]) => connection)).toStrictEqual([
      'public',
      'public',
      'market',
    ])
  })

  it('are left out when the reply was none, or from an address that nobody decodes', () => {
    expect(
      framesOf([
        { ...depth('BTCUSDT'), status: 429 },
        { ...depth('BTCUSDT'), url: 'https://elsewhere.example/depth' },
        { ...depth('BTCUSDT'), url: 'no address' },
      ]),
    ).toStrictEqual([])
  })
})

describe('lines of the recorder', () => {
  it('keep their connection, epoch, channel and request', () => {
    const frames = new LineFrames(normalizer)
    const line: RecordedLine = {
      t: 1,
      dir: 'in',
      conn: 'a',
      source: 's',
      venue: 'test',
      channel: 'rest.depth',
      epoch: 4,
      request: { symbol: 'X' },
      frame: '{}',
    }
    expect(frames.frame(line, 1)).toMatchObject({ connection: 'a', epoch: 4, channel: 'rest.depth', request: { symbol: 'X' } })
    expect(frames.frame({ ...line, venue: 'other' }, 1)).toBeUndefined()
    expect(frames.skipped).toBe(1)
  })
})
