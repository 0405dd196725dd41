import { Engine } from '@feedloom/core/engine'
import * as binance from '@feedloom/exchange-binance/plugins'
import type { Follow, Notice, SeenTrade } from './follower.ts'

/** Feedloom as its documentation shows it: a source with subscriptions, handlers on the bus. */
export const followFeedloom: Follow = async ({ venue, bases, kinds, micros }) => {
  const trades: SeenTrade[] = []
  const notices: Notice[] = []
  const symbols = bases.map((base) => `${base}/USDT`)
  const engine = await Engine.from({
    plugins: [binance],
    sources: {
      binance: {
        endpoints: venue.endpoints.binance,
        ...(micros === true ? { timeUnit: 'us' } : {}),
        subscribe: kinds.map((kind) => ({ kind, symbols })),
      },
    },
  })
  const tell = (what: string): void => void notices.push({ at: performance.now(), what })
  engine.bus.on('trade', ({ events }) => {
    for (const { id = '', ts, price, instrument } of events) if (instrument.base === 'BTC') trades.push({ id, ts, price })
  })
  engine.bus.on('gap', ({ events }) => {
    for (const { dataKind, cause, state } of events) if (state !== 'healed') tell(`gap ${dataKind} ${cause}`)
  })
  engine.on('connection', ({ state, reason }) => {
    if (state === 'reconnecting' || state === 'disconnected') tell(`${state}: ${reason ?? ''}`)
  })
  engine.on('error', ({ code }) => tell(code))
  await engine.start()
  return {
    name: 'Feedloom',
    trades,
    notices,
    book() {
      const view = engine.view.book('BTCUSDT')
      if (view?.state !== 'good') return undefined
      const { bids, asks } = view.top(Number.POSITIVE_INFINITY)
      return { bids: pairs(bids), asks: pairs(asks) }
    },
    stop: () => engine.stop(),
  }
}

function pairs(levels: Float64Array): readonly (readonly [number, number])[] {
  return Array.from({ length: levels.length / 2 }, (_, i) => [levels[2 * i] ?? 0, levels[2 * i + 1] ?? 0] as const)
}
