import { dataError, FeedloomError, formatShapeDiff, type Nested, type ShapeChange, shapeDiff, type WireDrift } from '@feedloom/core'

/** What of the frame at hand is new, missing or retyped. */
export class Drifts {
  readonly #tell: ((drift: WireDrift) => void) | undefined
  #found: Map<string, WireDrift> | undefined

  constructor(tell: ((drift: WireDrift) => void) | undefined) {
    this.#tell = tell
  }

  note(message: string, value: unknown, shape: Nested): void {
    const changes = shapeDiff(value, shape)
    if (changes.length > 0) this.#add({ message, changes })
  }

  /** To be called for every frame that decodes. */
  tell(): void {
    const found = this.#found
    if (found === undefined) return
    this.#found = undefined
    if (this.#tell !== undefined) for (const drift of found.values()) this.#tell(drift)
  }

  /** To be called for every frame that does not: what to throw, with what is different in place of the first bad field. */
  refusal(cause: unknown): unknown {
    const drifts = [...(this.#found?.values() ?? [])]
    this.#found = undefined
    if (drifts.length === 0 || !FeedloomError.is(cause) || cause.code !== 'FEEDLOOM_FRAME_INVALID') return cause
    const text = drifts.map(({ message, changes }) => `${message}: ${formatShapeDiff(changes)}`).join('; ')
    const changes: readonly ShapeChange[] = drifts.flatMap((drift) => drift.changes)
    return dataError('FEEDLOOM_FRAME_INVALID', text, { cause, details: { message: drifts[0]?.message, changes } })
  }

  /** Hundreds of messages in one frame differ in one way. */
  #add(drift: WireDrift): void {
    const key = `${drift.message} ${drift.changes.map(({ change, path }) => `${change} ${path}`).join()}`
    this.#found ??= new Map()
    if (!this.#found.has(key)) this.#found.set(key, drift)
  }
}
