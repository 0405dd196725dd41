import type { AnyBatch, InstrumentFields, InstrumentRegistry, MarketEvent } from '@feedloom/core'
import { RunWriter } from '@feedloom/core/events'
import { seededRandom } from '../seeded-random.ts'

export const sampleInstruments: readonly InstrumentFields[] = [
  { venue: 'acme', nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', type: 'spot', base: 'BTC', quote: 'USDT', priceStep: 0.01 },
  { venue: 'acme', nativeSymbol: 'ETHUSDT', symbol: 'ETH/USDT', type: 'spot', base: 'ETH', quote: 'USDT', priceStep: 0.01 },
]

/** Microseconds survive as a fraction of a millisecond. */
const start = 1_700_000_000_000.125

/**
 * Batches of the common kinds over two instruments, in order of receive time: trades with ids beyond 2^53, quotes with
 * an empty side, whole bars, tickers with unknown fields, books. The same ones for the same seed.
 */
export function sampleBatches(instruments: InstrumentRegistry, rounds = 20, seed: number | string = 1): readonly AnyBatch[] {
  instruments.define(sampleInstruments)
  const random = seededRandom(seed)
  const batches: AnyBatch[] = []
  const out = new RunWriter()
  for (let round = 0; round < rounds; round++) {
    for (const [i, spec] of sampleInstruments.entries()) {
      const instrument = instruments.native(spec.venue, spec.nativeSymbol)
      if (instrument === undefined) continue
      const ts = start + round * 60_000 + i * 17
      const price = Math.round((i === 0 ? 60_000 : 3_000) * (1 + (random() - 0.5) / 100) * 100) / 100
      out.begin(ts + 3, 'sources.acme', 'live')
      const id = (9_007_199_254_740_993n + BigInt(round)).toString()
      out.trade(instrument, ts, price, 0.25 + random(), random() < 0.5 ? 'buy' : 'sell', id, { nanos: (round * 37) % 1000 })
      out.trade(instrument, ts + 1, price + 0.5, 0.5, 'unknown', undefined, { conditions: ['@', 'ü'], printVenue: 'Ω' })
      out.quote(instrument, ts + 1, price, 1.5, round === 3 ? Number.NaN : price + 0.5, round === 3 ? 0 : 2, 1_000 + round)
      out.bookSnapshot(instrument, ts + 2, Float64Array.of(price, 1, price - 1, 2), Float64Array.of(price + 1, 1), 10 * round, undefined)
      out.bookDelta(instrument, ts + 2, Float64Array.of(price, 0), new Float64Array(), 10 * round + 1, 10 * round + 2, undefined)
      out.bar(instrument, ts + 3, barFields(ts, price, round))
      out.ticker(instrument, ts + 3, { last: price, openTime: ts - 86_400_000, volume: 12.5 })
      out.mark(instrument, ts + 3, { markPrice: price })
      out.funding(instrument, ts + 3, { rate: 0.0001, predicted: round % 2 === 0 })
      batches.push(...out.finish())
    }
  }
  return batches
}

function barFields(ts: number, price: number, round: number): Parameters<RunWriter['bar']>[2] {
  const openTime = Math.floor(ts / 60_000) * 60_000
  const prices = { open: price, high: price + 2, low: price - 2, close: price + 1 }
  return { interval: '1m', openTime, closeTime: openTime + 59_999, ...prices, volume: 10 + round, final: true, origin: 'venue' }
}

/** Runs of one kind, as the engine makes them. */
export function runsOf(events: readonly MarketEvent[], origin = 'sources.acme'): readonly AnyBatch[] {
  const out = new RunWriter()
  out.begin(0, origin, 'live')
  for (const event of events) out.event(event)
  return out.finish()
}

/** Each event as a batch of its own. */
export function singles(batches: readonly AnyBatch[]): readonly AnyBatch[] {
  return batches.flatMap((batch) => batch.events.map((event) => ({ ...batch, events: [event] }) as AnyBatch))
}
