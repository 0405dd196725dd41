import type { Clock } from '@feedloom/core'
import { seededRandom } from '../seeded-random.ts'
import type { Channel } from './channel.ts'
import type { RestAnswer } from './feed.ts'
import type { VenueName } from './market-spec.ts'

/** Which frames: all, those of a native symbol (any case), or of one stream by its name. */
export type FrameMatch = 'all' | { readonly symbol: string } | { readonly stream: string }

/**
 * `reorder` changes places with the next frame of the stream, `delay` lets later ones overtake; `corrupt` is cut in half,
 * `garbage` is no JSON at all, `rename` and `retype` change one field that matters.
 */
export type FrameFault = 'drop' | 'duplicate' | 'reorder' | 'delay' | FrameDamage
export type FrameDamage = 'corrupt' | 'garbage' | 'rename' | 'retype'

export interface HttpFault {
  /** `silence`: no answer, ever. */
  readonly status: number | 'silence'
  readonly retryAfterS: number | undefined
  /** Only addresses that contain this text. */
  readonly path: string | undefined
}

/** A fault of single frames. */
export interface FrameRule {
  readonly fault: FrameFault
  readonly match: FrameMatch
  /** Of `delay`. */
  readonly ms: number
}

/** Something that goes wrong, as data. */
export type FaultAction =
  | { readonly type: 'kill-sockets' }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'mute'; readonly match: FrameMatch; readonly forMs?: number }
  | { readonly type: 'freeze'; readonly forMs?: number }
  | { readonly type: 'half-open' }
  | { readonly type: 'frames'; readonly fault: FrameFault; readonly match: FrameMatch; readonly count?: number; readonly ms?: number }
  | { readonly type: 'old-snapshots'; readonly count?: number }
  | { readonly type: 'restart'; readonly forMs: number }
  | {
      readonly type: 'http'
      readonly status: number | 'silence'
      readonly count?: number
      readonly retryAfterS?: number
      readonly path?: string
    }
  | { readonly type: 'delay-acks'; readonly ms: number; readonly count?: number }
  | { readonly type: 'drop-acks'; readonly count?: number }
  | { readonly type: 'reject-subscribes'; readonly count?: number }
  | { readonly type: 'slow'; readonly ms: number; readonly forMs?: number }
  | { readonly type: 'refuse-connections'; readonly count?: number; readonly forMs?: number }
  | { readonly type: 'announce-shutdown' }

/** When: so long after the start, after so many frames were published, or again and again at random from the seed. */
export type FaultTime =
  | { readonly afterMs: number }
  | { readonly afterFrames: number }
  | { readonly everyMs: readonly [min: number, max: number] }

export interface FaultScriptEntry {
  readonly when: FaultTime
  readonly action: FaultAction
}

export interface Counted {
  left: number
}

/** Faults that are set now. The hub and the server ask it; `run` in `venue.faults` sets it. */
export class FaultBoard {
  readonly mutes: Set<FrameMatch> = new Set()
  readonly frames: (Counted & FrameRule)[] = []
  readonly http: (Counted & HttpFault)[] = []
  readonly ackDelays: (Counted & { readonly ms: number })[] = []
  readonly ackDrops: Counted = { left: 0 }
  readonly rejects: Counted = { left: 0 }
  /** Book snapshots of the past, by venue and symbol, given instead of new ones. */
  readonly oldSnapshots: Map<string, Counted & { readonly answer: RestAnswer }> = new Map()
  /** Neither sockets nor requests are answered before. */
  downUntil: number = Number.NEGATIVE_INFINITY
  readonly refusals: Counted & { until: number } = { left: 0, until: Number.NEGATIVE_INFINITY }
  /** Every data frame arrives this much later. */
  slowMs = 0
  frozen = false

  /** False while no fault touches data frames: the fast path. */
  get touchesFrames(): boolean {
    return this.mutes.size > 0 || this.frames.length > 0 || this.slowMs > 0
  }

  isMuted(channel: Channel): boolean {
    for (const match of this.mutes) if (matches(match, channel)) return true
    return false
  }

  /** The fault for the next frame of this channel, used up by asking. */
  takeFrameFault(channel: Channel): FrameRule | undefined {
    const index = this.frames.findIndex((rule) => matches(rule.match, channel))
    const rule = this.frames[index]
    if (rule === undefined) return undefined
    if (--rule.left <= 0) this.frames.splice(index, 1)
    return rule
  }

  takeOldSnapshot(venue: VenueName, symbol: string): RestAnswer | undefined {
    const old = this.oldSnapshots.get(`${venue} ${symbol}`)
    return old !== undefined && take(old) ? old.answer : undefined
  }

  isDown(now: number): boolean {
    return now < this.downUntil
  }

  takeHttp(path: string): HttpFault | undefined {
    const index = this.http.findIndex((rule) => rule.path === undefined || path.includes(rule.path))
    const rule = this.http[index]
    if (rule === undefined) return undefined
    if (--rule.left <= 0) this.http.splice(index, 1)
    return rule
  }

  takeAckDelay(): number {
    const rule = this.ackDelays[0]
    if (rule === undefined) return 0
    if (--rule.left <= 0) this.ackDelays.shift()
    return rule.ms
  }

  takeRefusal(now: number): boolean {
    return this.isDown(now) || now < this.refusals.until || take(this.refusals)
  }
}

export function take(counted: Counted): boolean {
  if (counted.left <= 0) return false
  counted.left--
  return true
}

function matches(match: FrameMatch, channel: Channel): boolean {
  if (match === 'all') return true
  if ('stream' in match) return match.stream === channel.topic.name
  return channel.topic.symbol === match.symbol.toUpperCase()
}

/** Runs a script of faults: by time, by count of frames, or at random times from the seed. */
export class FaultScript {
  readonly #timers: Disposable[] = []
  readonly #byFrames: { readonly afterFrames: number; readonly action: FaultAction }[] = []
  readonly #clock: Clock
  readonly #random: () => number
  readonly #apply: (action: FaultAction) => void

  constructor(entries: readonly FaultScriptEntry[], clock: Clock, seed: number | string, apply: (action: FaultAction) => void) {
    this.#clock = clock
    this.#random = seededRandom(`${seed}/faults`)
    this.#apply = apply
    for (const entry of entries) this.add(entry)
  }

  add({ when, action }: FaultScriptEntry): void {
    if ('afterMs' in when) this.#timers.push(this.#clock.after(when.afterMs, () => this.#apply(action)))
    else if ('everyMs' in when) this.#again(when.everyMs, action)
    else {
      this.#byFrames.push({ afterFrames: when.afterFrames, action })
      this.#byFrames.sort((a, b) => a.afterFrames - b.afterFrames)
    }
  }

  /** Told the number of frames published so far. */
  reached(frames: number): void {
    while ((this.#byFrames[0]?.afterFrames ?? Number.POSITIVE_INFINITY) <= frames) {
      const due = this.#byFrames.shift()
      if (due !== undefined) this.#apply(due.action)
    }
  }

  stop(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]()
  }

  #again([min, max]: readonly [number, number], action: FaultAction): void {
    const timer = this.#clock.after(min + this.#random() * (max - min), () => {
      this.#timers.splice(this.#timers.indexOf(timer), 1)
      this.#apply(action)
      this.#again([min, max], action)
    })
    this.#timers.push(timer)
  }
}
