import type {
  Instrument,
  InstrumentChanges,
  InstrumentFields,
  InstrumentId,
  InstrumentRegistry,
  InstrumentSpec,
} from '../contracts/instrument.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Look-ups of one venue: two short map reads a symbol, no text is put together. */
interface Venue {
  readonly native: Map<string, Interned>
  readonly unified: Map<string, Interned>
}

class Interned implements Instrument {
  readonly id: InstrumentId
  readonly index: number
  readonly venue: string
  readonly nativeSymbol: string
  declare readonly symbol: string
  declare readonly type: Instrument['type']
  declare readonly base: string
  declare readonly quote: string
  declare readonly settle: string | undefined
  declare readonly expiry: number | undefined
  declare readonly strike: number | undefined
  declare readonly optionType: 'call' | 'put' | undefined
  declare readonly exerciseStyle: 'american' | 'european' | undefined
  declare readonly underlying: string | undefined
  declare readonly contractSize: number
  declare readonly multiplier: number | undefined
  declare readonly inverse: boolean
  declare readonly status: Instrument['status']
  declare readonly priceStep: number | undefined
  declare readonly sizeStep: number | undefined
  declare readonly minSize: number | undefined
  declare readonly maxSize: number | undefined
  declare readonly minNotional: number | undefined

  constructor(spec: InstrumentSpec, index: number) {
    this.id = `${spec.venue}:${spec.nativeSymbol}`
    this.index = index
    this.venue = spec.venue
    this.nativeSymbol = spec.nativeSymbol
    Object.assign(this, spec)
  }

  toJSON(): InstrumentId {
    return this.id
  }
}

/** The run's instruments: one object per venue and native symbol, a dense index, refreshed in place. */
export class Instruments implements InstrumentRegistry {
  readonly #list: Interned[] = []
  readonly #venues = new Map<string, Venue>()
  #listeners: readonly ((changes: InstrumentChanges) => void)[] = []

  get size(): number {
    return this.#list.length
  }

  native(venue: string, nativeSymbol: string): Instrument | undefined {
    return this.#venues.get(venue)?.native.get(nativeSymbol)
  }

  unified(venue: string, symbol: string): Instrument | undefined {
    return this.#venues.get(venue)?.unified.get(symbol)
  }

  at(index: number): Instrument | undefined {
    return this.#list[index]
  }

  all(venue?: string): Iterable<Instrument> {
    return venue === undefined ? this.#list : (this.#venues.get(venue)?.native.values() ?? [])
  }

  venues(): Iterable<string> {
    return this.#venues.keys()
  }

  define(specs: Iterable<InstrumentFields>): InstrumentChanges {
    const added: Instrument[] = []
    const changed: Instrument[] = []
    for (const fields of specs) {
      const venue = this.#venueOf(fields.venue)
      const known = venue.native.get(fields.nativeSymbol)
      if (known === undefined) added.push(this.#intern(venue, fields))
      else if (refresh(venue, known, complete(fields))) changed.push(known)
    }
    const changes: InstrumentChanges = { added, changed }
    if (added.length > 0 || changed.length > 0) for (const listener of this.#listeners) listener(changes)
    return changes
  }

  /** Called after every `define` that changed something. */
  onChange(listener: (changes: InstrumentChanges) => void): Disposable {
    this.#listeners = [...this.#listeners, listener]
    return {
      [Symbol.dispose]: () => {
        this.#listeners = this.#listeners.filter((other) => other !== listener)
      },
    }
  }

  #venueOf(name: string): Venue {
    let venue = this.#venues.get(name)
    if (venue === undefined) this.#venues.set(name, (venue = { native: new Map(), unified: new Map() }))
    return venue
  }

  #intern(venue: Venue, fields: InstrumentFields): Instrument {
    const instrument = new Interned(complete(fields), this.#list.length)
    this.#list.push(instrument)
    venue.native.set(instrument.nativeSymbol, instrument)
    claim(venue, instrument)
    return instrument
  }
}

/** A delisted instrument gives its unified symbol away to one that trades; never the other way round. */
function claim(venue: Venue, instrument: Interned): void {
  const holder = venue.unified.get(instrument.symbol)
  if (holder === undefined || holder === instrument || holder.status === 'delisted') venue.unified.set(instrument.symbol, instrument)
}

function refresh(venue: Venue, known: Interned, spec: InstrumentSpec): boolean {
  let changed = false
  for (const key of Object.keys(spec) as (keyof InstrumentSpec)[]) if (known[key] !== spec[key]) changed = true
  if (!changed) return false
  if (spec.symbol !== known.symbol && venue.unified.get(known.symbol) === known) venue.unified.delete(known.symbol)
  Object.assign(known as Mutable<Interned>, spec)
  claim(venue, known)
  return true
}

function complete(fields: InstrumentFields): InstrumentSpec {
  return {
    venue: fields.venue,
    nativeSymbol: fields.nativeSymbol,
    symbol: fields.symbol,
    type: fields.type,
    base: fields.base,
    quote: fields.quote,
    settle: fields.settle,
    expiry: fields.expiry,
    strike: fields.strike,
    optionType: fields.optionType,
    exerciseStyle: fields.exerciseStyle,
    underlying: fields.underlying,
    contractSize: fields.contractSize ?? 1,
    multiplier: fields.multiplier,
    inverse: fields.inverse ?? false,
    status: fields.status ?? 'trading',
    priceStep: fields.priceStep,
    sizeStep: fields.sizeStep,
    minSize: fields.minSize,
    maxSize: fields.maxSize,
    minNotional: fields.minNotional,
  }
}
