import type { AnyBatch, ConfigSchema, Plugin, Sink, SourceTap } from '@feedloom/core'
import { definePlugin } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'
import { recordedSets } from './sets.ts'

export interface Pacing {
  readonly frames: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

interface Span {
  readonly files: string
  readonly from: number
  readonly to: number
}

/** How late frames come in a replay at N times the original pace, against the first of them that is on time. */
export async function pacingOf({ files, from, to }: Span, speed: number): Promise<Pacing> {
  const seen: { readonly at: number; readonly t: number }[] = []
  const probe = probePlugin({ frame: (_source, frame) => void seen.push({ at: performance.now(), t: frame.tsRecv }) })
  const replay = { type: 'replay', files, normalizer: 'binance', speed, from, to }
  await using engine = await Engine.from({ plugins: [binance, recorder, probe], sources: { binance: replay }, sinks: { probe: {} } })
  await engine.run({ handleSignals: false })
  return errorsOf(seen, speed)
}

function errorsOf(seen: readonly { readonly at: number; readonly t: number }[], speed: number): Pacing {
  const [first] = seen
  const late = seen.map(({ at, t }) => at - (first?.at ?? 0) - (t - (first?.t ?? 0)) / speed)
  // Nothing comes before its time, so the earliest is nearest to it.
  const zero = Math.min(...late)
  const errors = late.map((ms) => ms - zero).sort((a, b) => a - b)
  const at = (share: number): number => errors[Math.min(errors.length - 1, Math.floor(errors.length * share))] ?? Number.NaN
  return { frames: errors.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: errors.at(-1) ?? Number.NaN }
}

const anything: ConfigSchema = {
  '~standard': { version: 1, vendor: 'proof', validate: (value) => ({ value }), types: undefined },
}

function probePlugin(tap: Pick<SourceTap, 'frame'>): Plugin<'sink'> {
  const nothing = (): void => undefined
  const sink: Sink = {
    consumes: [],
    batching: { maxEvents: 1, maxDelayMs: 1_000, maxInFlight: 1, queueEvents: 1, overflow: 'drop-newest', maxBlockMs: 0 },
    delivery: 'best-effort',
    tap: { batch: nothing, gap: nothing, connection: nothing, ...tap },
    write: () => Promise.resolve(),
  }
  return definePlugin({
    apiVersion: 1,
    kind: 'sink',
    type: 'probe',
    summary: 'Notes when frames come',
    stability: 'experimental',
    configSchema: anything,
    create: () => sink,
  })
}

export interface Speed {
  readonly set: string
  readonly events: number
  readonly seconds: number
  /** Of all threads of this process, unpacking included. */
  readonly cpuSeconds: number
}

/** Recorded sets into the memory store, flat out, again and again. Reading and unpacking the files is part of it. */
export async function flatOut(loops: number): Promise<readonly Speed[]> {
  const speeds: Speed[] = []
  for (const { name, venue, files } of recordedSets()) {
    let events = 0
    let seconds = 0
    let cpuSeconds = 0
    for (let loop = 0; loop < loops; loop++) {
      await using engine = await Engine.from({
        plugins: [binance, recorder],
        sources: { replay: { files: [...files], normalizer: venue, speed: 'max' } },
        sinks: { memory: { maxEvents: 100_000 } },
      })
      engine.bus.on('*', (batch: AnyBatch) => void (events += batch.events.length))
      const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()]
      await engine.run({ handleSignals: false })
      const { user, system } = process.cpuUsage(usedBefore)
      seconds += (performance.now() - startedAt) / 1_000
      cpuSeconds += (user + system) / 1_000_000
    }
    speeds.push({ set: name, events, seconds, cpuSeconds })
  }
  return speeds
}
