import type { AnyBatch, MarketEvent, SinkWrite } from '../../contracts/index.ts'
import { eventLine } from '../event-line.ts'
import type { WebhookConfig } from './config.ts'

/** The body of one request: the events, or lines to read. The same for each try of a write. */
export function bodyOf({ run, id, runs }: SinkWrite, { textKey, fields = {} }: WebhookConfig): string {
  const events = runs.flatMap((batch: AnyBatch) => batch.events as readonly MarketEvent[])
  if (textKey !== undefined) return JSON.stringify({ ...fields, [textKey]: events.map(lineOf).join('\n') })
  return JSON.stringify({ ...fields, run, id, events: events.map(plain) }, (_key, value: unknown) => writable(value))
}

function lineOf(event: MarketEvent): string {
  return `${event.instrument.symbol} ${eventLine(event)}`
}

function plain(event: MarketEvent): object {
  const { instrument, ts } = event
  const time = Number.isFinite(ts) ? new Date(ts).toISOString() : undefined
  return { ...event, instrument: instrument.id, symbol: instrument.symbol, venue: instrument.venue, time }
}

/** JSON has no NaN and no typed arrays. */
function writable(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value)
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
}
