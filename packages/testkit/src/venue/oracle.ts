import type { Channel, StreamLog } from './channel.ts'
import type { ClientConnection, ConnectionEnd } from './client-connection.ts'
import { plainText, unitsOf } from './decimals.ts'
import type { MarketSpec, VenueName } from './market-spec.ts'
import type { StreamKind } from './topics.ts'

/** What went out, or was meant to, on one stream. Sums are exact decimal texts; undefined where there is nothing to sum. */
export interface StreamSummary {
  readonly venue: VenueName
  readonly stream: string
  /** Native symbol; undefined for streams of all symbols. */
  readonly symbol: string | undefined
  readonly kind: StreamKind
  readonly count: number
  readonly firstId: number | undefined
  readonly lastId: number | undefined
  readonly size: string | undefined
  readonly quote: string | undefined
  readonly closedCandles: number
  readonly withheld: number
  readonly duplicated: number
  readonly corrupted: number
}

export interface ConnectionSummary {
  readonly id: number
  readonly venue: VenueName
  readonly group: string
  readonly openedAt: number
  readonly end: ConnectionEnd | undefined
  readonly streams: readonly StreamSummary[]
}

/** A book as texts: best level first. */
export interface BookSummary {
  readonly lastUpdateId: number
  readonly bids: readonly (readonly [price: string, size: string])[]
  readonly asks: readonly (readonly [price: string, size: string])[]
}

/** What the feed can say about the truth, whoever listened. */
export interface Truth {
  book(venue: VenueName, symbol: string): BookSummary | undefined
  decimals(venue: VenueName, symbol: string): Pick<MarketSpec, 'priceDecimals' | 'sizeDecimals'>
}

/** Knows what the venue meant to send, what it did send, to whom, and what it held back. */
export class Oracle {
  /** Every connection there ever was, oldest first. */
  readonly connections: ClientConnection[] = []
  readonly #channels: ReadonlyMap<string, Channel>
  readonly #truth: Truth

  constructor(channels: ReadonlyMap<string, Channel>, truth: Truth) {
    this.#channels = channels
    this.#truth = truth
  }

  /** Everything meant to be sent, by stream; what faults held back included. */
  published(): readonly StreamSummary[] {
    return [...this.#channels.values()].map((channel) => this.#summary(channel, channel.published))
  }

  /**
   * What was written to connections, added up by stream: all connections, or those that pass. A connection that the
   * client closed counts up to the arrival of its close frame: nothing is sent after it.
   */
  deliveredTo(passes: (connection: ConnectionSummary) => boolean = () => true): readonly StreamSummary[] {
    const sums = new Map<string, StreamSummary>()
    for (const connection of this.summaries().filter(passes)) {
      for (const stream of connection.streams) {
        const key = `${stream.venue} ${stream.stream}`
        sums.set(key, added(sums.get(key), stream, this.#decimals(stream)))
      }
    }
    return [...sums.values()]
  }

  summaries(): readonly ConnectionSummary[] {
    return this.connections.map((connection) => {
      const streams = [...connection.log].flatMap(([name, log]) => {
        const channel = this.#channels.get(`${connection.venue} ${name}`)
        return channel === undefined ? [] : [this.#summary(channel, log)]
      })
      const { id, venue, group, openedAt, end } = connection
      return { id, venue, group, openedAt, end, streams }
    })
  }

  /** The venue's own book, full. */
  book(venue: VenueName, symbol: string): BookSummary | undefined {
    return this.#truth.book(venue, symbol)
  }

  #summary(channel: Channel, log: StreamLog): StreamSummary {
    const { symbol, kind, name } = channel.topic
    const summed = kind === 'trade' || kind === 'aggTrade'
    const { price, size } = this.#decimals({ venue: channel.venue, symbol })
    return {
      venue: channel.venue,
      stream: name,
      symbol,
      kind,
      count: log.count,
      firstId: log.firstId,
      lastId: log.lastId,
      size: summed ? plainText(log.size.value, size) : undefined,
      quote: summed ? plainText(log.quote.value, price + size) : undefined,
      closedCandles: log.closedCandles,
      withheld: log.withheld,
      duplicated: log.duplicated,
      corrupted: log.corrupted,
    }
  }

  #decimals({ venue, symbol }: Pick<StreamSummary, 'venue' | 'symbol'>): { readonly price: number; readonly size: number } {
    const { priceDecimals, sizeDecimals } = this.#truth.decimals(venue, symbol ?? '')
    return { price: priceDecimals, size: sizeDecimals }
  }
}

function added(
  sum: StreamSummary | undefined,
  next: StreamSummary,
  decimals: { readonly price: number; readonly size: number },
): StreamSummary {
  if (sum === undefined) return next
  return {
    ...next,
    count: sum.count + next.count,
    firstId: sum.firstId ?? next.firstId,
    lastId: next.lastId ?? sum.lastId,
    size: addTexts(sum.size, next.size, decimals.size),
    quote: addTexts(sum.quote, next.quote, decimals.price + decimals.size),
    closedCandles: sum.closedCandles + next.closedCandles,
    withheld: sum.withheld + next.withheld,
    duplicated: sum.duplicated + next.duplicated,
    corrupted: sum.corrupted + next.corrupted,
  }
}

function addTexts(a: string | undefined, b: string | undefined, decimals: number): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return plainText(unitsOf(a, decimals) + unitsOf(b, decimals), decimals)
}
