/** What the database hands out for dates, intervals, decimals, …: values that write themselves. */
interface Written {
  toString(): string
}

/** A value of a result as a person or a CSV reads it. Unknown is empty. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object' && 'items' in value && Array.isArray(value.items)) return `[${value.items.map(cellText).join(', ')}]`
  if (Array.isArray(value)) return `[${value.map(cellText).join(', ')}]`
  if (typeof value === 'object') return 'micros' in value ? timeText((value as Written).toString()) : text(value)
  return (value as Written).toString()
}

/** A value of a result as JSON has it: big integers stay exact, as text where a number would lose digits. */
export function cellJson(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map(cellJson)
  if (typeof value === 'object' && 'items' in value && Array.isArray(value.items)) return value.items.map(cellJson)
  return typeof value === 'object' ? cellText(value) : value
}

/** One line of CSV (RFC 4180). */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => csvCell(cellText(cell))).join(',')}\r\n`
}

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** Milliseconds always, microseconds where there are any: `2026-11-20 16:47:29.130`. */
function timeText(value: string): string {
  const [whole = value, fraction = ''] = value.split('.')
  const digits = fraction.replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${digits.padEnd(3, '0')}`
}

/** Values of the database write themselves; plain objects have no text of their own. */
function text(value: object): string {
  const own = Object.getPrototypeOf(value) === Object.prototype
  return own
    ? JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each))
    : (value as Written).toString()
}
