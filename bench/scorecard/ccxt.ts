import { pro } from 'ccxt'
import { ccxtMarket } from '../peers/ccxt.ts'
import type { Follow, Notice, SeenTrade } from './follower.ts'

interface CcxtTrade {
  readonly id: string
  readonly symbol: string
  readonly timestamp: number
  readonly price: number
}

export interface Ccxt {
  urls: { api: Record<string, unknown> & { ws: Record<string, string> } }
  orderbooks: Record<string, { bids: [number, number][]; asks: [number, number][] } | undefined>
  setMarkets(markets: readonly object[]): void
  safeMarketStructure(market: object): object
  loadHttpProxyAgent(): Promise<unknown>
  watchTradesForSymbols(symbols: readonly string[]): Promise<readonly CcxtTrade[]>
  watchOrderBookForSymbols(symbols: readonly string[]): Promise<unknown>
  parse8601(text: string): number
  buildOHLCVC(trades: readonly object[], timeframe: string): readonly (readonly number[])[]
  close(): Promise<void>
}

/** ccxt.pro, pointed at the venue; its market is known, so that it asks no other host. */
export async function ccxtOn({ url }: { readonly url: string }, bases: readonly string[]): Promise<Ccxt> {
  const exchange = new pro.binance({ newUpdates: true }) as unknown as Ccxt
  exchange.urls.api.ws['spot'] = `${url.replace('http', 'ws')}/ws`
  for (const name of ['public', 'v1', 'rest']) exchange.urls.api[name] = `${url}/api/v3`
  const markets = bases.map((base) =>
    ccxtMarket({ nativeSymbol: `${base}USDT`, symbol: `${base}/USDT`, base, quote: 'USDT', futures: false }),
  )
  exchange.setMarkets(markets.map((market) => exchange.safeMarketStructure(market)))
  await exchange.loadHttpProxyAgent()
  return exchange
}

/** The loop that its manual shows: await the next update, catch what is thrown, ask again. */
export const followCcxt: Follow = async ({ venue, bases, kinds }) => {
  const exchange = await ccxtOn(
    venue,
    bases.filter((base) => base !== 'NOPE'),
  )
  const symbols = bases.map((base) => `${base}/USDT`)
  const trades: SeenTrade[] = []
  const notices: Notice[] = []
  const state = { stopped: false }
  const loop = async (watch: () => Promise<unknown>): Promise<void> => {
    while (!state.stopped) {
      try {
        await watch()
      } catch (error) {
        notices.push({ at: performance.now(), what: String(error).slice(0, 120) })
        // What throws at once would otherwise take the whole processor.
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
  if (kinds.includes('trade')) {
    void loop(async () => {
      for (const { id, symbol, timestamp, price } of await exchange.watchTradesForSymbols(symbols)) {
        if (symbol === 'BTC/USDT') trades.push({ id, ts: timestamp, price })
      }
    })
  }
  if (kinds.includes('book')) void loop(() => exchange.watchOrderBookForSymbols(symbols))
  return {
    name: 'ccxt.pro',
    trades,
    notices,
    book() {
      const book = exchange.orderbooks['BTC/USDT']
      return book === undefined || book.bids.length === 0 ? undefined : { bids: [...book.bids], asks: [...book.asks] }
    },
    async stop() {
      state.stopped = true
      await exchange.close()
    },
  }
}
