import type { InstrumentRegistry } from '@feedloom/core'

/** For a store that only answers SQL: it looks nothing up. */
export const noInstruments: InstrumentRegistry = {
  native: () => undefined,
  unified: () => undefined,
  define: () => ({ added: [], changed: [] }),
  at: () => undefined,
  all: () => [],
  size: 0,
}
