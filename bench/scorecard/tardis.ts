import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { normalizeBookChanges, normalizeTrades, OrderBook, streamNormalized } from 'tardis-dev'
import type { Follow, Notice, SeenTrade } from './follower.ts'

const require = createRequire(import.meta.url)

interface Feed {
  httpURL: string
  _getRealTimeFeeds(...args: readonly unknown[]): unknown
}

/** The address of its stream can be set by an environment variable, that of its REST requests only from inside. */
function pointAt(url: string): void {
  process.env['WSS_URL_BINANCE'] = `${url.replace('http', 'ws')}/stream?timeUnit=MICROSECOND`
  const file = join(dirname(require.resolve('tardis-dev')), 'realtimefeeds', 'binance.js')
  const { BinanceRealTimeFeed } = require(file) as { BinanceRealTimeFeed: { prototype: Feed } }
  const base = Object.getPrototypeOf(BinanceRealTimeFeed.prototype) as Feed
  BinanceRealTimeFeed.prototype._getRealTimeFeeds = function (this: Feed, ...args) {
    this.httpURL = `${url}/api/v3`
    return base._getRealTimeFeeds.call(this, ...args)
  }
}

/** tardis-dev's own stream over its own socket: normalizers of trades and book changes, its order book, disconnects told. */
export const followTardis: Follow = async ({ venue, bases, kinds }) => {
  pointAt(venue.url)
  const trades: SeenTrade[] = []
  const notices: Notice[] = []
  const tell = (what: string): void => void notices.push({ at: performance.now(), what })
  const state = { stopped: false, good: false }
  let book = new OrderBook()
  const symbols = bases.map((base) => `${base}USDT`)
  const options = { exchange: 'binance' as const, symbols, withDisconnectMessages: true, onError: (error: Error) => tell(error.message) }
  const run = async (): Promise<void> => {
    const wanted = [...(kinds.includes('trade') ? [normalizeTrades] : []), ...(kinds.includes('book') ? [normalizeBookChanges] : [])]
    for await (const message of streamNormalized(options, ...(wanted as [typeof normalizeTrades]))) {
      if (state.stopped) return
      const { type } = message as { type: string }
      if (type === 'disconnect') {
        tell('disconnect')
        book = new OrderBook()
        state.good = false
      } else if ((message as { symbol: string }).symbol !== 'BTCUSDT') continue
      else if (type === 'book_change') {
        book.update(message as never)
        state.good = true
      } else {
        const { id = '', timestamp, price } = message as { id?: string; timestamp: Date & { μs?: number }; price: number }
        trades.push({ id, ts: timestamp.getTime() + (timestamp.μs ?? 0) / 1_000, price })
      }
    }
  }
  void run().catch((error: unknown) => tell(String(error)))
  return {
    name: 'tardis-dev',
    trades,
    notices,
    book() {
      if (!state.good) return undefined
      const flat = (levels: Iterable<{ price: number; amount: number }>): (readonly [number, number])[] =>
        [...levels].map(({ price, amount }) => [price, amount] as const)
      return { bids: flat(book.bids()), asks: flat(book.asks()) }
    },
    async stop() {
      state.stopped = true
    },
  }
}
