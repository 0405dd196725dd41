import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import type { AnyBatch } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { tardisDecoder, tardisSnapshotFrame } from '../../bench/peers/tardis.ts'

/** Of all threads of this process. */
interface Took {
  readonly seconds: number
  readonly cpuSeconds: number
}

export interface FlatOut {
  readonly events: number
  readonly byKind: Readonly<Record<string, number>>
  readonly lines: number
  /** Unpacked. */
  readonly bytes: number
  /** The best of all rounds. */
  readonly floor: Took
  readonly feedloom: Took
  readonly tardis: Took
}

/**
 * A recording into the memory store, as fast as it goes, reading and unpacking it included. In each round also the
 * floor, which is unpacking it and finding its lines and nothing else, and tardis-dev's mappers over the same frames.
 */
export async function flatOut(file: string, venue: string, rounds: number): Promise<FlatOut> {
  let [lines, bytes, events] = [0, 0, 0]
  const byKind: Record<string, number> = {}
  const took: Record<'floor' | 'feedloom' | 'tardis', Took[]> = { floor: [], feedloom: [], tardis: [] }
  for (let round = 0; round < rounds; round++) {
    ;[lines, bytes] = [0, 0]
    took.floor.push(
      await timed(async () => {
        for await (const block of unpacked(file)) {
          bytes += block.length
          for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines++
        }
      }),
    )
    took.feedloom.push(await replayed(file, venue, (batch) => (byKind[batch.kind] = (byKind[batch.kind] ?? 0) + batch.events.length)))
    took.tardis.push(await timed(() => throughTardis(file, venue === 'binance-usdm')))
  }
  for (const kind of Object.keys(byKind)) events += byKind[kind] = (byKind[kind] ?? 0) / rounds
  return { events, byKind, lines, bytes, floor: best(took.floor), feedloom: best(took.feedloom), tardis: best(took.tardis) }
}

async function replayed(file: string, venue: string, note: (batch: AnyBatch) => void): Promise<Took> {
  await using engine = await Engine.from({
    plugins: [binance, recorder],
    sources: { replay: { files: file, normalizer: venue, speed: 'max' } },
    sinks: { memory: {} },
  })
  engine.bus.on('*', note)
  return await timed(() => engine.run({ handleSignals: false }))
}

/** Lines of the recorder: the frame is the last field, and JSON. */
async function throughTardis(file: string, futures: boolean): Promise<void> {
  const decode = tardisDecoder(futures)
  const key = '"frame":'
  let rest = Buffer.alloc(0)
  for await (const piece of unpacked(file)) {
    const block = Buffer.concat([rest, piece])
    let start = 0
    for (let end = block.indexOf(10); end >= 0; start = end + 1, end = block.indexOf(10, start)) {
      const from = block.subarray(start, end).indexOf(key)
      if (from < 0) continue
      const payload = block.subarray(start + from + key.length, end - 1)
      const isDepth = block.subarray(start, start + from).includes('rest.depth')
      decode(isDepth ? tardisSnapshotFrame('BTCUSDT', payload.toString()) : { payload, tsRecv: 0 })
    }
    rest = block.subarray(start)
  }
}

function unpacked(file: string): AsyncIterable<Buffer> {
  return createReadStream(file).pipe(createGunzip({ chunkSize: 524_288 }))
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(usedBefore)
  return { seconds: (performance.now() - startedAt) / 1_000, cpuSeconds: (user + system) / 1_000_000 }
}

function best(rounds: readonly Took[]): Took {
  return {
    seconds: Math.min(...rounds.map(({ seconds }) => seconds)),
    cpuSeconds: Math.min(...rounds.map(({ cpuSeconds }) => cpuSeconds)),
  }
}
