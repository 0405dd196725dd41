import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecording, readRecordings } from './recording.ts'
import { sharedPath } from './shared-path.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedloom-recording-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

const frame = (t: number, text: string): string => `${JSON.stringify({ t, dir: 'in', conn: 'c', frame: text })}\n`

describe('readRecording', () => {
  it('reads frames and replies, plain and gzipped', async () => {
    const text = `${frame(1.5, '{"x":1}')}${JSON.stringify({ method: 'GET', url: 'http://v/depth', status: 200, body: '{}' })}\n`
    writeFileSync(join(folder, 'a.jsonl'), text)
    writeFileSync(join(folder, 'a.jsonl.gz'), gzipSync(text))
    const plain = await all(readRecording(join(folder, 'a.jsonl')))
    expect(plain).toEqual([
      { type: 'ws', t: 1.5, dir: 'in', conn: 'c', frame: '{"x":1}', url: undefined },
      { type: 'rest', t: undefined, method: 'GET', url: 'http://v/depth', status: 200, body: '{}' },
    ])
    expect(await all(readRecording(join(folder, 'a.jsonl.gz')))).toEqual(plain)
  })

  it('gives the text of a frame that stands in its line as JSON', async () => {
    const text = '{"id":9007199254740993,"frame":{"x": 1}}'
    writeFileSync(join(folder, 'own.jsonl'), `{"t":2,"dir":"in","conn":"c","bytes":${text.length},"frame":${text}}\n`)
    expect(await all(readRecording(join(folder, 'own.jsonl')))).toEqual([
      { type: 'ws', t: 2, dir: 'in', conn: 'c', frame: text, url: undefined },
    ])
  })

  it('names the line that is no recording', async () => {
    writeFileSync(join(folder, 'bad.jsonl'), `${frame(1, 'x')}{"oops"\n`)
    await expect(all(readRecording(join(folder, 'bad.jsonl')))).rejects.toMatchObject({
      code: 'FEEDLOOM_RECORDING_LINE_INVALID',
      message: expect.stringContaining('bad.jsonl:2') as unknown,
    })
  })

  it('merges files by receive time', async () => {
    writeFileSync(join(folder, 'b.jsonl'), frame(1, 'b1') + frame(4, 'b4'))
    writeFileSync(join(folder, 'c.jsonl'), frame(2, 'c2') + frame(3, 'c3') + frame(9, 'c9'))
    const lines = await all(readRecordings([join(folder, 'b.jsonl'), join(folder, 'c.jsonl')]))
    expect(lines.map((line) => (line.type === 'ws' ? line.frame : ''))).toEqual(['b1', 'c2', 'c3', 'b4', 'c9'])
  })

  const recorded = sharedPath('fixtures', 'binance-spot', 'multi-20211011.ws.jsonl.gz')
  it.skipIf(recorded === undefined)('reads a real recording', async () => {
    const lines = await all(readRecording(recorded ?? ''))
    expect(lines[0]).toMatchObject({ type: 'ws', dir: 'open' })
    expect(lines.length).toBeGreaterThan(10)
  })
})
