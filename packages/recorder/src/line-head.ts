const wordBytes = 4

/** Bytes that many lines have in common, to be found again quickly: compared four by four. */
export class LineHead {
  readonly length: number
  readonly #words: Int32Array
  /** The last four, which may cover some of those before; of less than four none. */
  readonly #last: number

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.length = bytes.length
    this.#words = new Int32Array(Math.floor(bytes.length / wordBytes))
    for (let i = 0; i < this.#words.length; i++) this.#words[i] = view.getInt32(i * wordBytes, true)
    this.#last = bytes.length < wordBytes ? 0 : view.getInt32(bytes.length - wordBytes, true)
  }

  /** Whether they stand there, before `end`. */
  isAt(view: DataView, at: number, end: number): boolean {
    const { length } = this
    const words = this.#words
    if (at + length > end || words.length === 0) return false
    for (let i = 0; i < words.length; i++) if (view.getInt32(at + i * wordBytes, true) !== words[i]) return false
    return view.getInt32(at + length - wordBytes, true) === this.#last
  }
}
