import { ExactSum } from './decimals.ts'
import type { ClientConnection } from './client-connection.ts'
import type { VenueName } from './market-spec.ts'
import type { StreamTopic } from './topics.ts'

/** What the oracle notes of a frame. */
export interface FrameFacts {
  /** Trade id, aggregate id, last update id, or open time of a candle. */
  readonly id: number
  /** Trades only, as exact units of 10^-`decimals`. */
  readonly size?: number | bigint
  readonly quote?: number | bigint
  /** Candles only. */
  readonly closed?: boolean
}

/** One stream, with the connections that want it. */
export class Channel {
  readonly venue: VenueName
  readonly topic: StreamTopic
  readonly connections: ClientConnection[] = []
  /** Everything meant to be sent on it. */
  readonly published: StreamLog = new StreamLog()
  #head: Buffer | undefined

  constructor(venue: VenueName, topic: StreamTopic) {
    this.venue = venue
    this.topic = topic
  }

  raw(text: string): Buffer {
    return Buffer.from(text)
  }

  /** The text in the envelope of combined streams. */
  combined(text: string): Buffer {
    this.#head ??= Buffer.from(`{"stream":"${this.topic.name}","data":`)
    const length = Buffer.byteLength(text)
    const frame = Buffer.allocUnsafe(this.#head.length + length + 1)
    this.#head.copy(frame)
    frame.write(text, this.#head.length)
    frame[frame.length - 1] = 0x7d
    return frame
  }
}

/** Counts and exact sums of the frames of one stream. */
export class StreamLog {
  count = 0
  firstId: number | undefined
  lastId: number | undefined
  closedCandles = 0
  readonly size: ExactSum = new ExactSum()
  readonly quote: ExactSum = new ExactSum()
  /** Meant to be sent, but held back by a fault. */
  withheld = 0
  /** Sent once more than meant. */
  duplicated = 0
  /** Sent, but spoiled; not in `count`. */
  corrupted = 0

  add(facts: FrameFacts): void {
    this.count++
    this.firstId ??= facts.id
    this.lastId = facts.id
    if (facts.closed === true) this.closedCandles++
    addTo(this.size, facts.size)
    addTo(this.quote, facts.quote)
  }
}

function addTo(sum: ExactSum, value: number | bigint | undefined): void {
  if (typeof value === 'number') sum.add(value)
  else if (value !== undefined) sum.addBig(value)
}
