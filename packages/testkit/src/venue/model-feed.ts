import type { Clock } from '@feedloom/core'
import type { Channel } from './channel.ts'
import type { Feed, RestAnswer, RestRequest } from './feed.ts'
import type { Hub } from './hub.ts'
import type { Market } from './market.ts'
import { stepMs, type MarketModel } from './market-model.ts'
import { MarketStreams } from './market-streams.ts'
import { answerFromModel } from './model-rest.ts'

/** Steps made up for in one turn when the process was held up. */
const stepsPerTurn = 100

/** Serves the market model: its timeline follows the clock, step by step. */
export class ModelFeed implements Feed {
  readonly #model: MarketModel
  readonly #hub: Hub
  readonly #clock: Clock
  readonly #streams: ReadonlyMap<Market, MarketStreams>
  readonly #all: Set<Channel> = new Set()
  #timer: Disposable | undefined
  #paused = false
  /** Clock time minus model time: grows while paused, so that the timeline has no hole. */
  #lag = 0

  constructor(model: MarketModel, hub: Hub, clock: Clock) {
    this.#model = model
    this.#hub = hub
    this.#clock = clock
    this.#streams = new Map(model.markets.map((market) => [market, new MarketStreams(market, model, hub)]))
    for (const [market, streams] of this.#streams) market.listener = streams
  }

  start(): void {
    this.#timer = this.#clock.every(stepMs, () => this.#catchUp())
  }

  stop(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
  }

  /** Sends first what the depth streams still gather, so that what was sent is all there is. */
  pause(): void {
    this.#paused = true
    this.#hub.batch(() => {
      for (const streams of this.#streams.values()) streams.flushDepths(this.#model.now)
    })
  }

  resume(): void {
    if (this.#paused) this.#lag = Math.max(0, this.#clock.now() - this.#model.now)
    this.#paused = false
  }

  opened(channel: Channel): void {
    if (channel.topic.symbol === undefined) this.#openAll(channel)
    else this.#streamsOf(channel)?.open(channel)
  }

  closed(channel: Channel): void {
    this.#all.delete(channel)
    for (const streams of this.#streams.values()) streams.close(channel)
  }

  rest(request: RestRequest): RestAnswer {
    return answerFromModel(this.#model, request)
  }

  #streamsOf(channel: Channel): MarketStreams | undefined {
    const market = this.#model.market(channel.venue, channel.topic.symbol ?? '')
    return market && this.#streams.get(market)
  }

  /** Streams that happen event by event go to each market; the periodic ones are one array a period. */
  #openAll(channel: Channel): void {
    if (channel.topic.periodMs > 0) this.#all.add(channel)
    else for (const [market, streams] of this.#streams) if (market.spec.venue === channel.venue) streams.open(channel)
  }

  #catchUp(): void {
    if (this.#paused) return
    const target = this.#clock.now() - this.#lag
    for (let i = 0; i < stepsPerTurn && this.#model.now + stepMs <= target; i++) this.#hub.batch(() => this.#step())
  }

  #step(): void {
    this.#model.step()
    const { now } = this.#model
    for (const streams of this.#streams.values()) streams.flush(now)
    for (const channel of this.#all) if (now % channel.topic.periodMs === 0) this.#publishAll(channel, now)
  }

  #publishAll(channel: Channel, now: number): void {
    const parts: string[] = []
    for (const [market, streams] of this.#streams) {
      if (market.spec.venue === channel.venue) parts.push(streams.text(channel.topic.kind, now))
    }
    this.#hub.publish(channel, `[${parts.join(',')}]`, { id: now })
  }
}
