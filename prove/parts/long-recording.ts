import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { type RecordedLine, mergedLines } from '@feedloom/recorder'
import type { RecordedSet } from './sets.ts'

interface Message {
  readonly stream: string
  readonly data: Record<string, unknown>
}

/**
 * A recorded set so many times over, as one stream that goes on, recorded by the recorder: in each pass times and trade
 * ids are those of the first, moved on, and the connection is a new one, so that its book begins with a snapshot again.
 */
export async function longRecording({ files, venue, name }: RecordedSet, passes: number, folder: string): Promise<string> {
  const lines = await linesOf(files)
  const ids = lines.map(tradeIdOf).filter((id) => id !== undefined)
  const spanMs = Math.ceil((lines.at(-1)?.t ?? 0) - (lines[0]?.t ?? 0)) + 100
  const firstId = ids.reduce((a, b) => Math.min(a, b))
  const lastId = ids.reduce((a, b) => Math.max(a, b))
  const long = join(folder, `${name.replaceAll(' ', '-')}.jsonl.gz`)
  writeFileSync(long, '')
  for (let pass = 0; pass < passes; pass++) {
    const moved = lines.map((line) => movedOn(line, pass * spanMs, pass * (lastId - firstId + 1)))
    const opened = { t: moved[0]?.t, dir: 'open', conn: lines.find(({ conn }) => conn !== undefined)?.conn }
    appendFileSync(long, gzipSync(`${[opened, ...moved].map((line) => JSON.stringify(line)).join('\n')}\n`))
  }
  return await recordedAgain(long, venue, join(folder, `${venue}-recordings`))
}

async function linesOf(files: readonly string[]): Promise<readonly RecordedLine[]> {
  const lines: RecordedLine[] = []
  for await (const block of mergedLines(files)) for (const { line } of block) lines.push(line)
  return lines
}

function tradeIdOf({ frame }: RecordedLine): number | undefined {
  if (frame === undefined || frame === '') return undefined
  const { data } = JSON.parse(frame) as Message
  return data['e'] === 'trade' ? Number(data['t']) : undefined
}

function movedOn(line: RecordedLine, ms: number, ids: number): RecordedLine {
  const t = (line.t ?? 0) + ms
  if (line.frame === undefined || line.frame === '') return { ...line, t }
  const message = JSON.parse(line.frame) as Message
  const { data } = message
  for (const key of ['E', 'T']) if (typeof data[key] === 'number') data[key] += ms
  if (typeof data['t'] === 'number') data['t'] += ids
  return { ...line, t, frame: JSON.stringify(message) }
}

/** Through the engine, as a live stream would be recorded. */
async function recordedAgain(file: string, venue: string, folder: string): Promise<string> {
  await using engine = await Engine.from({
    plugins: [binance, recorder],
    sources: { replay: { files: file, normalizer: venue } },
    // Nobody waits for the recorder: all of it must fit.
    record: { path: folder, buffer: '1GB' },
  })
  await engine.run({ handleSignals: false })
  return join(folder, readdirSync(folder)[0] as string)
}
