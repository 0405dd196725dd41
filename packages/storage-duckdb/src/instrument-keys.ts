import type { Column, ColumnType, EpochMs, Instrument, InstrumentFields, MarketEvent } from '@feedloom/core'
import { symbolInfo } from '@feedloom/core/columns'
import type { Database, Row } from './database.ts'
import type { StoreColumn } from './store-table.ts'
import type { TableAppender } from './table-appender.ts'

/** One instrument of the file. */
export interface StoredInstrument {
  readonly key: number
  readonly fields: InstrumentFields
}

/** The columns of `symbol_info` as an appender wants them: the key, then the layout's. */
export const symbolInfoColumns: readonly StoreColumn[] = [
  { name: 'id', type: 'int32', source: undefined },
  ...symbolInfo.columns.map((column): StoreColumn => ({ name: column.name, type: column.type, source: column })),
]

/**
 * The store's own numbers for instruments: small, dense, the same in every run. `Instrument.index` is dense too but
 * belongs to one run; `keysOf` translates.
 */
export class InstrumentKeys {
  readonly #byId = new Map<string, StoredInstrument>()
  /** By `Instrument.index`: the key, and the definition that the file has. */
  readonly #keys: number[] = []
  readonly #known: (Instrument | undefined)[] = []
  readonly #written: string[] = []
  #next = 0

  /** What the file has; also after a write of which nobody knows whether it got through. */
  async load(database: Database): Promise<void> {
    const rows = await database.run('write', 'SELECT * FROM symbol_info')
    this.#byId.clear()
    this.#known.length = 0
    this.#next = 0
    for (const row of rows) this.#keep(Number(row['id']), fieldsOf(row))
  }

  all(): Iterable<StoredInstrument> {
    return this.#byId.values()
  }

  /** Those that match; a symbol is unified or native. */
  find(venue: string | undefined, symbol: string | undefined): readonly StoredInstrument[] {
    return [...this.#byId.values()].filter(
      ({ fields }) =>
        (venue === undefined || fields.venue === venue) &&
        (symbol === undefined || fields.symbol === symbol || fields.nativeSymbol === symbol),
    )
  }

  /** Instruments of these events that the file does not have yet, or has with another definition. */
  unwritten(events: readonly MarketEvent[], found: Set<Instrument>): void {
    for (const { instrument } of events) if (this.#known[instrument.index] !== instrument) found.add(instrument)
  }

  /** Instruments of this run whose definition has changed since it was written. */
  changed(): readonly Instrument[] {
    return this.#known.filter(
      (instrument): instrument is Instrument => instrument !== undefined && this.#written[instrument.index] !== fingerprint(instrument),
    )
  }

  /** Keys for these: the ones that they have, new ones for the others. Nothing is remembered before `remember`. */
  assign(instruments: Iterable<Instrument>): ReadonlyMap<Instrument, number> {
    let next = this.#next
    const keys = new Map<Instrument, number>()
    for (const instrument of instruments) keys.set(instrument, this.#byId.get(instrument.id)?.key ?? next++)
    return keys
  }

  /** To be called once the transaction that wrote them is durable. */
  remember(keys: ReadonlyMap<Instrument, number>): void {
    for (const [instrument, key] of keys) {
      this.#keep(key, { ...instrument })
      this.#keys[instrument.index] = key
      this.#known[instrument.index] = instrument
      this.#written[instrument.index] = fingerprint(instrument)
    }
  }

  /** The keys of `Instrument.index`es; `fresh` are those of this write. */
  keysOf(indexes: Int32Array, fresh: ReadonlyMap<Instrument, number>): Int32Array {
    const keys = this.#keys.slice()
    for (const [instrument, key] of fresh) keys[instrument.index] = key
    const result = new Int32Array(indexes.length)
    for (let row = 0; row < indexes.length; row++) result[row] = keys[indexes[row] as number] as number
    return result
  }

  #keep(key: number, fields: InstrumentFields): void {
    this.#byId.set(`${fields.venue}:${fields.nativeSymbol}`, { key, fields })
    this.#next = Math.max(this.#next, key + 1)
  }
}

/** Appends definitions to `symbol_info`. */
export function appendInstruments(appender: TableAppender, keys: ReadonlyMap<Instrument, number>, now: EpochMs): void {
  const instruments = [...keys.keys()]
  appender.rows(
    instruments.length,
    ({ type, source }) => {
      if (source === undefined) return Int32Array.from(keys.values())
      const values = instruments.map((instrument) => (source.source === 'header' ? now : instrument[source.field as keyof Instrument]))
      return columnFrom(values, type)
    },
    '',
  )
}

function columnFrom(values: readonly unknown[], type: ColumnType): Column {
  if (type === 'boolean') return Uint8Array.from(values, (value) => (value === undefined ? 255 : Number(value)))
  if (type === 'float64' || type === 'time') return Float64Array.from(values, (value) => (value as number | undefined) ?? Number.NaN)
  return values as readonly (string | undefined)[]
}

function fieldsOf(row: Row): InstrumentFields {
  const entries = symbolInfo.columns
    .filter((column) => column.source === 'instrument')
    .map((column) => [column.field, valueOf(row[column.name], column.type)] as const)
  return Object.fromEntries(entries) as unknown as InstrumentFields
}

function valueOf(value: Row[string] | undefined, type: ColumnType): unknown {
  if (value === null || value === undefined) return undefined
  return type === 'time' ? Number((value as { micros: bigint }).micros) / 1000 : value
}

function fingerprint(instrument: Instrument): string {
  return JSON.stringify(symbolInfo.columns.map(({ source, field }) => (source === 'header' ? 0 : instrument[field as keyof Instrument])))
}
