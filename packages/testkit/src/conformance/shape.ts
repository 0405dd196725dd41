import type { ColumnSpec, MarketEvent, Trade } from '@feedloom/core'
import { layouts } from '@feedloom/core/columns'
import { leaves } from './portrait.ts'

const latest = 4e12

/**
 * What is wrong with an event by the layout of its kind: a header that is not whole, a field without a value that
 * always has one, a number that is none, levels that come in no pairs. Undefined for a sound event.
 */
export function faultOf(event: MarketEvent, mayBeNaN: (event: MarketEvent, path: string) => boolean = () => false): string | undefined {
  return headFault(event) ?? fieldFault(event) ?? numberFault(event, mayBeNaN)
}

/** What cannot be true of an event that is whole: a time that is none, a negative trade, a bar upside down. */
export function oddityOf(event: MarketEvent): string | undefined {
  for (const name of ['ts', 'tsRecv'] as const) {
    const time = event[name]
    if (!(time > 0 && time < latest)) return `${event.kind}: ${name} ${time} is no time in ms`
  }
  if (event.kind === 'trade') return event.size >= 0 ? undefined : `trade of size ${event.size}`
  if (event.kind !== 'bar') return undefined
  if (event.high < event.low) return `a bar with its high ${event.high} below its low ${event.low}`
  return event.closeTime > event.openTime ? undefined : 'a bar that ends before it begins'
}

function headFault({ kind, instrument, ts, tsRecv, nanos, revision }: MarketEvent): string | undefined {
  if (typeof (instrument as { readonly id?: unknown } | undefined)?.id !== 'string') return `${kind} without an instrument`
  if (!Number.isFinite(ts) || !Number.isFinite(tsRecv)) return `${kind}: ts ${ts}, tsRecv ${tsRecv}`
  return nanos >= 0 && nanos < 1_000 && revision >= 0 ? undefined : `${kind}: nanos ${nanos}, revision ${revision}`
}

function fieldFault(event: MarketEvent): string | undefined {
  for (const column of layouts[event.kind].columns) {
    const value = valueOf(event, column.name)
    if (value === undefined && column.optional) continue
    if (!fits(value, column)) return `${event.kind}.${column.name} is ${String(value)}, no ${column.type}`
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

function fits(value: unknown, { name, type }: ColumnSpec): boolean {
  const paired = name === 'bids' || name === 'asks' || name === 'levels'

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
      return (value instanceof Float64Array || Array.isArray(value)) && (!paired || value.length % 2 === 0)
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
