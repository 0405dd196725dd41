import { dataKindOf } from '../contracts/events.ts'
import type { DataKind, EventKind } from '../contracts/events.ts'

/** Every built-in event kind; a plugin may add more (`PluginDefinition.events`). */
export const eventKinds: readonly EventKind[] = [
  'trade',
  'trade.correction',
  'quote',
  'ticker',
  'bar',
  'book.snapshot',
  'book.delta',
  'mark',
  'funding',
  'open-interest',
  'liquidation',
  'option.quote',
  'option.greeks',
  'option.chain',
  'indicator',
  'pattern',
  'level',
  'volume-profile',
  'alert',
  'mover',
  'status',
  'price-band',
  'news',
  'corporate-action',
  'gap',
]

/** What people may write as `kind`: the event kinds, with `book` for snapshots and deltas together. */
export const dataKinds: readonly DataKind[] = [...new Set(eventKinds.map(dataKindOf))]
