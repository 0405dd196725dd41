import assert from 'node:assert/strict'
import type { MarketEvent } from '@feedloom/core'

/** Texts that are equal exactly when the events are: NaN, -0 and typed arrays included, instruments by id. */
export function portraitOf(events: readonly MarketEvent[]): readonly string[] {
  return events.map((event) => JSON.stringify(event, keepNumbers))
}

function keepNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return `number ${Object.is(value, -0) ? '-0' : value}`
  if (value instanceof Float64Array) return ['levels', ...value]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // The order of keys is a matter of speed, not of meaning.
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Values that are no objects, anywhere inside an event, with their place. */
export function* leaves(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  if (ArrayBuffer.isView(value)) {
    for (const [i, item] of [...(value as Float64Array)].entries()) yield [`${path}[${i}]`, item]
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key !== 'instrument') yield* leaves(item, path === '' ? key : `${path}.${key}`)
    }
  } else yield [path, value]
}

/** Fails with the first differences only: whole runs of events are too long to read. */
export function assertSame(actual: readonly string[], expected: readonly string[], message: string): void {
  const at = expected.findIndex((text, i) => text !== actual[i])
  if (at < 0 && actual.length === expected.length) return
  const from = at < 0 ? expected.length : at
  assert.fail(
    `${message}: ${actual.length} for ${expected.length}; at ${from}: ${actual[from] ?? 'nothing'} for ${expected[from] ?? 'nothing'}`,
  )
}
