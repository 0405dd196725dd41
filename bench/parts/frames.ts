import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** One recorded frame, as bytes from the socket. */
export interface Frame {
  readonly payload: Buffer
  readonly tsRecv: number
}

/** Frames of one recording by type of stream (`trade`, `bookTicker`, `depth`, ...), in order. */
export async function framesByType(file: string): Promise<Map<string, Frame[]>> {
  const types = new Map<string, Frame[]>()
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const { t, dir, frame } = JSON.parse(line) as { t: number; dir: string; frame: string }
    if (dir !== 'in') continue
    const type = /"stream":"[^@"]*@([A-Za-z]+)/.exec(frame)?.[1] ?? 'other'
    const frames = types.get(type) ?? []
    if (frames.length === 0) types.set(type, frames)
    frames.push({ payload: Buffer.from(frame), tsRecv: t })
  }
  return types
}

/** The body of the first recorded REST reply. */
export async function firstBody(file: string): Promise<string> {
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    return (JSON.parse(line) as { body: string }).body
  }
  return '{}'
}
