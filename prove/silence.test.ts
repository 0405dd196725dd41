import type { Gap } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { awaitVirtually, simulate } from './parts/simulated.ts'

interface Told {
  readonly gaps: readonly Gap[]
  readonly mutedAt: number
  readonly states: ReadonlyMap<string, string>
}

/** A minute to learn from, then one stream is mute for a while. */
async function muted(seed: number, stream: string | undefined, forMs = 20_000): Promise<Told> {
  const afterMs = 60_000
  const { clock, engine, venue } = await simulate({
    seed,
    venue: {
      venue: 'binance',
      symbols: ['BTCUSDT', 'ETHUSDT'],
      rate: 200,
      faults: stream === undefined ? [] : [{ when: { afterMs }, action: { type: 'mute', match: { stream }, forMs } }],
    },
    config: (endpoints) => ({
      sources: {
        binance: {
          endpoints: endpoints.binance,
          subscribe: [
            { kind: 'trade', symbols: ['BTC/USDT', 'ETH/USDT'], variant: 'aggregate' },
            { kind: 'quote', symbols: ['BTC/USDT', 'ETH/USDT'] },
            { kind: 'book', symbols: ['BTC/USDT', 'ETH/USDT'] },
          ],
        },
      },
    }),
  })
  const gaps: Gap[] = []
  const mutedAt = clock.now() + afterMs
  const states = new Map<string, string>()
  engine.bus.on('gap', ({ events }) => {
    gaps.push(...events)
    for (const { instrument } of events) states.set(instrument.symbol, engine.view.book(instrument.symbol)?.state ?? '')
  })
  await awaitVirtually(clock, engine.start())
  await clock.advanceAsync(afterMs + forMs + 20_000)
  await awaitVirtually(clock, engine.stop())
  await venue.stop()
  for (const { instrument, state } of engine.view.books()) states.set(instrument.symbol, state)
  return { gaps, mutedAt, states }
}

describe('a symbol that falls mute on a connection that lives', () => {
  it.each([
    ['btcusdt@aggTrade', 'trade'],
    ['btcusdt@bookTicker', 'quote'],
    ['btcusdt@depth@100ms', 'book'],
  ] as const)('is suspected within seconds, and nothing else is (%s)', { timeout: 60_000 }, async (stream, kind) => {
    const { gaps, mutedAt, states } = await muted(5, stream)
    const [first] = gaps
    expect(first).toMatchObject({ cause: 'silence', state: 'suspected', dataKind: kind, instrument: { symbol: 'BTC/USDT' } })
    expect((first?.tsRecv ?? 0) - mutedAt).toBeLessThan(10_000)
    expect(new Set(gaps.map(({ instrument, dataKind }) => `${instrument.symbol} ${dataKind}`))).toEqual(new Set([`BTC/USDT ${kind}`]))
    // What was lost is numbered on trades and books: it is fetched. Of quotes nobody can know.
    const { state, to } = gaps.at(-1) as Gap
    expect([state, to === undefined]).toEqual([kind === 'quote' ? 'suspected' : 'healed', false])
    expect(states.get('BTC/USDT')).toBe('good')
  })

  it('is not suspected where nothing is mute', { timeout: 60_000 }, async () => {
    for (const seed of [6, 7, 8]) expect((await muted(seed, undefined)).gaps).toEqual([])
  })
})
