/** What is known of one step of time: nothing; a whole bar; that nobody traded; a bar that was never called final. */
export type StepState = 'missing' | 'whole' | 'quiet' | 'part'

const states: readonly StepState[] = ['missing', 'whole', 'quiet', 'part']
const [missing, whole, quiet, part] = [0, 1, 2, 3]
const codes: Readonly<Record<StepState, number>> = { missing, whole, quiet, part }
/** Steps are summed up in blocks of this many, so that a window of n steps costs n / 32 + 64 reads. */
const blockSteps = 32

/** Prices and amounts of one step. */
export interface StepValues {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** NaN where it is not known. */
  readonly turnover: number
}

/** What a span of steps comes to. The caller keeps and reuses it. */
export interface StepSummary {
  high: number
  low: number
  volume: number
  turnover: number
  /** Steps of which nothing, or only a part, is known. */
  missing: number
}

/**
 * The last steps of one series, numbered since 1970, in typed arrays of fixed size. Any step that is still held can be
 * set again: a late or corrected bar costs as much as a new one.
 */
export class StepRing {
  readonly #capacity: number
  readonly #open: Float64Array
  readonly #high: Float64Array
  readonly #low: Float64Array
  readonly #close: Float64Array
  readonly #volume: Float64Array
  readonly #turnover: Float64Array
  readonly #state: Uint8Array
  readonly #blocks: readonly StepSummary[]
  /** 1 where a step of the block has changed since it was summed up. */
  readonly #stale: Uint8Array
  #first = 0
  #last = -1

  /** Holds at least `steps` steps. */
  constructor(steps: number) {
    const blocks = Math.ceil(steps / blockSteps)
    const capacity = blocks * blockSteps
    this.#capacity = capacity
    this.#open = new Float64Array(capacity)
    this.#high = new Float64Array(capacity)
    this.#low = new Float64Array(capacity)
    this.#close = new Float64Array(capacity)
    this.#volume = new Float64Array(capacity)
    this.#turnover = new Float64Array(capacity)
    this.#state = new Uint8Array(capacity)
    this.#blocks = Array.from({ length: blocks }, emptySummary)
    this.#stale = new Uint8Array(blocks).fill(1)
  }

  get isEmpty(): boolean {
    return this.#last < this.#first
  }

  /** The oldest step held. */
  get first(): number {
    return this.#first
  }

  get last(): number {
    return this.#last
  }

  stateOf(step: number): StepState {
    return states[this.#state[step % this.#capacity] as number] as StepState
  }

  openOf(step: number): number {
    return this.#open[step % this.#capacity] as number
  }

  /** The last price by the end of the step, which may be from before it; NaN where none was ever seen. */
  closeOf(step: number): number {
    return this.#close[step % this.#capacity] as number
  }

  /** Sets a step that is held, or the one after the last, or (as the first of all) any; false for one that is too old. */
  put(step: number, values: StepValues, state: 'whole' | 'part'): boolean {
    if (this.isEmpty) this.#first = step
    else if (step <= this.#last - this.#capacity) return false
    else if (step < this.#first) this.#reachBack(step)
    this.#grow(step)
    this.#write(step, values, state)
    // Those who carry this price on carry the new one.
    for (let next = step + 1; next <= this.#last && this.stateOf(next) !== 'whole' && this.stateOf(next) !== 'part'; next++)
      this.#carry(next)
    return true
  }

  /** Nothing came for the steps after the last one up to `step`: nothing was traded, or they are in a hole. */
  fill(step: number, holes: { covers(step: number): boolean }): void {
    if (this.isEmpty) return
    const price = this.closeOf(this.#last)
    for (let next = Math.max(this.#last + 1, step - this.#capacity + 1); next <= step; next++) {
      this.#grow(next)
      this.#blank(next, price, holes.covers(next) ? 'missing' : 'quiet')
    }
  }

  /** Says of a missing step that nothing was traded in it; of one before the first price that says nothing. */
  settle(step: number): void {
    if (step <= this.#first || step > this.#last || this.stateOf(step) !== 'missing' || Number.isNaN(this.closeOf(step - 1))) return
    this.#state[step % this.#capacity] = quiet
    this.#carry(step)
  }

  /** Sums up the steps from `from` to `to`, both of which are held. */
  summarize(from: number, to: number, into: StepSummary): void {
    clear(into)
    for (let step = from; step <= to;) {
      const slot = step % this.#capacity
      const isBlock = slot % blockSteps === 0 && step + blockSteps - 1 <= to
      if (isBlock) add(into, this.#block(slot / blockSteps))
      else this.#addSlot(slot, into)
      step += isBlock ? blockSteps : 1
    }
  }

  #grow(step: number): void {
    if (step <= this.#last) return
    this.#last = step
    this.#first = Math.max(this.#first, step - this.#capacity + 1)
  }

  /** Makes an older step the first; what lies between is not known. */
  #reachBack(step: number): void {
    for (let older = this.#first - 1; older > step; older--) this.#blank(older, Number.NaN, 'missing')
    this.#first = step
  }

  #carry(step: number): void {
    const close = step > this.#first ? this.closeOf(step - 1) : Number.NaN
    this.#blank(step, close, this.stateOf(step) === 'quiet' ? 'quiet' : 'missing')
  }

  #blank(step: number, price: number, state: 'quiet' | 'missing'): void {
    this.#write(step, { open: price, high: price, low: price, close: price, volume: 0, turnover: 0 }, state)
  }

  #write(step: number, { open, high, low, close, volume, turnover }: StepValues, state: StepState): void {
    const slot = step % this.#capacity
    this.#open[slot] = open
    this.#high[slot] = high
    this.#low[slot] = low
    this.#close[slot] = close
    this.#volume[slot] = volume
    this.#turnover[slot] = turnover
    this.#state[slot] = codes[state]
    this.#stale[Math.floor(slot / blockSteps)] = 1
  }

  #block(index: number): StepSummary {
    const block = this.#blocks[index] as StepSummary
    if (this.#stale[index] === 0) return block
    this.#stale[index] = 0
    clear(block)
    for (let slot = index * blockSteps; slot < (index + 1) * blockSteps; slot++) this.#addSlot(slot, block)
    return block
  }

  #addSlot(slot: number, into: StepSummary): void {
    const state = this.#state[slot]
    if (state === missing || state === part) into.missing++
    if (state === missing) return
    into.high = Math.max(into.high, this.#high[slot] as number)
    into.low = Math.min(into.low, this.#low[slot] as number)
    into.volume += this.#volume[slot] as number
    into.turnover += this.#turnover[slot] as number
  }
}

export function emptySummary(): StepSummary {
  return { high: Number.NEGATIVE_INFINITY, low: Number.POSITIVE_INFINITY, volume: 0, turnover: 0, missing: 0 }
}

function clear(summary: StepSummary): void {
  summary.high = Number.NEGATIVE_INFINITY
  summary.low = Number.POSITIVE_INFINITY
  summary.volume = 0
  summary.turnover = 0
  summary.missing = 0
}

function add(into: StepSummary, part: StepSummary): void {
  into.high = Math.max(into.high, part.high)
  into.low = Math.min(into.low, part.low)
  into.volume += part.volume
  into.turnover += part.turnover
  into.missing += part.missing
}
