/** What belongs to a text, found by its bytes: no string is made to look it up. */
export class ByteNames<Value> {
  readonly #limit: number
  #entries: (Entry<Value> | undefined)[] = Array.from({ length: 64 })
  #size = 0

  /** Learns at most `limit` texts, so that a stream of invented ones does not fill the memory. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get(bytes: Uint8Array, from: number, to: number): Value | undefined {
    const hash = hashOf(bytes, from, to)
    const entries = this.#entries
    const mask = entries.length - 1
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const entry = entries[i]
      if (entry === undefined) return undefined
      if (entry.hash === hash && isSame(entry.name, bytes, from, to)) return entry.value
    }
  }

  /** The bytes are copied. Not to be called for a text that is known. */
  learn(bytes: Uint8Array, from: number, to: number, value: Value): void {
    if (this.#size >= this.#limit) return
    if (++this.#size * 2 > this.#entries.length) this.#grow()
    this.#put({ hash: hashOf(bytes, from, to), name: bytes.slice(from, to), value })
  }

  #grow(): void {
    const old = this.#entries
    this.#entries = Array.from({ length: old.length * 2 })
    for (const entry of old) if (entry !== undefined) this.#put(entry)
  }

  #put(entry: Entry<Value>): void {
    const mask = this.#entries.length - 1
    let i = entry.hash & mask
    while (this.#entries[i] !== undefined) i = (i + 1) & mask
    this.#entries[i] = entry
  }
}

interface Entry<Value> {
  readonly hash: number
  readonly name: Uint8Array
  readonly value: Value
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
  return hash
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false
  return true
}
