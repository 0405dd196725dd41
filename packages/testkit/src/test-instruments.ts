import type { Instrument, InstrumentChanges, InstrumentFields, InstrumentId, InstrumentRegistry } from '@feedloom/core'

type Interned = { -readonly [K in keyof Instrument]: Instrument[K] }

/** An `InstrumentRegistry` in memory, for tests that run no engine. */
export function testInstruments(specs: Iterable<InstrumentFields> = []): InstrumentRegistry {
  const list: Interned[] = []
  const native = new Map<string, Interned>()
  const unified = new Map<string, Interned>()
  const registry: InstrumentRegistry = {
    native: (venue, symbol) => native.get(`${venue}:${symbol}`),
    unified: (venue, symbol) => unified.get(`${venue}:${symbol}`),
    at: (index) => list[index],
    all: (venue) => (venue === undefined ? list : list.filter((instrument) => instrument.venue === venue)),
    get size() {
      return list.length
    },
    define(fields): InstrumentChanges {
      const added: Instrument[] = []
      const changed: Instrument[] = []
      for (const spec of fields) {
        const known = native.get(`${spec.venue}:${spec.nativeSymbol}`)
        if (known !== undefined) changed.push(Object.assign(known, complete(spec)))
        else added.push(intern(spec))
      }
      return { added, changed }
    },
  }
  function intern(spec: InstrumentFields): Instrument {
    const id: InstrumentId = `${spec.venue}:${spec.nativeSymbol}`
    const instrument: Interned = { ...complete(spec), id, index: list.length, toJSON: () => id }
    list.push(instrument)
    native.set(id, instrument)
    unified.set(`${spec.venue}:${spec.symbol}`, instrument)
    return instrument
  }
  registry.define(specs)
  return registry
}

function complete(spec: InstrumentFields): Omit<Interned, 'id' | 'index' | 'toJSON'> {
  return {
    venue: spec.venue,
    nativeSymbol: spec.nativeSymbol,
    symbol: spec.symbol,
    type: spec.type,
    base: spec.base,
    quote: spec.quote,
    settle: spec.settle,
    expiry: spec.expiry,
    strike: spec.strike,
    optionType: spec.optionType,
    exerciseStyle: spec.exerciseStyle,
    underlying: spec.underlying,
    contractSize: spec.contractSize ?? 1,
    multiplier: spec.multiplier,
    inverse: spec.inverse ?? false,
    status: spec.status ?? 'trading',
    priceStep: spec.priceStep,
    sizeStep: spec.sizeStep,
    minSize: spec.minSize,
    maxSize: spec.maxSize,
    minNotional: spec.minNotional,
  }
}
