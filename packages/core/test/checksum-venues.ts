import { crc32 } from 'node:zlib'
import type { BookRules, EventWriter, Instrument, InstrumentFields, Levels, NormalizerFactory, RawFrame } from '../src/contracts/index.ts'

/** A level as the venue writes it: price and size in its own digits, which the checksum is made of. */
type RawLevel = readonly [price: string, size: string, ...rest: string[]]

/** The raw text of one side, best level first when asked. */
class RawSide {
  readonly #descending: boolean
  readonly #sizes = new Map<string, string>()

  constructor(descending: boolean) {
    this.#descending = descending
  }

  apply(levels: readonly RawLevel[]): void {
    for (const [price, size] of levels) {
      if (Number(size) === 0) this.#sizes.delete(price)
      else this.#sizes.set(price, size)
    }
  }

  top(n: number): readonly RawLevel[] {
    const sign = this.#descending ? -1 : 1
    return [...this.#sizes].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, n)
  }

  keep(n: number): void {
    if (this.#sizes.size > n) for (const [price] of this.top(Number.POSITIVE_INFINITY).slice(n)) this.#sizes.delete(price)
  }
}

class RawBook {
  readonly bids = new RawSide(true)
  readonly asks = new RawSide(false)

  keep(n: number): void {
    this.bids.keep(n)
    this.asks.keep(n)
  }
}

export interface ChecksumVenue extends NormalizerFactory<Uint8Array> {
  /** Checksums that were compared, and how many of them were equal. */
  readonly checked: { all: number; equal: number }
}

const levelsOf = (rows: readonly RawLevel[]): Levels => Float64Array.from(rows.flatMap(([price, size]) => [Number(price), Number(size)]))
const streamBook: BookRules = { snapshot: 'stream', truncate: true, follows: () => 'apply' }

/** What a frame says of a book. */
interface BookMessage {
  readonly symbol: string
  readonly snapshot: boolean
  readonly bids: readonly RawLevel[]
  readonly asks: readonly RawLevel[]
  readonly ts: number | undefined
  readonly checksum: string | undefined
  readonly depth: number
}

/** A venue of books alone, from what it reads out of a message and how it sums up a book. */
function checksumVenue(
  venue: string,
  fields: (native: string) => InstrumentFields,
  read: (message: unknown) => BookMessage | undefined,
  sumOf: (book: RawBook) => string,
): ChecksumVenue {
  const checked = { all: 0, equal: 0 }
  return {
    venue,
    book: streamBook,
    inferInstrument: fields,
    checked,
    create(context) {
      const books = new Map<string, RawBook>()
      const apply = (message: BookMessage, instrument: Instrument): void => {
        if (message.snapshot) books.set(message.symbol, new RawBook())
        const book = books.get(message.symbol) ?? new RawBook()
        book.bids.apply(message.bids)
        book.asks.apply(message.asks)
        book.keep(message.depth)
        if (message.checksum === undefined) return
        checked.all++
        if (sumOf(book) === message.checksum) checked.equal++
        else context.report({ instrument, cause: 'checksum', message: `${sumOf(book)} is not ${message.checksum}` })
      }
      return {
        normalize({ payload, tsRecv }: RawFrame<Uint8Array>, out: EventWriter): void {
          const message = read(JSON.parse(Buffer.from(payload).toString()))
          const instrument = message === undefined ? undefined : context.instruments.native(venue, message.symbol)
          if (message === undefined || instrument === undefined) return
          apply(message, instrument)
          const [bids, asks, ts] = [levelsOf(message.bids), levelsOf(message.asks), message.ts ?? tsRecv]
          if (message.snapshot) out.bookSnapshot(instrument, ts, bids, asks, undefined, message.depth)
          else out.bookDelta(instrument, ts, bids, asks, undefined, undefined, undefined)
        },
        reset: () => books.clear(),
      }
    },
  }
}

type KrakenPart = Readonly<Record<string, readonly RawLevel[] | string | undefined>>

function krakenMessage(message: unknown): BookMessage | undefined {
  if (!Array.isArray(message) || !String(message.at(-2)).startsWith('book-')) return undefined
  // An update of both sides comes as two objects.
  const part = Object.assign({}, ...(message.slice(1, -2) as KrakenPart[])) as KrakenPart
  const rows = (...keys: readonly string[]): readonly RawLevel[] => (keys.map((key) => part[key]).find(Array.isArray) ?? []) as RawLevel[]
  return {
    symbol: String(message.at(-1)),
    snapshot: 'as' in part || 'bs' in part,
    bids: rows('bs', 'b'),
    asks: rows('as', 'a'),
    ts: undefined,
    checksum: part['c'] as string | undefined,
    depth: Number(String(message.at(-2)).slice('book-'.length)),
  }
}

/** Ten asks, then ten bids; digits without the point and without leading zeros (https://docs.kraken.com/api/docs/guides/spot-ws-book-v1). */
function krakenSum({ bids, asks }: RawBook): string {
  const digits = (text: string): string => text.replace('.', '').replace(/^0+/, '')
  const text = [...asks.top(10), ...bids.top(10)].map(([price, size]) => digits(price) + digits(size)).join('')
  return String(crc32(text))
}

/** Kraken, v1 of its protocol: only what its books need. */
export const krakenBooks = (): ChecksumVenue =>
  checksumVenue(
    'kraken',
    (native) => {
      const [base = native, quote = ''] = native.split('/')
      return { venue: 'kraken', nativeSymbol: native, symbol: native, type: 'spot', base, quote }
    },
    krakenMessage,
    krakenSum,
  )

interface OkxMessage {
  readonly arg: { readonly channel: string; readonly instId: string }
  readonly action?: 'snapshot' | 'update'
  readonly data?: readonly [{ readonly asks: RawLevel[]; readonly bids: RawLevel[]; readonly ts: string; readonly checksum: number }]
}

function okxMessage(message: unknown): BookMessage | undefined {
  const { arg, action, data } = message as OkxMessage
  if (arg.channel !== 'books' || data === undefined) return undefined
  const [{ bids, asks, ts, checksum }] = data
  return {
    symbol: arg.instId,
    snapshot: action === 'snapshot',
    bids,
    asks,
    ts: Number(ts),
    checksum: String(checksum),
    depth: 400,
  }
}

/** 25 levels, bid and ask in turn, as they stand; a signed number (https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel). */
function okxSum({ bids, asks }: RawBook): string {
  const [down, up] = [bids.top(25), asks.top(25)]
  const text = Array.from({ length: 25 }, (_, i) => [down[i], up[i]])
    .flat()
    .filter((level) => level !== undefined)
    .map(([price, size]) => `${price}:${size}`)
    .join(':')
  return String(crc32(text) | 0)
}

/** OKX, version 5: only what its books need. */
export const okxBooks = (): ChecksumVenue =>
  checksumVenue(
    'okx',
    (native) => {
      const [base = native, quote = ''] = native.split('-')
      return { venue: 'okx', nativeSymbol: native, symbol: native, type: 'spot', base, quote }
    },
    okxMessage,
    okxSum,
  )
