import type { ConnectionStatus } from '@feedloom/core'
import { Connection } from './connection.ts'
import type { ConnectionEvents } from './connection-events.ts'
import { topicKey } from './topic-key.ts'
import type { Topic } from './venue.ts'
import type { Wire } from './wire.ts'

/** As `ConnectionEvents`, with topics that know their group. */
export interface PoolEvents extends Omit<ConnectionEvents, 'asked' | 'settled' | 'released' | 'lost'> {
  asked(topics: readonly Topic[]): void
  settled(topic: Topic, error: Error | undefined): void
  lost(topics: readonly Topic[], cause: 'disconnect' | 'silence'): void
}

/** As many connections as the topics need: evenly filled, opened when needed and closed when empty. */
export class ConnectionPool {
  readonly #wire: Wire
  readonly #events: PoolEvents
  readonly #connections = new Map<string, Connection>()
  /** Epochs go on where a connection of the same name ended. */
  readonly #epochs = new Map<string, number>()
  readonly #releases = new Map<string, (() => void)[]>()
  #started = false
  #paused = false

  constructor(wire: Wire, events: PoolEvents) {
    this.#wire = wire
    this.#events = events
  }

  statuses(): readonly ConnectionStatus[] {
    return [...this.#connections.values()].map((connection) => connection.status())
  }

  get(name: string): Connection | undefined {
    return this.#connections.get(name)
  }

  start(): void {
    this.#started = true
    for (const connection of this.#connections.values()) connection.open()
  }

  /** Topics must not be in the pool yet. */
  add(topics: readonly Topic[]): void {
    for (const group of new Set(topics.map((topic) => topic.group))) {
      this.#addToGroup(
        group,
        topics.filter((topic) => topic.group === group).map(({ topic }) => topic),
      )
    }
  }

  /** Resolves when the venue has let go of them, or will not send them for another reason. */
  async remove(topics: readonly Topic[]): Promise<void> {
    const released: Promise<void>[] = []
    for (const connection of this.#connections.values()) {
      const own = topics.filter(({ group, topic }) => group === connection.group && connection.topics.has(topic)).map(({ topic }) => topic)
      if (own.length === 0) continue
      if (own.length === connection.topics.size) {
        this.#close(connection, 'no topics left')
        continue
      }
      for (const topic of own) released.push(this.#release({ group: connection.group, topic }))
      connection.remove(own)
    }
    await Promise.all(released)
  }

  pause(): void {
    this.#paused = true
    for (const connection of this.#connections.values()) connection.pause()
  }

  resume(): void {
    this.#paused = false
    for (const connection of this.#connections.values()) connection.resume()
  }

  stop(reason: string): void {
    this.#started = false
    for (const connection of this.#connections.values()) this.#close(connection, reason)
    for (const key of this.#releases.keys()) this.#released(key)
  }

  #addToGroup(group: string, topics: readonly string[]): void {
    const members = [...this.#connections.values()].filter((connection) => connection.group === group)
    const limit = this.#wire.limits.topicsPerConnection
    const total = topics.length + members.reduce((sum, connection) => sum + connection.topics.size, 0)
    while (members.length < Math.ceil(total / limit)) members.push(this.#create(group))
    const shares = members.map((connection) => ({ connection, size: connection.topics.size, topics: [] as string[] }))
    for (const topic of topics) {
      const least = shares.reduce((a, b) => (b.size < a.size ? b : a))
      least.topics.push(topic)
      least.size++
    }
    for (const { connection, topics: share } of shares) if (share.length > 0) connection.add(share)
    if (this.#started) for (const connection of members) connection.open()
  }

  #create(group: string): Connection {
    let number = 0
    while (this.#connections.has(`${group}#${number}`)) number++
    const name = `${group}#${number}`
    const grouped = (topics: readonly string[]): readonly Topic[] => topics.map((topic) => ({ group, topic }))
    const connection = new Connection(this.#wire, group, name, this.#epochs.get(name) ?? 0, {
      ...this.#events,
      asked: (topics) => this.#events.asked(grouped(topics)),
      settled: (topic, error) => this.#events.settled({ group, topic }, error),
      lost: (topics, cause) => this.#events.lost(grouped(topics), cause),
      released: (topic) => this.#released(topicKey({ group, topic })),
    })
    this.#connections.set(name, connection)
    if (this.#paused) connection.pause()
    return connection
  }

  #close(connection: Connection, reason: string): void {
    this.#connections.delete(connection.name)
    connection.close(reason)
    this.#epochs.set(connection.name, connection.epoch + 1)
  }

  #release(topic: Topic): Promise<void> {
    const key = topicKey(topic)
    return new Promise((resolve) => {
      const waiting = this.#releases.get(key)
      if (waiting === undefined) this.#releases.set(key, [resolve])
      else waiting.push(resolve)
    })
  }

  #released(key: string): void {
    const waiting = this.#releases.get(key) ?? []
    this.#releases.delete(key)
    for (const resolve of waiting) resolve()
  }
}
