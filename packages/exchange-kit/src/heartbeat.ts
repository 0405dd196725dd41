import type { Clock } from '@feedloom/core'

/** Checks per limit: a watchdog trips between `limitMs` and a fifth later, and costs a boolean per message. */
const checks = 5

/** Trips when it was not fed for `limitMs` (up to 20 % later). A limit of 0 never trips. */
export class Watchdog implements Disposable {
  readonly #clock: Clock
  readonly #limitMs: number
  readonly #trip: () => void
  readonly #firstFed: (() => void) | undefined
  #fed = false
  #quiet = 0
  #checked = 0
  #timer: Disposable | undefined

  /** `firstFed` is called when it was fed within the first fifth of the limit. */
  constructor(clock: Clock, limitMs: number, trip: () => void, firstFed?: () => void) {
    this.#clock = clock
    this.#limitMs = limitMs
    this.#trip = trip
    this.#firstFed = firstFed
  }

  /** Begins, or begins anew, to watch. */
  start(): void {
    this.#stop()
    if (!(this.#limitMs > 0)) return
    this.#fed = false
    this.#quiet = 0
    this.#checked = 0
    this.#timer = this.#clock.every(this.#limitMs / checks, () => this.#check())
  }

  get watching(): boolean {
    return this.#timer !== undefined
  }

  feed(): void {
    this.#fed = true
  }

  [Symbol.dispose](): void {
    this.#stop()
  }

  #check(): void {
    if (this.#checked++ === 0 && this.#fed) this.#firstFed?.()
    // The slice in which something was heard does not count as quiet, hence the extra one at most.
    this.#quiet = this.#fed ? 0 : this.#quiet + 1
    this.#fed = false
    if (this.#quiet < checks) return
    this.#stop()
    this.#trip()
  }

  #stop(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
  }
}

/** When a connection counts as dead; ms. */
export interface HeartbeatTiming {
  readonly silenceMs: number
  readonly dataSilenceMs: number
  readonly pingEveryMs: number | undefined
}

export interface HeartbeatActions {
  ping(): void
  /** `stale`: open and answering, but without market data. */
  dead(reason: string, stale: boolean): void
  /** Market data came soon after it was expected. */
  lively(): void
}

/** Watches one open connection: silent, stale though open, and pinged at the venue's pace. */
export class HeartbeatMonitor implements Disposable {
  readonly #silence: Watchdog
  readonly #data: Watchdog
  readonly #clock: Clock
  readonly #timing: HeartbeatTiming
  readonly #actions: HeartbeatActions
  #pings: Disposable | undefined
  #expectsData = false

  constructor(clock: Clock, timing: HeartbeatTiming, actions: HeartbeatActions) {
    this.#clock = clock
    this.#timing = timing
    this.#actions = actions
    const { silenceMs, dataSilenceMs } = timing
    this.#silence = new Watchdog(clock, silenceMs, () => actions.dead(`no message for ${silenceMs} ms`, false))
    this.#data = new Watchdog(
      clock,
      dataSilenceMs,
      () => actions.dead(`open, but no market data for ${dataSilenceMs} ms`, true),
      () => actions.lively(),
    )
  }

  start(): void {
    this.#silence.start()
    if (this.#expectsData) this.#data.start()
    const every = this.#timing.pingEveryMs
    if (every !== undefined && this.#pings === undefined) this.#pings = this.#clock.every(every, () => this.#actions.ping())
  }

  /** Anything at all came in. */
  heard(): void {
    this.#silence.feed()
  }

  /** Market data came in. */
  data(): void {
    this.#silence.feed()
    this.#data.feed()
  }

  /** Whether topics are confirmed, so that data must come. */
  expectData(expected: boolean): void {
    if (expected === this.#expectsData) return
    this.#expectsData = expected
    if (expected && this.#silence.watching) this.#data.start()
    else this.#data[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.#silence[Symbol.dispose]()
    this.#data[Symbol.dispose]()
    this.#pings?.[Symbol.dispose]()
    this.#pings = undefined
  }
}
