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

/** The symbols of a benchmark; the first is the recorded one, all are equally long. */
export function benchSymbols(count: number): { readonly native: string; readonly base: string; readonly unified: string }[] {
  return Array.from({ length: count }, (_, i) => {
    const base = i === 0 ? 'BTC' : `B${String.fromCharCode(64 + i)}X`
    return { native: `${base}USDT`, base, unified: `${base}/USDT` }
  })
}

/** In front of the event time of a frame, whose 13 digits may be replaced by a stamp. */
export const eventTime = '"E":'

/** 13 digits that say when: us of the machine's monotonic clock, which all processes share. */
export function stampOf(nanoseconds: bigint): number {
  return 1e12 + Number((nanoseconds / 1000n) % 1_000_000_000_000n)
}
