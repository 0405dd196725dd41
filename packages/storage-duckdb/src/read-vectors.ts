import duckdb, { type DataChunk, type Vector } from '@duckdb/node-bindings'
import type { Column, ColumnType, DictionaryColumn, ListColumn } from '@feedloom/core'
import { unknownInt32 } from '@feedloom/core/columns'

const unknownFlag = 255
const two32 = 4_294_967_296
const entryBytes = 16
const inlineBytes = 12
/** A byte order mark is text like any other. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** One column of a result chunk as typed arrays: copied out vector by vector, without a value object for a cell. */
export function readColumn(chunk: DataChunk, index: number, type: ColumnType, count: number): Column {
  return readVector(duckdb.data_chunk_get_vector(chunk, index), type, count)
}

function readVector(vector: Vector, type: ColumnType, count: number): Column {
  switch (type) {
    case 'float64':
      return readNumbers(vector, count)
    case 'time':
      return readTimes(vector, count)
    case 'int32':
      return readIntegers(vector, count)
    case 'boolean':
      return readBooleans(vector, count)
    case 'text':
    case 'json':
      return readTexts(vector, count)
    case 'dictionary':
      return readDictionary(vector, count)
    case 'float64-list':
    case 'text-list':
      return readLists(vector, type, count)
  }
}

function readNumbers(vector: Vector, count: number): Float64Array {
  const values = new Float64Array(data(vector, count * 8).buffer)
  const valid = validity(vector, count)
  if (valid !== undefined) for (let row = 0; row < count; row++) if (!valid(row)) values[row] = Number.NaN
  return values
}

function readTimes(vector: Vector, count: number): Float64Array {
  const { buffer } = data(vector, count * 8)
  const low = new Uint32Array(buffer)
  const high = new Int32Array(buffer)
  const valid = validity(vector, count)
  const values = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const us = (high[row * 2 + 1] as number) * two32 + (low[row * 2] as number)
    values[row] = valid === undefined || valid(row) ? us / 1000 : Number.NaN
  }
  return values
}

function readIntegers(vector: Vector, count: number): Int32Array {
  const values = new Int32Array(data(vector, count * 4).buffer)
  const valid = validity(vector, count)
  if (valid !== undefined) for (let row = 0; row < count; row++) if (!valid(row)) values[row] = unknownInt32
  return values
}

function readBooleans(vector: Vector, count: number): Uint8Array {
  const values = data(vector, count)
  const valid = validity(vector, count)
  if (valid !== undefined) for (let row = 0; row < count; row++) if (!valid(row)) values[row] = unknownFlag
  return values
}

function readTexts(vector: Vector, count: number): readonly (string | undefined)[] {
  const bytes = data(vector, count * entryBytes)
  const lengths = new Uint32Array(bytes.buffer)
  const valid = validity(vector, count)
  const texts: (string | undefined)[] = []
  for (let row = 0; row < count; row++) {
    if (valid !== undefined && !valid(row)) texts.push(undefined)
    else texts.push(readText(bytes, lengths[row * 4] as number, row))
  }
  return texts
}

function readText(bytes: Uint8Array<ArrayBuffer>, length: number, row: number): string {
  if (length > inlineBytes) return decoder.decode(duckdb.get_data_from_pointer(bytes.buffer, row * entryBytes + 8, length))
  const start = row * entryBytes + 4
  let text = ''
  for (let at = start; at < start + length; at++) {
    const code = bytes[at] as number
    if (code > 127) return decoder.decode(bytes.subarray(start, start + length))
    text += String.fromCharCode(code)
  }
  return text
}

function readDictionary(vector: Vector, count: number): DictionaryColumn {
  const texts = readTexts(vector, count)
  const codes = new Int32Array(count)
  const dictionary: string[] = []
  const known = new Map<string, number>()
  for (let row = 0; row < count; row++) {
    const text = texts[row]
    let code = text === undefined ? -1 : known.get(text)
    if (code === undefined) {
      code = dictionary.push(text as string) - 1
      known.set(text as string, code)
    }
    codes[row] = code
  }
  return { codes, dictionary }
}

function readLists(vector: Vector, type: 'float64-list' | 'text-list', count: number): ListColumn {
  const entries = new Uint32Array(data(vector, count * entryBytes).buffer)
  const valid = validity(vector, count)
  const size = duckdb.list_vector_get_size(vector)
  const child = readVector(duckdb.list_vector_get_child(vector), type === 'text-list' ? 'text' : 'float64', size)
  const rows = measure(entries, valid, count)
  // Rows may lie in the child in any order, so they are gathered one by one.
  if (type === 'float64-list') return { ...rows.head, values: gatherNumbers(child as Float64Array, entries, rows.head.offsets) }
  return { ...rows.head, values: gatherTexts(child as readonly string[], entries, rows.head.offsets) }
}

function measure(entries: Uint32Array, valid: ((row: number) => boolean) | undefined, count: number): { head: Omit<ListColumn, 'values'> } {
  const offsets = new Int32Array(count + 1)
  const present = valid === undefined ? undefined : new Uint8Array(count)
  for (let row = 0; row < count; row++) {
    const there = valid === undefined || valid(row)
    if (present !== undefined) present[row] = there ? 1 : 0
    offsets[row + 1] = (offsets[row] as number) + (there ? (entries[row * 4 + 2] as number) : 0)
  }
  return { head: present === undefined ? { offsets } : { offsets, present } }
}

function gatherNumbers(child: Float64Array, entries: Uint32Array, offsets: Int32Array): Float64Array {
  const values = new Float64Array(offsets.at(-1) as number)
  for (let row = 0; row + 1 < offsets.length; row++) {
    const length = (offsets[row + 1] as number) - (offsets[row] as number)
    const from = entries[row * 4] as number
    if (length > 0) values.set(child.subarray(from, from + length), offsets[row])
  }
  return values
}

function gatherTexts(child: readonly string[], entries: Uint32Array, offsets: Int32Array): readonly string[] {
  const values: string[] = []
  for (let row = 0; row + 1 < offsets.length; row++) {
    const length = (offsets[row + 1] as number) - (offsets[row] as number)
    const from = entries[row * 4] as number
    for (let at = from; at < from + length; at++) values.push(child[at] as string)
  }
  return values
}

/** A copy, so that it outlives the chunk and its buffer starts at 0. */
function data(vector: Vector, bytes: number): Uint8Array<ArrayBuffer> {
  return bytes === 0 ? new Uint8Array(0) : Uint8Array.from(duckdb.vector_get_data(vector, bytes))
}

function validity(vector: Vector, count: number): ((row: number) => boolean) | undefined {
  // Whole 64-bit words, as the binding reads them.
  const bits = count === 0 ? undefined : (duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8) as Uint8Array | null)
  return bits === null || bits === undefined ? undefined : (row) => ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0
}
