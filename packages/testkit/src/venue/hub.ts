import type { Clock } from '@feedloom/core'
import { Channel, type FrameFacts } from './channel.ts'
import type { ClientConnection } from './client-connection.ts'
import type { Feed } from './feed.ts'
import { spoiled, type FaultBoard } from './faults.ts'
import type { VenueName } from './market-spec.ts'
import { groupOf, parseTopic } from './topics.ts'

interface Held {
  readonly text: string
  readonly facts: FrameFacts
}

/** Who gets what: channels, their connections, and the way of a frame through the faults. */
export class Hub {
  readonly connections: Set<ClientConnection> = new Set()
  /** Every channel that was ever open, by venue and name. */
  readonly channels: Map<string, Channel> = new Map()
  /** Data frames published so far. */
  frames = 0
  onFrames: ((frames: number) => void) | undefined
  readonly #faults: FaultBoard
  readonly #clock: Clock
  readonly #corked: ClientConnection[] = []
  readonly #held: Map<Channel, Held> = new Map()
  #feed: Feed | undefined
  #batching = false

  constructor(faults: FaultBoard, clock: Clock) {
    this.#faults = faults
    this.#clock = clock
  }

  serve(feed: Feed): void {
    this.#feed = feed
  }

  /** Puts a connection on a stream. A stream of the other group is accepted and stays silent, as on the venue. */
  subscribe(connection: ClientConnection, name: string): void {
    const topic = parseTopic(connection.venue, name)
    if (topic === undefined || connection.topics.has(name)) return
    connection.topics.add(name)
    if (groupOf(connection.venue, topic.kind) !== connection.group) return
    const key = keyOf(connection.venue, name)
    let channel = this.channels.get(key)
    if (channel === undefined) this.channels.set(key, (channel = new Channel(connection.venue, topic)))
    channel.connections.push(connection)
    if (channel.connections.length === 1) this.#feed?.opened(channel)
  }

  unsubscribe(connection: ClientConnection, name: string): void {
    if (!connection.topics.delete(name)) return
    const channel = this.channels.get(keyOf(connection.venue, name))
    const index = channel?.connections.indexOf(connection) ?? -1
    if (channel === undefined || index < 0) return
    channel.connections.splice(index, 1)
    if (channel.connections.length === 0) this.#feed?.closed(channel)
  }

  remove(connection: ClientConnection): void {
    for (const name of connection.topics) this.unsubscribe(connection, name)
    this.connections.delete(connection)
  }

  /** Everything published inside leaves each socket in one write. */
  batch(run: () => void): void {
    this.#batching = true
    try {
      run()
    } finally {
      this.#batching = false
      for (const connection of this.#corked.splice(0)) connection.uncork()
    }
  }

  publish(channel: Channel, text: string, facts: FrameFacts): void {
    this.frames++
    channel.published.add(facts)
    if (this.#faults.touchesFrames || this.#held.size > 0) this.#publishFaulty(channel, text, facts)
    else this.#send(channel, text, facts)
    this.onFrames?.(this.frames)
  }

  /** Notes a frame that was meant to be sent and is not. */
  withhold(channel: Channel, facts: FrameFacts): void {
    channel.published.add(facts)
    noteWithheld(channel)
  }

  #send(channel: Channel, text: string, facts: FrameFacts): void {
    let raw: Buffer | undefined
    let combined: Buffer | undefined
    for (const connection of channel.connections) {
      if (this.#batching && connection.cork()) this.#corked.push(connection)
      if (connection.micros) connection.deliver(channel, inMicros(channel, text, connection.combined), facts)
      else if (connection.combined) connection.deliver(channel, (combined ??= channel.combined(text)), facts)
      else connection.deliver(channel, (raw ??= channel.raw(text)), facts)
    }
  }

  #publishFaulty(channel: Channel, text: string, facts: FrameFacts): void {
    if (this.#faults.isMuted(channel)) {
      noteWithheld(channel)
      return
    }
    const fault = this.#faults.takeFrameFault(channel)
    const held = this.#held.get(channel)
    if (fault === 'drop') noteWithheld(channel)
    else if (fault === 'corrupt') this.#spoil(channel, text)
    else if (fault === 'reorder' && held === undefined) this.#held.set(channel, { text, facts })
    else {
      this.#later(channel, text, facts)
      if (fault === 'duplicate') this.#duplicate(channel, text)
      if (held === undefined) return
      this.#held.delete(channel)
      this.#later(channel, held.text, held.facts)
    }
  }

  #later(channel: Channel, text: string, facts: FrameFacts): void {
    if (this.#faults.slowMs === 0) this.#send(channel, text, facts)
    else this.#clock.after(this.#faults.slowMs, () => this.#send(channel, text, facts))
  }

  #duplicate(channel: Channel, text: string): void {
    for (const connection of channel.connections) {
      connection.send(connection.combined ? channel.combined(text) : channel.raw(text))
      connection.logOf(channel).duplicated++
    }
  }

  #spoil(channel: Channel, text: string): void {
    for (const connection of channel.connections) {
      connection.send(spoiled(connection.combined ? channel.combined(text) : channel.raw(text)))
      connection.logOf(channel).corrupted++
    }
  }
}

const keyOf = (venue: VenueName, name: string): string => `${venue} ${name}`

function noteWithheld(channel: Channel): void {
  channel.published.withheld++
  for (const connection of channel.connections) connection.logOf(channel).withheld++
}

/** Bare numbers of 13 digits are times in ms; spot has no ids of that length. */
export function microsText(text: string): string {
  return text.replaceAll(/(?<=[:[,])(\d{13})(?=[,}\]])/g, '$1000')
}

function inMicros(channel: Channel, text: string, combined: boolean): Buffer {
  const micros = microsText(text)
  return combined ? channel.combined(micros) : channel.raw(micros)
}
