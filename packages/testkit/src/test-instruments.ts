import type { InstrumentFields, InstrumentRegistry } from '@feedloom/core'
import { Instruments } from '@feedloom/core/events'

/** The engine's instrument registry with these instruments, for tests that run no engine. */
export function testInstruments(specs: Iterable<InstrumentFields> = []): InstrumentRegistry {
  const registry = new Instruments()
  registry.define(specs)
  return registry
}

/** What a venue says of its spot market `base`/USDT at the least. */
export function spotInstrument(base: string, venue = 'test'): InstrumentFields {
  return { venue, nativeSymbol: `${base}USDT`, symbol: `${base}/USDT`, type: 'spot', base, quote: 'USDT' }
}
