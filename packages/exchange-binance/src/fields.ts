import { dataError, type EpochMs, type FeedloomError, type Levels } from '@feedloom/core'
import type { WireId } from './messages.ts'

/** The error for a frame that is not what the venue documents; the engine counts it and keeps the frame. */
export function invalid(field: string, value: unknown): FeedloomError {
  return dataError('FEEDLOOM_FRAME_INVALID', `field \`${field}\` is not what Binance documents`, {
    details: { field, type: typeof value, value: excerpt(value) },
  })
}

/** Objects are not spelt out: `String` runs their own `toString`, and overflows the stack on deep ones. */
function excerpt(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return String(value).slice(0, 40)
}

/** Decimal text to the nearest double. Throws `FEEDLOOM_FRAME_INVALID` for anything else. */
export function decimal(text: unknown, field: string): number {
  if (typeof text === 'string') {
    // A first digit or minus sign keeps out '' and ' ', which `Number` takes for 0.
    const first = text.charCodeAt(0)
    if ((first >= 48 && first <= 57) || first === 45) {
      const value = Number(text)
      if (Number.isFinite(value)) return value
    }
  }
  throw invalid(field, text)
}

/** Decimal text that may be absent or empty (`""` stands for "does not apply" on USD-M). */
export function optionalDecimal(text: unknown, field: string): number | undefined {
  return text === undefined || text === '' ? undefined : decimal(text, field)
}

/** As `optionalDecimal`, where the venue writes 0 for "none". */
export function positiveDecimal(text: unknown, field: string): number | undefined {
  const value = optionalDecimal(text, field)
  return value === undefined || value <= 0 ? undefined : value
}

/** From here on a time is in microseconds: 1e14 ms is the year 5138, 1e14 us was in 1973. */
const firstMicroseconds = 1e14

/** Epoch ms, with microseconds as the fraction on a connection that sends them. */
export function timeOf(value: unknown, field: string): EpochMs {
  if (typeof value !== 'number' || !(value >= 0) || value > Number.MAX_SAFE_INTEGER) throw invalid(field, value)
  return epochOf(value)
}

/** A time of either unit; for what is known to be a whole number. */
export function epochOf(value: number): EpochMs {
  return value >= firstMicroseconds ? value / 1000 : value
}

export function integer(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalid(field, value)
  return value
}

export function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(field, value)
  return value
}

export function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw invalid(field, value)
  return value
}

const digits = /^\d+$/

/** Whether the id lost digits in `JSON.parse`; then read the frame again with `exactJson`. */
export function isInexact(id: unknown): boolean {
  return typeof id === 'number' && id > Number.MAX_SAFE_INTEGER
}

export function idText(id: WireId, field: string): string {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return String(id)
  if (typeof id === 'string' && digits.test(id)) return id
  throw invalid(field, id)
}

/** `[[price, size], ...]` to interleaved numbers. */
export function levelsOf(rows: unknown, field: string): Levels {
  if (!Array.isArray(rows)) throw invalid(field, rows)
  const levels = new Float64Array(rows.length * 2)
  for (let i = 0; i < rows.length; i++) {
    const row: unknown = rows[i]
    if (!Array.isArray(row)) throw invalid(field, row)
    levels[2 * i] = decimal(row[0], field)
    levels[2 * i + 1] = decimal(row[1], field)
  }
  return levels
}

export function rowsOf(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(field, value)
  return value
}

export function recordOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, value)
  return value as Readonly<Record<string, unknown>>
}

/** Text in quotes, or a run of 16 digits and more outside them. */
const longNumbers = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g
const decoder = new TextDecoder()

/** Parses with every integer beyond 2^53 kept as text. Slow; for frames with such ids. */
export function exactJson(payload: Uint8Array): unknown {
  const source = decoder.decode(payload)
  // Times in microseconds have 16 digits and are exact.
  const isExact = (run: string): boolean => run.startsWith('"') || Number.isSafeInteger(Number(run))
  return JSON.parse(source.replace(longNumbers, (run) => (isExact(run) ? run : `"${run}"`))) as unknown
}
