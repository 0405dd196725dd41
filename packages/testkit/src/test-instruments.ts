import type { InstrumentFields, InstrumentRegistry } from '@feedloom/core'
import { Instruments } from '@feedloom/core/events'

/** The engine's instrument registry with these instruments, for tests that run no engine. */
export function testInstruments(specs: Iterable<InstrumentFields> = []): InstrumentRegistry {
  const registry = new Instruments()
  registry.define(specs)
  return registry
}
