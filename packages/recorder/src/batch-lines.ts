import type { AnyBatch, Column, ColumnBatch, Delivery, EventLayout, InstrumentRegistry, MarketEvent } from '@feedloom/core'
import { fromColumns, toColumns } from '@feedloom/core/columns'

/** Typed arrays as base64 of their bytes: exact, NaN and -0 included. */
type Packed =
  | { readonly f64: string }
  | { readonly i32: string }
  | { readonly u8: string }
  | { readonly texts: readonly (string | null)[] }
  | PackedParts
interface PackedParts {
  readonly parts: Readonly<Record<string, Packed>>
}

interface PackedBatch {
  readonly kind: string
  readonly origin: string
  readonly delivery: Delivery
  readonly length: number
  readonly instruments: readonly (readonly [venue: string, nativeSymbol: string])[]
  readonly header: Readonly<Record<string, Packed>>
  readonly columns: Readonly<Record<string, Packed>>
}

const headers = ['instrument', 'ts', 'nanos', 'tsRecv', 'revision'] as const

/** A batch that a source has normalized itself, as columns. */
export function batchLine(source: string, batch: AnyBatch, layouts: readonly EventLayout[]): string {
  const events: readonly MarketEvent[] = batch.events
  const found = [...new Set(events.map((event) => event.instrument))]
  const places = new Map(found.map((instrument, place) => [instrument, place]))
  const columns = toColumns(batch, layouts)
  const packed: PackedBatch = {
    kind: batch.kind,
    origin: batch.origin,
    delivery: batch.delivery,
    length: events.length,
    instruments: found.map(({ venue, nativeSymbol }) => [venue, nativeSymbol] as const),
    header: {
      ...packAll(Object.fromEntries(headers.map((name) => [name, columns[name]]))),
      instrument: pack(Int32Array.from(events, (event) => places.get(event.instrument) as number)),
    },
    columns: packAll(columns.columns),
  }
  return JSON.stringify({ t: events.at(-1)?.tsRecv ?? 0, dir: 'batch', source, batch: packed })
}

/** The batch of such a line; undefined when an instrument of it is unknown. */
export function batchOf(line: unknown, registry: InstrumentRegistry, layouts: readonly EventLayout[]): AnyBatch | undefined {
  const packed = line as PackedBatch
  const indexes = packed.instruments.map(([venue, nativeSymbol]) => registry.native(venue, nativeSymbol)?.index)
  if (indexes.includes(undefined)) return undefined
  const header = unpackAll(packed.header)
  const instrument = (header['instrument'] as Int32Array).map((place) => indexes[place] as number)
  const columns = { kind: packed.kind, length: packed.length, ...header, instrument, columns: unpackAll(packed.columns) }
  const options = { origin: packed.origin, delivery: 'replay' as const, extra: layouts }
  return fromColumns(columns as unknown as ColumnBatch, registry, options) as AnyBatch
}

function packAll(columns: Readonly<Record<string, Column>>): Record<string, Packed> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, pack(column)]))
}

function pack(column: Column): Packed {
  if (column instanceof Float64Array) return { f64: base64(column) }
  if (column instanceof Int32Array) return { i32: base64(column) }
  if (column instanceof Uint8Array) return { u8: base64(column) }
  if (Array.isArray(column)) return { texts: (column as readonly (string | undefined)[]).map((text) => text ?? null) }
  return { parts: packAll(Object.fromEntries(Object.entries(column).filter(([, part]) => part !== undefined)) as Record<string, Column>) }
}

function unpackAll(columns: Readonly<Record<string, Packed>>): Record<string, Column> {
  return Object.fromEntries(Object.entries(columns).map(([name, packed]) => [name, unpack(packed)]))
}

function unpack(packed: Packed): Column {
  if ('f64' in packed) return new Float64Array(bytesOf(packed.f64))
  if ('i32' in packed) return new Int32Array(bytesOf(packed.i32))
  if ('u8' in packed) return new Uint8Array(bytesOf(packed.u8))
  if ('texts' in packed) return packed.texts.map((text) => text ?? undefined)
  return unpackAll(packed.parts) as unknown as Column
}

function base64(values: Float64Array | Int32Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer
}
