import type { NormalizerFactory, RawFrame } from '@feedloom/core'
import { readRecordings } from '../recording.ts'

export interface RecordedFramesOptions {
  /** Stop after so many frames. */
  readonly limit?: number
}

/**
 * Recordings as raw frames, merged by receive time. All frames belong to one connection: recordings that mix streams
 * of several connections want to be read file by file. REST replies travel as the normalizer's `route` names them;
 * those that it does not know are left out.
 */
export async function recordedFrames(
  factory: Pick<NormalizerFactory<Uint8Array>, 'venue' | 'route'>,
  paths: readonly string[],
  options: RecordedFramesOptions = {},
): Promise<readonly RawFrame<Uint8Array>[]> {
  const frames: RawFrame<Uint8Array>[] = []
  const base = { venue: factory.venue, connection: 'recorded#0', epoch: 0 }
  let tsRecv = 0
  for await (const line of readRecordings(paths)) {
    tsRecv = line.t ?? tsRecv
    if (frames.length >= (options.limit ?? Number.POSITIVE_INFINITY)) break
    if (line.type === 'ws') {
      if (line.dir === 'in') frames.push({ ...base, channel: 'ws', payload: Buffer.from(line.frame), tsRecv, request: undefined })
      continue
    }
    const route = factory.route?.(new URL(line.url))
    if (route !== undefined)
      frames.push({ ...base, channel: route.channel, payload: Buffer.from(line.body), tsRecv, request: route.request })
  }
  return frames
}
