import type { SubscribeInput } from '@feedloom/core/config'
import { Engine } from '@feedloom/core/engine'
import { startSimulatedVenue } from '@feedloom/testkit/venue'
import { describe, expect, it, vi } from 'vitest'
import * as plugins from './plugins.ts'

const spot: readonly SubscribeInput[] = [
  { kind: 'trade', symbols: ['BTC/USDT'] },
  { kind: 'quote', symbols: ['BTC/USDT'] },
  { kind: 'book', symbols: ['BTC/USDT'] },
  { kind: 'book', symbols: ['ETH/USDT'], depth: 10 },
  { kind: 'bar', symbols: ['BTC/USDT'], interval: '1s' },
  { kind: 'ticker', symbols: ['BTC/USDT'] },
  { kind: 'quote', symbols: ['ETH/USDT'], every: '200ms' },
]
const usdm: readonly SubscribeInput[] = [
  { kind: 'trade', symbols: ['BTC/USDT:USDT'] },
  { kind: 'quote', symbols: ['BTC/USDT:USDT'] },
  { kind: 'book', symbols: ['BTC/USDT:USDT'] },
  { kind: 'book', symbols: ['ETH/USDT:USDT'], depth: 5 },
  { kind: 'bar', symbols: ['BTC/USDT:USDT'], interval: '1m' },
  { kind: 'ticker', symbols: ['BTC/USDT:USDT'] },
  { kind: 'mark', symbols: ['BTC/USDT:USDT'] },
  { kind: 'funding', symbols: ['BTC/USDT:USDT'] },
  { kind: 'liquidation', symbols: ['BTC/USDT:USDT'] },
  { kind: 'open-interest', symbols: ['BTC/USDT:USDT'], every: '200ms' },
]

describe('a whole market over real sockets', () => {
  it.each([
    ['binance', spot, ['bar', 'book.delta', 'book.snapshot', 'quote', 'ticker', 'trade']],
    ['binance-usdm', usdm, ['bar', 'book.delta', 'book.snapshot', 'funding', 'mark', 'open-interest', 'quote', 'ticker', 'trade']],
  ] as const)('of %s arrives in every kind, without an error', async (name, subscribe, kinds) => {
    await using venue = await startSimulatedVenue({ venue: name, seed: 4, rate: 400 })
    await using engine = await Engine.from({
      plugins: [plugins],
      sources: { [name]: { endpoints: venue.endpoints[name], subscribe } },
      sinks: { memory: {} },
    })
    const seen = new Set<string>()
    engine.bus.on('*', ({ kind }) => seen.add(kind))
    await engine.start()
    await vi.waitFor(() => expect([...seen].filter((kind) => kind !== 'liquidation').sort()).toEqual(kinds), 8000)
    await engine.stop()
    expect(engine.summary().errors).toEqual({})
  })
})
