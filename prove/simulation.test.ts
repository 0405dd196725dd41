import { describe, expect, it } from 'vitest'
import { touchedWhile } from './parts/poisoned.ts'
import { awaitVirtually, EventHash, simulate, type SimulationOptions } from './parts/simulated.ts'

const symbols = ['BTC/USDT', 'ETH/USDT']

function stackOf(seed: number): SimulationOptions {
  return {
    seed,
    venue: {
      venue: 'both',
      symbols: ['BTCUSDT', 'ETHUSDT'],
      rate: 120,
      faults: [
        { when: { everyMs: [8_000, 20_000] }, action: { type: 'kill-sockets' } },
        { when: { everyMs: [3_000, 9_000] }, action: { type: 'frames', fault: 'drop', match: 'all' } },
        { when: { afterMs: 30_000 }, action: { type: 'half-open' } },
      ],
    },
    config: (endpoints) => ({
      sources: {
        binance: {
          endpoints: endpoints.binance,
          reconnect: { first: '1s', max: '5s' },
          heartbeat: { silence: '10s' },
          subscribe: [
            { kind: 'trade', symbols, variant: 'aggregate' },
            { kind: 'quote', symbols },
            { kind: 'book', symbols },
            { kind: 'bar', symbols, interval: '1m' },
          ],
        },
        'binance-usdm': {
          endpoints: endpoints['binance-usdm'],
          reconnect: { first: '1s', max: '5s' },
          heartbeat: { silence: '10s' },
          subscribe: [
            { kind: 'trade', symbols: ['BTC/USDT:USDT'] },
            { kind: 'book', symbols: ['BTC/USDT:USDT'] },
            { kind: 'mark', symbols: ['BTC/USDT:USDT'] },
          ],
        },
      },
      processors: {
        bars: { intervals: ['1s', '1m'] },
        indicators: {
          input: { interval: '1s', origin: 'derived' },
          compute: { sma5: { sma: { period: 5 } }, rsi14: { rsi: { period: 14 } } },
        },
      },
      sinks: { memory: {} },
    }),
  }
}

async function runOf(seed: number, virtualMs = 60_000): Promise<{ hash: string; events: number; kinds: readonly string[] }> {
  const { clock, engine, venue } = await simulate(stackOf(seed))
  const hash = new EventHash()
  engine.bus.on('*', (batch) => hash.accept(batch))
  await awaitVirtually(clock, engine.start())
  await clock.advanceAsync(virtualMs)
  await awaitVirtually(clock, engine.stop())
  await venue.stop()
  const kinds = Object.keys(engine.summary().events).sort()
  return { hash: hash.digest(), events: hash.events, kinds }
}

describe('the whole stack in a simulation', () => {
  it('gives the same events for the same seed, and others for another', async () => {
    const [first, second, other] = [await runOf(1), await runOf(1), await runOf(2)]
    expect(first.events).toBeGreaterThan(3_000)
    expect(first.kinds).toEqual(
      expect.arrayContaining(['bar', 'book.delta', 'book.snapshot', 'gap', 'indicator', 'mark', 'quote', 'trade']),
    )
    expect(second).toEqual(first)
    expect(other.hash).not.toBe(first.hash)
  })

  it('touches no time, no chance and no socket of the machine', async () => {
    expect(await touchedWhile(async () => void Math.random())).toHaveLength(1)
    expect(await touchedWhile(async () => void (await runOf(3, 40_000)))).toEqual([])
  })
})
