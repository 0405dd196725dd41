import type { ConfigSchema, Plugin, Sink, SourceTap } from '@feedloom/core'
import { definePlugin } from '@feedloom/core'
import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import * as recorder from '@feedloom/recorder/plugins'

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
