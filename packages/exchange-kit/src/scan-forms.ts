/** Bytes of a frame up to one of its values, and that value. */
export interface FramePart {
  /**
   * The bytes in words of eight, compared as doubles: of plain text none is NaN or 0. The last word ends with them, and
   * so may cover some of the one before.
   */
  readonly words: Float64Array
  /** Fewer than eight bytes: the first and the last four. */
  readonly head: number
  readonly last: number
  readonly length: number
  /** Code of the value's form, and its slot. */
  readonly form: number
  readonly slot: number
}

/** How the frames of one stream are written. Only the values of its parts differ; texts are part of what is the same. */
export interface FrameForm<Value> {
  readonly parts: readonly FramePart[]
  /** Behind the last value, up to the end of the frame. */
  readonly tail: Uint8Array
  /** A bit for each slot that has a value. */
  readonly seen: number
  readonly value: Value
}

const wordBytes = 4
const longBytes = 8
/** Of the name of a stream, behind `{"stream":"`: names differ there. */
const nameAt = 11
const nameEnd = nameAt + 4 * wordBytes
/** A power of two, several times the streams of a connection. Streams that meet in one place take turns. */
const places = 4_096
/** After so many frames that a form does not fit, the one at hand is learnt in its place. */
const patience = 16

/**
 * Forms of frames `{"stream":"…` by the names of their streams. A frame that is written as the one before it need not be
 * read key by key: what stands between its values is compared, the values are read.
 */
export class FrameForms<Value> {
  readonly #forms: (FrameForm<Value> | undefined)[] = Array.from({ length: places })
  readonly #misses = new Uint8Array(places)

  /** The form that the frame may have. `from` is where it begins in the view. */
  find(view: DataView, from: number, length: number): FrameForm<Value> | undefined {
    return length < nameEnd ? undefined : this.#forms[placeOf(view, from)]
  }

  /** Whether the frame, whose form is another one than `find` says, should be learnt. */
  wants(view: DataView, from: number, length: number): boolean {
    if (length < nameEnd) return false
    const place = placeOf(view, from)
    const misses = this.#misses
    misses[place] = ((misses[place] as number) + 1) % patience
    return this.#forms[place] === undefined || misses[place] === 0
  }

  learn(view: DataView, from: number, form: FrameForm<Value>): void {
    this.#forms[placeOf(view, from)] = form
  }
}

function placeOf(view: DataView, from: number): number {
  let hash = 0
  for (let at = from + nameAt; at < from + nameEnd; at += wordBytes) hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e37_79b1)
  return hash >>> 20
}

/** The part from `start` up to a value at `end`, plain text; undefined where too few bytes stand there. */
export function framePart(view: DataView, start: number, end: number, form: number, slot: number): FramePart | undefined {
  const length = end - start
  if (length < wordBytes) return undefined
  const words = new Float64Array(length < longBytes ? 0 : Math.ceil(length / longBytes))
  for (let i = 0; i < words.length; i++) words[i] = view.getFloat64(Math.min(start + i * longBytes, end - longBytes), true)
  return { words, head: view.getInt32(start, true), last: view.getInt32(end - wordBytes, true), length, form, slot }
}

/** Whether these bytes, all of them within the view, are those of the part. */
export function isPart(view: DataView, at: number, { words, head, last, length }: FramePart): boolean {
  const whole = words.length - 1
  if (whole < 0) return view.getInt32(at, true) === head && view.getInt32(at + length - wordBytes, true) === last
  for (let i = 0; i < whole; i++) if (view.getFloat64(at + i * longBytes, true) !== words[i]) return false
  return view.getFloat64(at + length - longBytes, true) === words[whole]
}
