/** A timer that waits. */
export interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
  waits: boolean
}

/** Timers by time, those of one time in the order in which they were added. A binary heap; what was removed stays in it until it surfaces. */
export class TimerHeap {
  #heap: Timer[] = []
  #size = 0
  #added = 0

  /** Timers that wait. */
  get size(): number {
    return this.#size
  }

  /** The next one. */
  get first(): Timer | undefined {
    while (this.#heap[0]?.waits === false) this.#pop()
    return this.#heap[0]
  }

  add(at: number, run: () => void): Timer {
    const timer: Timer = { at, order: this.#added++, run, waits: true }
    this.#heap.push(timer)
    this.#size++
    this.#rise(this.#heap.length - 1)
    return timer
  }

  remove(timer: Timer): void {
    if (!timer.waits) return
    timer.waits = false
    this.#size--
    if (this.#heap.length > 64 && this.#heap.length > this.#size * 4) this.#sweep()
  }

  #sweep(): void {
    // Sorted is a heap, too.
    this.#heap = this.#heap.filter(({ waits }) => waits).sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    const heap = this.#heap
    const timer = heap[from] as Timer
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up] as Timer
      if (!isBefore(timer, parent)) break
      heap[at] = parent
      at = up
    }
    heap[at] = timer
  }

  #sink(from: number): void {
    const heap = this.#heap
    const timer = heap[from] as Timer
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child++
      if (!isBefore(heap[child] as Timer, timer)) break
      heap[at] = heap[child] as Timer
      at = child
    }
    heap[at] = timer
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
