import type { EpochMs } from '@feedloom/core'

type Deliver = (payload: Uint8Array, tsRecv: EpochMs) => void

/**
 * Passes a stream from one socket to its successor while both send the same messages. The old one is delivered until
 * the switch; what the new one says meanwhile is held. At the switch, between two frames, everything held that the
 * old one did not deliver goes out, in the order of the new one. Afterwards the old one is not heard any more, and
 * what it had already delivered is still dropped when the slower new one repeats it. Equal messages are told by
 * their bytes and counted, so a message that a venue really sends twice is delivered twice.
 */
export class HandOver {
  readonly #delivered = new Map<string, number>()
  #held: { readonly payload: Uint8Array; readonly tsRecv: EpochMs }[] = []

  /** The old socket has delivered this. */
  old(payload: Uint8Array): void {
    const key = keyOf(payload)
    this.#delivered.set(key, (this.#delivered.get(key) ?? 0) + 1)
  }

  /** The new socket said this before the switch. */
  hold(payload: Uint8Array, tsRecv: EpochMs): void {
    this.#held.push({ payload, tsRecv })
  }

  /** The switch: delivers what is held and, unless `everything` is wanted, was not delivered before. */
  release(deliver: Deliver, everything: boolean): void {
    const held = this.#held
    this.#held = []
    for (const { payload, tsRecv } of held) if (everything || !this.repeats(payload)) deliver(payload, tsRecv)
  }

  /** Whether the old socket delivered this already; each of its messages answers for one. */
  repeats(payload: Uint8Array): boolean {
    if (this.#delivered.size === 0) return false
    const key = keyOf(payload)
    const count = this.#delivered.get(key)
    if (count === undefined) return false
    if (count === 1) this.#delivered.delete(key)
    else this.#delivered.set(key, count - 1)
    return true
  }
}

function keyOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1')
}
