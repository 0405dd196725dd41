import { dataError, type FeedloomError } from '../contracts/errors.ts'
import type { RawFrame } from '../contracts/normalizer.ts'
import { formatShapeDiff, type ShapeChange, type WireDrift } from '../contracts/wire-shape.ts'
import type { Host } from './host.ts'

/**
 * Frames that are not what their normalizer knows: every one is counted; of each way to differ, the first is logged and
 * the first few are kept, since they come with every frame once they come at all.
 */
export class OddFrames {
  readonly #host: Host
  readonly #component: string
  #drifts: WireDrift[] | undefined

  constructor(host: Host, component: string) {
    this.#host = host
    this.#component = component
  }

  /** For the context of a normalizer: what it says of the frame at hand. */
  note(drift: WireDrift): void {
    if (this.#drifts === undefined) this.#drifts = [drift]
    else this.#drifts.push(drift)
  }

  /** The frame at hand was decoded all the same. */
  pass(frame: RawFrame): void {
    const drifts = this.#drifts
    if (drifts === undefined) return
    this.#drifts = undefined
    for (const drift of drifts) this.tell(frame, drift)
  }

  tell(frame: RawFrame, { message, changes }: WireDrift): void {
    const text = `${message}: ${formatShapeDiff(changes)}`
    const drift = dataError('FEEDLOOM_FRAME_DRIFT', text, { details: { message, changes } })
    const likeness = likenessOf(`drift ${message}`, changes)
    const { errors, deadLetters, clock } = this.#host
    const error = errors.record(this.#component, drift, 'data', 'FEEDLOOM_FRAME_DRIFT', likeness)
    deadLetters.sample(this.#component, error, frame, clock.now(), likeness)
  }

  /** The frame at hand was not: `thrown` says why. */
  refuse(frame: RawFrame, thrown: unknown): FeedloomError {
    this.#drifts = undefined
    const { errors, deadLetters, clock } = this.#host
    const likeness = refusalOf(thrown)
    const error = errors.record(this.#component, thrown, 'data', 'FEEDLOOM_FRAME_INVALID', likeness)
    if (likeness === undefined) deadLetters.add(this.#component, error, frame, clock.now())
    else deadLetters.sample(this.#component, error, frame, clock.now(), likeness)
    return error
  }
}

const likenessOf = (what: string, changes: readonly ShapeChange[]): string =>
  `${what} ${changes.map(({ change, path }) => `${change} ${path}`).join()}`

/** The same for a refusal by shape; each other one stands for itself. */
function refusalOf(thrown: unknown): string | undefined {
  const details = thrown instanceof Error && 'details' in thrown ? (thrown.details as RefusalDetails | undefined) : undefined
  return Array.isArray(details?.changes) ? likenessOf(`refused ${String(details.message)}`, details.changes) : undefined
}

interface RefusalDetails {
  readonly message?: unknown
  readonly changes?: readonly ShapeChange[]
}
