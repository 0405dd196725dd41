import type { Clock } from '@feedloom/core'
import { Channel, type FrameFacts } from './channel.ts'
import type { ClientConnection } from './client-connection.ts'
import type { Feed } from './feed.ts'
import type { FaultBoard, FrameDamage, FrameFault, FrameRule } from './faults.ts'
import { damaged } from './frame-damage.ts'
import type { VenueName } from './market-spec.ts'
import { groupOf, parseTopic } from './topics.ts'

/** A data frame that a fault has struck. */
export interface StruckFrame {
  readonly fault: FrameFault | 'mute'
  readonly channel: Channel
  readonly facts: FrameFacts
}

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
  onStruck: ((frame: StruckFrame) => void) | undefined
  readonly #faults: FaultBoard
  readonly #clock: Clock
  readonly #corked: ClientConnection[] = []
  readonly #held: Map<Channel, Held> = new Map()
  /** Slow frames do not let those behind them pass. */
  #slowUntil = Number.NEGATIVE_INFINITY
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
    if (this.#faults.touchesFrames || this.#held.size > 0 || this.#slowUntil > this.#clock.now()) this.#publishFaulty(channel, text, facts)
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
      this.onStruck?.({ fault: 'mute', channel, facts })
      return
    }
    const rule = this.#faults.takeFrameFault(channel)
    if (rule !== undefined) this.onStruck?.({ fault: rule.fault, channel, facts })
    const held = this.#held.get(channel)
    if (rule?.fault === 'reorder' && held === undefined) {
      this.#held.set(channel, { text, facts })
      return
    }
    const passed = this.#strike(rule, channel, { text, facts })
    if (held === undefined || !passed) return
    this.#held.delete(channel)
    this.#inTurn(() => this.#send(channel, held.text, held.facts))
  }

  /** Whether the frame goes out as it is. */
  #strike(rule: FrameRule | undefined, channel: Channel, { text, facts }: Held): boolean {
    switch (rule?.fault) {
      case 'drop':
        noteWithheld(channel)
        return false
      case 'delay':
        this.#clock.after(rule.ms, () => this.#send(channel, text, facts))
        return false
      case 'corrupt':
      case 'garbage':
      case 'rename':
      case 'retype': {
        const { fault } = rule
        this.#inTurn(() => this.#spoil(fault, channel, text))
        return false
      }
      case 'duplicate':
        this.#inTurn(() => this.#send(channel, text, facts))
        this.#inTurn(() => this.#duplicate(channel, text))
        return true
      default:
        this.#inTurn(() => this.#send(channel, text, facts))
        return true
    }
  }

  /** Now, or behind what is on its way slowly. */
  #inTurn(send: () => void): void {
    const now = this.#clock.now()
    const due = Math.max(now + this.#faults.slowMs, this.#slowUntil)
    if (due <= now) {
      send()
      return
    }
    this.#slowUntil = due
    this.#clock.after(due - now, send)
  }

  #duplicate(channel: Channel, text: string): void {
    for (const connection of channel.connections) {
      connection.send(connection.combined ? channel.combined(text) : channel.raw(text))
      connection.logOf(channel).duplicated++
    }
  }

  #spoil(damage: FrameDamage, channel: Channel, text: string): void {
    for (const connection of channel.connections) {
      const wrap = (body: string): Buffer => (connection.combined ? channel.combined(body) : channel.raw(body))
      connection.send(damaged(damage, channel.topic.kind, text, wrap))
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
