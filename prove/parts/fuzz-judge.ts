import { FeedloomError, type MarketEvent, type Normalizer, type NormalizerFactory, type RawFrame } from '@feedloom/core'
import { CollectingWriter, seededRandom } from '@feedloom/testkit'
import { faultOf } from '@feedloom/testkit/conformance'
import type { FuzzTarget } from './fuzz-corpus.ts'
import { type Mutation, mutated } from './fuzz-mutations.ts'

/** What became of one frame. */
interface Outcome {
  readonly events: readonly MarketEvent[]
  /** `data FEEDLOOM_…: message`, or what a crash says. */
  readonly error: string | undefined
  readonly crashed: boolean
  /** The normalizer said by itself that the shape has changed. */
  readonly drifted: boolean
}

export interface Finding {
  readonly frame: number
  readonly target: string
  readonly channel: string
  readonly done: string
  readonly problem: string
  readonly payload: string
}

export interface FuzzCounts {
  frames: number
  events: number
  refused: number
  /** Keys renamed, removed or retyped, and what became of them. */
  readonly semantic: { refused: number; drifted: number; unused: number; otherwise: number }
  /** Of `otherwise`: by target, sort of event, key and way. */
  readonly otherwise: Map<string, number>
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
  #drifts = 0

  constructor(factory: NormalizerFactory<Uint8Array>, { instruments }: FuzzTarget) {
    this.#factory = factory
    const told = (): void => void this.#drifts++
    const context = { venue: factory.venue, instruments, report: told, drifted: told }
    this.#normalizer = factory.create(context)
  }

  decode(frame: RawFrame<Uint8Array>): Outcome {
    this.#out.tsRecv = frame.tsRecv
    this.#drifts = 0
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
    return { events: error === undefined ? written : [], error, crashed, drifted: this.#drifts > 0 }
  }
}

/** Mutates frames by seed and number, and judges what the normalizers make of them. */
export class Fuzzer {
  readonly counts: FuzzCounts = {
    frames: 0,
    events: 0,
    refused: 0,
    semantic: { refused: 0, drifted: 0, unused: 0, otherwise: 0 },
    otherwise: new Map(),
  }
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
    const good = sort[Math.floor(random() * sort.length)] as RawFrame<Uint8Array>
    const mutation = mutated(good.payload, random)
    const frame = { ...good, payload: mutation.payload }
    const outcome = pair.fast(frame)
    this.counts.frames++
    this.counts.events += outcome.events.length
    if (outcome.error !== undefined) this.counts.refused++
    const problem = problemOf(outcome, pair.slow(frame))
    if (problem === undefined) {
      if (mutation.semantic !== undefined) this.#classify(mutation.semantic, outcome, good, pair)
      return undefined
    }
    const { name } = pair.target
    return {
      frame: n,
      target: name,
      channel: good.channel,
      done: mutation.done,
      problem: problem.slice(0, 1_000),
      payload: shown(mutation.payload),
    }
  }

  #classify({ key, how }: NonNullable<Mutation['semantic']>, outcome: Outcome, good: RawFrame<Uint8Array>, pair: Pair): void {
    const { semantic, otherwise } = this.counts
    if (outcome.error !== undefined) semantic.refused++
    else if (outcome.drifted) semantic.drifted++
    else {
      const before = pair.fast(good)
      if (sameEvents(before.events, outcome.events)) {
        semantic.unused++
        return
      }
      semantic.otherwise++
      const where = `${pair.target.name} ${good.channel} ${before.events[0]?.kind ?? 'no event'}: '${key}' ${how}`
      otherwise.set(where, (otherwise.get(where) ?? 0) + 1)
    }
  }
}

function problemOf(fast: Outcome, slow: Outcome): string | undefined {
  if (fast.crashed) return `crash: ${fast.error}`
  if (slow.crashed) return `crash of the slow path: ${slow.error}`
  if (fast.error !== slow.error) return `fast path: ${fast.error ?? 'no error'}; slow path: ${slow.error ?? 'no error'}`
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
