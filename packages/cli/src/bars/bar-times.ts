import { plainName } from './bar-table.ts'

/** Reads one cell of a column of times; NaN for what is no time. */
export interface TimeReader {
  readonly read: (cell: string | number | bigint) => number
  /** In words, for a person; undefined when the name of the column says it. */
  readonly said: string | undefined
}

const units = {
  s: { name: 'seconds', toMs: (value: number) => value * 1_000, whole: (value: bigint) => Number(value) * 1_000 },
  ms: { name: 'milliseconds', toMs: (value: number) => value, whole: Number },
  us: { name: 'microseconds', toMs: (value: number) => value / 1_000, whole: (value: bigint) => Number(value) / 1_000 },
  // The microseconds are divided first: a double holds them exactly, the nanoseconds it does not.
  ns: { name: 'nanoseconds', toMs: (value: number) => value / 1e6, whole: (value: bigint) => Number(value / 1_000n) / 1_000 },
} as const
type Unit = keyof typeof units

/** 1e11 s is the year 5138, 1e11 ms is 1973: what lies between two limits can only be one of the units. */
function unitOf(size: number): Unit {
  if (size < 1e11) return 's'
  if (size < 1e14) return 'ms'
  return size < 1e17 ? 'us' : 'ns'
}

/** How to read a column of times, from its name and its first cell: ISO 8601 (UTC unless it says otherwise) or a number since 1970. */
export function timeReader(name: string, first: string | number | bigint): TimeReader {
  const text = String(first).trim()
  if (!isNumber(text))
    return { read: (cell) => isoMs(String(cell)), said: `\`${name.trim()}\` holds ISO 8601 times, UTC where no zone is told` }
  const named = (/^timestamp(ms|us|ns|s)$/.exec(plainName(name)) ?? [])[1] as Unit | undefined
  const unit = named ?? unitOf(Math.abs(Number(text)))
  const said = named === undefined ? `\`${name.trim()}\` holds ${units[unit].name} since 1970` : undefined
  return { read: (cell) => numberMs(cell, unit), said }
}

function numberMs(cell: string | number | bigint, unit: Unit): number {
  if (typeof cell === 'number') return units[unit].toMs(cell)
  if (typeof cell === 'bigint') return units[unit].whole(cell)
  const text = cell.trim()
  if (!isNumber(text)) return Number.NaN
  return /^-?\d+$/.test(text) ? units[unit].whole(BigInt(text)) : units[unit].toMs(Number(text))
}

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)

const isoPattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i

function isoMs(text: string): number {
  const [, day, time = '00:00', fraction = '', zone = 'Z'] = isoPattern.exec(text.trim()) ?? []
  if (day === undefined) return Number.NaN
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const whole = Date.parse(`${day}T${time}${offset}`)
  return fraction === '' ? whole : whole + Math.round(Number(fraction) * 1e6) / 1_000
}

/** `2026-11-20T16:47:29.130Z`, for messages. */
export function timeText(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms)
}
