import type { ColumnSpec, MarketEvent, Trade } from '@feedloom/core'
import { layouts } from '@feedloom/core/columns'
import { leaves } from './portrait.ts'

const latest = 4e12

/**
 * What is wrong with an event by the layout of its kind: a header that is not whole, a field without a value that
 * always has one, a number that is none, levels that come in no pairs. Undefined for a sound event.
 */
export function faultOf(event: MarketEvent, mayBeNaN: (event: MarketEvent, path: string) => boolean = () => false): string | undefined {
  return headFault(event) ?? fieldFault(event) ?? numberFault(event, mayBeNaN) ?? sizeFault(event)
}

function headFault({ kind, instrument, ts, tsRecv, nanos, revision }: MarketEvent): string | undefined {
  if (typeof (instrument as { readonly id?: unknown } | undefined)?.id !== 'string') return `${kind} without an instrument`
  if (!(ts > 0 && ts < latest)) return `${kind}: ts ${ts} is no time in ms`
  if (!(tsRecv > 0 && tsRecv < latest)) return `${kind}: tsRecv ${tsRecv} is no time in ms`
  return nanos >= 0 && nanos < 1_000 && revision >= 0 ? undefined : `${kind}: nanos ${nanos}, revision ${revision}`
}

function fieldFault(event: MarketEvent): string | undefined {
  for (const column of layouts[event.kind].columns) {
    const value = valueOf(event, column.name)
    if (value === undefined && column.optional) continue
    if (!fits(value, column.type)) return `${event.kind}.${column.name} is ${String(value)}, no ${column.type}`
  }
  return undefined
}

/** Columns whose names are those of no field: parts of an aggregate trade, of an indicator's definition. */
function valueOf(event: MarketEvent, name: string): unknown {
  const value = (event as unknown as Readonly<Record<string, unknown>>)[name]
  if (value !== undefined) return value
  if (event.kind === 'trade') return (event.aggregate as Readonly<Record<string, unknown>> | undefined)?.[name as keyof Trade]
  return event.kind === 'indicator' ? (event.definition as unknown as Readonly<Record<string, unknown>>)[name] : undefined
}

function fits(value: unknown, type: ColumnSpec['type']): boolean {
  switch (type) {
    case 'float64':
    case 'int32':
    case 'time':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'text':
    case 'dictionary':
      return typeof value === 'string' && value !== ''
    case 'float64-list':
      return value instanceof Float64Array || Array.isArray(value)
    case 'text-list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    default:
      return value !== undefined
  }
}

function numberFault(event: MarketEvent, mayBeNaN: (event: MarketEvent, path: string) => boolean): string | undefined {
  for (const [path, value] of leaves(event)) {
    if (typeof value !== 'number' || Number.isFinite(value)) continue
    const empty = event.kind === 'quote' && (path === 'bidPrice' || path === 'askPrice')
    if (!Number.isNaN(value) || !(empty || mayBeNaN(event, path))) return `${event.kind}.${path} is ${value}`
  }
  return undefined
}

function sizeFault(event: MarketEvent): string | undefined {
  switch (event.kind) {
    case 'book.snapshot':
    case 'book.delta':
      return event.bids.length % 2 === 0 && event.asks.length % 2 === 0 ? undefined : 'levels come in pairs of price and size'
    case 'trade':
      return event.size >= 0 ? undefined : `trade of size ${event.size}`
    case 'bar':
      if (event.high < event.low) return `a bar with its high ${event.high} below its low ${event.low}`
      return event.closeTime > event.openTime ? undefined : 'a bar that ends before it begins'
    default:
      return undefined
  }
}
