import {
  FeedloomError,
  formatShapeDiff,
  type MarketEvent,
  type Normalizer,
  type NormalizerFactory,
  type RawFrame,
  type WireDrift,
} from '@feedloom/core'
import { CollectingWriter, seededRandom } from '@feedloom/testkit'
import { faultOf } from '@feedloom/testkit/conformance'
import type { FuzzTarget, GoodFrame } from './fuzz-corpus.ts'
import { type Mutation, mutated, type Way } from './fuzz-mutations.ts'

/** What became of one frame. */
interface Outcome {
  readonly events: readonly MarketEvent[]
  /** `data FEEDLOOM_…: message`, or what a crash says. */
  readonly error: string | undefined
  readonly crashed: boolean
  /** What the normalizer said of the shape of what it decoded all the same. */
  readonly drift: string | undefined
}

export interface Finding {
  readonly frame: number
  readonly target: string
  readonly channel: string
  readonly done: string
  readonly problem: string
  readonly payload: string
}

/** What became of the frames that were changed in one way. */
interface WayCounts {
  frames: number
  /** Whose meaning has changed: no JSON, or a semantic difference. All of them must be told, by a refusal or as drift. */
  semantic: number
  refused: number
  drifted: number
  /** The others: refused for their values, or decoded. */
  same: number
}

export interface FuzzCounts {
  frames: number
  events: number
  refused: number
  readonly ways: Map<Way | 'other market', WayCounts>
}

/** A normalizer and its slow twin, side by side. */
class Pair {
  readonly target: FuzzTarget
  readonly #fast: Decoder
  readonly #slow: Decoder

  constructor(target: FuzzTarget) {
    this.target = target
    this.#fast = new Decoder(target.factory, target)
    this.#slow = new Decoder(target.slow, target)
  }

  fast(frame: RawFrame<Uint8Array>): Outcome {
    return this.#fast.decode(frame)
  }

  slow(frame: RawFrame<Uint8Array>): Outcome {
    return this.#slow.decode(frame)
  }
}

class Decoder {
  readonly #normalizer: Normalizer<Uint8Array>
  readonly #factory: NormalizerFactory<Uint8Array>
  readonly #out = new CollectingWriter()
  #drifts: string[] = []

  constructor(factory: NormalizerFactory<Uint8Array>, { instruments }: FuzzTarget) {
    this.#factory = factory
    const drifted = ({ message, changes }: WireDrift): void => void this.#drifts.push(`${message}: ${formatShapeDiff(changes)}`)
    this.#normalizer = factory.create({ venue: factory.venue, instruments, report: () => undefined, drifted })
  }

  decode(frame: RawFrame<Uint8Array>): Outcome {
    this.#out.tsRecv = frame.tsRecv
    this.#drifts = []
    let error: string | undefined
    let crashed = false
    try {
      // Every frame stands for itself: what polls have seen must not hide the next one.
      this.#normalizer.reset()
      this.#factory.instruments?.(frame)
      this.#normalizer.normalize(frame, this.#out)
    } catch (thrown) {
      crashed = !FeedloomError.is(thrown) || thrown.category !== 'data'
      error = FeedloomError.is(thrown) ? `${thrown.category} ${thrown.code}: ${thrown.message}` : String(thrown)
    }
    const written = this.#out.take()
    const drift = this.#drifts.length === 0 ? undefined : this.#drifts.join('; ')
    return { events: error === undefined ? written : [], error, crashed, drift }
  }
}

/** Mutates frames by seed and number, and judges what the normalizers make of them. */
export class Fuzzer {
  readonly counts: FuzzCounts = { frames: 0, events: 0, refused: 0, ways: new Map() }
  readonly #pairs: readonly Pair[]
  readonly #seed: number

  constructor(targets: readonly FuzzTarget[], seed: number) {
    this.#pairs = targets.map((target) => new Pair(target))
    this.#seed = seed
  }

  /** What is wrong with frame number `n` of this seed; undefined when all is well. */
  judge(n: number): Finding | undefined {
    const random = seededRandom(`${this.#seed}/${n}`)
    const pair = this.#pairs[Math.floor(random() * this.#pairs.length)] as Pair
    const sort = pair.target.sorts[Math.floor(random() * pair.target.sorts.length)] ?? []
    const good = sort[Math.floor(random() * sort.length)] as GoodFrame
    const mutation = mutated(good.frame.payload, random)
    return this.#judge(n, pair, good, mutation, mutation.way)
  }

  /** Every good frame of every market, given to each other one as if it had come from there. */
  *crossed(): Generator<Finding> {
    for (const pair of this.#pairs) {
      for (const { target } of this.#pairs) {
        if (target === pair.target) continue
        for (const good of target.sorts.flat()) {
          const payload = Buffer.from(good.frame.payload)
          const mutation: Mutation = { payload, done: `a frame of ${target.name}`, way: 'otherwise' }
          const finding = this.#judge(-1, pair, { ...good, frame: { ...good.frame, venue: pair.target.name } }, mutation, 'other market')
          if (finding !== undefined) yield finding
        }
      }
    }
  }

  #judge(n: number, pair: Pair, good: GoodFrame, mutation: Mutation, way: Way | 'other market'): Finding | undefined {
    const frame = { ...good.frame, payload: mutation.payload }
    const outcome = pair.fast(frame)
    this.counts.frames++
    this.counts.events += outcome.events.length
    if (outcome.error !== undefined) this.counts.refused++
    const difference = differenceOf(pair.target, good.sort, mutation.payload)
    this.#count(way, difference, outcome)
    const problem =
      problemOf(outcome, pair.slow(frame)) ??
      silenceOf(difference, outcome) ??
      (way === 'intact' ? changeOf(pair.fast(good.frame), outcome) : undefined)
    if (problem === undefined) return undefined
    return {
      frame: n,
      target: pair.target.name,
      channel: good.sort,
      done: mutation.done,
      problem: problem.slice(0, 1_000),
      payload: shown(mutation.payload),
    }
  }

  #count(way: Way | 'other market', difference: string | undefined, outcome: Outcome): void {
    let counts = this.counts.ways.get(way)
    if (counts === undefined) this.counts.ways.set(way, (counts = { frames: 0, semantic: 0, refused: 0, drifted: 0, same: 0 }))
    counts.frames++
    if (difference === undefined) {
      counts.same++
      return
    }
    counts.semantic++
    if (outcome.error !== undefined) counts.refused++
    else if (outcome.drift !== undefined) counts.drifted++
  }
}

/** What a normalizer says of good frames: nothing, or it is a false report. */
export class Reader {
  readonly #pair: Pair

  constructor(target: FuzzTarget) {
    this.#pair = new Pair(target)
  }

  read(frame: RawFrame<Uint8Array>): string | undefined {
    const outcome = this.#pair.fast(frame)
    return problemOf(outcome, this.#pair.slow(frame)) ?? outcome.error ?? outcome.drift
  }
}

/** In words, how the meaning has changed; undefined when it has not. */
function differenceOf({ evidence }: FuzzTarget, sort: string, payload: Buffer): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(payload.toString())
  } catch {
    return 'no JSON'
  }
  return evidence.difference(sort, value)
}

/** Every semantic change must be told, and nothing else may be told as a change of the shape. */
function silenceOf(difference: string | undefined, { error, drift }: Outcome): string | undefined {
  if (difference === undefined) return drift === undefined ? undefined : `false report: ${drift}`
  return error === undefined && drift === undefined ? `not told: ${difference}` : undefined
}

function changeOf(before: Outcome, after: Outcome): string | undefined {
  if (after.error !== before.error) return `refused in another form: ${after.error ?? 'only before'}`
  return sameEvents(before.events, after.events)
    ? undefined
    : `read otherwise: ${eventsText(before.events)} became ${eventsText(after.events)}`
}

function problemOf(fast: Outcome, slow: Outcome): string | undefined {
  if (fast.crashed) return `crash: ${fast.error}`
  if (slow.crashed) return `crash of the slow path: ${slow.error}`
  if (fast.error !== slow.error) return `fast path: ${fast.error ?? 'no error'}; slow path: ${slow.error ?? 'no error'}`
  if (fast.drift !== slow.drift) return `fast path: ${fast.drift ?? 'no drift'}; slow path: ${slow.drift ?? 'no drift'}`
  if (!sameEvents(fast.events, slow.events)) return `fast path: ${eventsText(fast.events)}; slow path: ${eventsText(slow.events)}`
  for (const event of fast.events) {
    const fault = faultOf(event)
    if (fault !== undefined) return fault
  }
  return undefined
}

function sameEvents(a: readonly MarketEvent[], b: readonly MarketEvent[]): boolean {
  return a.length === b.length && a.every((event, i) => same(event, b[i]))
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Float64Array || Array.isArray(a)) {
    const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>]
    return left.length === right.length && Array.prototype.every.call(left, (item, i) => same(item, right[i]))
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => (key === 'instrument' ? left[key] === right[key] : same(left[key], right[key])))
  )
}

const eventsText = (events: readonly MarketEvent[]): string =>
  JSON.stringify(events, (key, value: unknown) => (key === 'instrument' ? (value as { readonly id: string }).id : value)).slice(0, 400)

const shown = (payload: Buffer): string =>
  payload.length <= 2_000 ? payload.toString() : `${payload.subarray(0, 2_000).toString()}… (${payload.length} bytes)`
