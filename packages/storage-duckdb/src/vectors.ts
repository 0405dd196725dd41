import duckdb, { type Vector } from '@duckdb/node-bindings'
import type { Column, ColumnType, DictionaryColumn, ListColumn } from '@feedloom/core'
import { unknownInt32 } from '@feedloom/core/columns'

/** Rows of one DuckDB vector. */
export const vectorRows: number = duckdb.vector_size()

/** Texts of up to this many bytes stand inside the 16 bytes of a string entry; longer ones live in the vector's heap. */
const inlineBytes = 12
const entryBytes = 16
const unknownFlag = 255
const two32 = 4_294_967_296

/**
 * Copies rows of one column into a vector of a data chunk, array by array: the binding's `copy_data_to_vector` is one
 * `memcpy`, where its value-by-value setters cost a call for each cell. One filler serves one column after another; its
 * scratch memory is reused.
 */
export class VectorFiller {
  #entries = new Uint32Array(vectorRows * 4)
  #entryBytes = new Uint8Array(this.#entries.buffer)
  readonly #words = new Int32Array(vectorRows * 2)
  readonly #flags = new Uint8Array(vectorRows)
  readonly #validity = new Uint8Array(vectorRows / 8)

  /** Rows `start` to `start + count - 1` of the column become rows 0 to `count - 1` of the vector. */
  fill(vector: Vector, type: ColumnType, column: Column, start: number, count: number): void {
    switch (type) {
      case 'float64':
        return this.#numbers(vector, column as Float64Array, start, count)
      case 'time':
        return this.#times(vector, column as Float64Array, start, count)
      case 'int32':
        return this.#integers(vector, column as Int32Array, start, count)
      case 'boolean':
        return this.#booleans(vector, column as Uint8Array, start, count)
      case 'float64-list':
      case 'text-list':
        return this.#lists(vector, type, column as ListColumn, start, count)
      case 'dictionary':
      case 'text':
      case 'json':
        return isDictionary(column)
          ? this.#dictionary(vector, column, start, count)
          : this.#texts(vector, column as readonly (string | undefined)[], start, count)
    }
  }

  /** Every row unknown. */
  nothing(vector: Vector, type: ColumnType, count: number): void {
    // An entry that is not valid must still not point anywhere.
    if (type === 'float64-list' || type === 'text-list') {
      this.#entries.fill(0, 0, count * 4)
      copy(vector, this.#entries, 0, count * 4)
    }
    this.#validity.fill(0)
    this.#flush(vector)
  }

  /** The same text in every row. */
  constant(vector: Vector, text: string, count: number): void {
    this.#dictionary(vector, { codes: new Int32Array(count), dictionary: [text] }, 0, count)
  }

  #numbers(vector: Vector, values: Float64Array, start: number, count: number): void {
    copy(vector, values, start, count)
    this.#unknown(vector, values, start, count)
  }

  /** Milliseconds to the 64-bit microseconds of a TIMESTAMP, as two halves: no BigInt for a row. */
  #times(vector: Vector, values: Float64Array, start: number, count: number): void {
    const words = this.#words
    for (let row = 0; row < count; row++) {
      const ms = values[start + row] as number
      const us = ms === ms ? Math.round(ms * 1000) : 0
      const high = Math.floor(us / two32)
      words[row * 2] = us - high * two32
      words[row * 2 + 1] = high
    }
    copy(vector, words, 0, count * 2)
    this.#unknown(vector, values, start, count)
  }

  #integers(vector: Vector, values: Int32Array, start: number, count: number): void {
    copy(vector, values, start, count)
    const end = start + count
    let row = start
    while (row < end && values[row] !== unknownInt32) row++
    if (row < end) this.#unknownWhere(vector, count, (at) => values[start + at] === unknownInt32)
  }

  #booleans(vector: Vector, values: Uint8Array, start: number, count: number): void {
    const flags = this.#flags
    for (let row = 0; row < count; row++) flags[row] = values[start + row] === 1 ? 1 : 0
    copy(vector, flags, 0, count)
    this.#unknownWhere(vector, count, (row) => values[start + row] === unknownFlag)
  }

  #texts(vector: Vector, values: readonly (string | undefined)[], start: number, count: number): void {
    let first = 0
    while (first < count && values[start + first] === undefined) first++
    if (first === count) return this.nothing(vector, 'text', count)
    this.#reserve(count)
    const late: number[] = []
    let unknown = 0
    for (let row = 0; row < count; row++) {
      const text = values[start + row]
      if (text === undefined) unknown++
      if (!this.#inline(row, text ?? '')) late.push(row)
    }
    copy(vector, this.#entries, 0, count * 4)
    for (const row of late) assign(vector, row, values[start + row] as string)
    if (unknown > 0) this.#unknownWhere(vector, count, (row) => values[start + row] === undefined)
  }

  #dictionary(vector: Vector, column: DictionaryColumn, start: number, count: number): void {
    const { codes, dictionary } = column
    if (dictionary.length === 0) return this.nothing(vector, 'dictionary', count)
    const inlined = new Uint32Array(dictionary.length * 4)
    const long: boolean[] = []
    for (let code = 0; code < dictionary.length; code++) {
      long.push(!this.#inline(0, dictionary[code] as string))
      inlined.set(this.#entries.subarray(0, 4), code * 4)
    }
    const entries = this.#entries
    let unknown = false
    for (let row = 0; row < count; row++) {
      const from = (codes[start + row] as number) * 4
      if (from < 0) unknown = true
      const to = row * 4
      entries[to] = from < 0 ? 0 : (inlined[from] as number)
      entries[to + 1] = from < 0 ? 0 : (inlined[from + 1] as number)
      entries[to + 2] = from < 0 ? 0 : (inlined[from + 2] as number)
      entries[to + 3] = from < 0 ? 0 : (inlined[from + 3] as number)
    }
    copy(vector, entries, 0, count * 4)
    if (long.includes(true)) {
      for (let row = 0; row < count; row++) {
        const code = codes[start + row] as number
        if (code >= 0 && long[code] === true) assign(vector, row, dictionary[code] as string)
      }
    }
    if (unknown) this.#unknownWhere(vector, count, (row) => (codes[start + row] as number) < 0)
  }

  #lists(vector: Vector, type: 'float64-list' | 'text-list', column: ListColumn, start: number, count: number): void {
    const { offsets, values, present } = column
    const first = offsets[start] as number
    const total = (offsets[start + count] as number) - first
    if (total === 0 && present !== undefined && !present.subarray(start, start + count).includes(1))
      return this.nothing(vector, type, count)
    duckdb.list_vector_reserve(vector, total)
    duckdb.list_vector_set_size(vector, total)
    const child = duckdb.list_vector_get_child(vector)
    if (type === 'float64-list') copy(child, values as Float64Array, first, total)
    else this.#texts(child, values as readonly string[], first, total)
    // Entries: 64-bit offset and length, of which the lower halves suffice.
    const entries = this.#entries
    for (let row = 0; row < count; row++) {
      const from = offsets[start + row] as number
      entries[row * 4] = from - first
      entries[row * 4 + 1] = 0
      entries[row * 4 + 2] = (offsets[start + row + 1] as number) - from
      entries[row * 4 + 3] = 0
    }
    copy(vector, entries, 0, count * 4)
    if (present !== undefined) this.#unknownWhere(vector, count, (row) => present[start + row] === 0)
  }

  /** Writes the string entry of a row; false when the text does not fit into it. */
  #inline(row: number, text: string): boolean {
    const entries = this.#entries
    const bytes = this.#entryBytes
    const length = text.length
    entries[row * 4] = 0
    entries[row * 4 + 1] = 0
    entries[row * 4 + 2] = 0
    entries[row * 4 + 3] = 0
    if (length > inlineBytes) return false
    const at = row * entryBytes + 4
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 127) {
        bytes.fill(0, at, at + inlineBytes)
        return false
      }
      bytes[at + index] = code
    }
    entries[row * 4] = length
    return true
  }

  /** A number that is NaN is unknown. */
  #unknown(vector: Vector, values: Float64Array, start: number, count: number): void {
    const end = start + count
    let row = start
    while (row < end && values[row] === values[row]) row++
    if (row < end) this.#unknownWhere(vector, count, (at) => Number.isNaN(values[start + at]))
  }

  #unknownWhere(vector: Vector, count: number, isUnknown: (row: number) => boolean): void {
    let row = 0
    while (row < count && !isUnknown(row)) row++
    if (row === count) return
    const validity = this.#validity.fill(255)
    for (; row < count; row++) {
      if (isUnknown(row)) validity[row >> 3] = (validity[row >> 3] as number) & ~(1 << (row & 7))
    }
    this.#flush(vector)
  }

  #flush(vector: Vector): void {
    duckdb.vector_ensure_validity_writable(vector)
    duckdb.copy_data_to_vector_validity(vector, 0, this.#validity.buffer, 0, this.#validity.byteLength)
  }

  #reserve(rows: number): void {
    if (this.#entries.length >= rows * 4) return
    this.#entries = new Uint32Array(rows * 4)
    this.#entryBytes = new Uint8Array(this.#entries.buffer)
  }
}

function isDictionary(column: Column): column is DictionaryColumn {
  return 'dictionary' in column
}

function copy(vector: Vector, values: Float64Array | Int32Array | Uint32Array | Uint8Array, start: number, count: number): void {
  if (count === 0) return
  const size = values.BYTES_PER_ELEMENT
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset + start * size, count * size)
}

function assign(vector: Vector, row: number, text: string): void {
  // A text with a zero byte would end there in the call that takes a C string.
  if (text.includes('\0')) duckdb.vector_assign_string_element_len(vector, row, Buffer.from(text))
  else duckdb.vector_assign_string_element(vector, row, text)
}
