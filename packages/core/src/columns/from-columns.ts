import {
  dataError,
  type Column,
  type ColumnBatch,
  type ColumnType,
  type Delivery,
  type DictionaryColumn,
  type EventBatch,
  type EventKind,
  type EventLayout,
  type EventMap,
  type IndicatorDefinition,
  type Instrument,
  type InstrumentRegistry,
  type ListColumn,
  type MarketEvent,
} from '../contracts/index.ts'
import { eventMaker, type Cell } from './event-shapes.ts'
import { layoutOf } from './layouts.ts'
import { unknownInt32 } from './to-columns.ts'

type Columns = Readonly<Record<string, Column>>

export interface FromColumnsOptions {
  /** Becomes the batch's `origin`; default `store`. */
  readonly origin?: string
  /** Default `replay`. */
  readonly delivery?: Delivery
  /** Layouts of kinds that plugins added. */
  readonly extra?: readonly EventLayout[]
}

type Instruments = Pick<InstrumentRegistry, 'at'>

/** Definitions are shared by their values; one set per registry, so it lives as long as the run. */
const definitions = new WeakMap<Instruments, Map<string, IndicatorDefinition>>()

/** Fields whose list is an array of numbers, not a `Float64Array`. */
const plainLists: ReadonlySet<string> = new Set(['indicator.values', 'pattern.bars', 'pattern.prices'])

function optionalNumber(values: ArrayLike<number>): Cell {
  return (row) => {
    const value = values[row] as number
    return Number.isNaN(value) ? undefined : value
  }
}

function numberList({ offsets, values, present }: ListColumn, plain: boolean): Cell {
  return (row) => {
    if (present?.[row] === 0) return undefined
    const levels = (values as Float64Array).slice(offsets[row], offsets[row + 1])
    return plain ? Array.from(levels) : levels
  }
}

function textList({ offsets, values, present }: ListColumn): Cell {
  return (row) => (present?.[row] === 0 ? undefined : (values as readonly string[]).slice(offsets[row], offsets[row + 1]))
}

function jsonValue(values: readonly (string | undefined)[]): Cell {
  return (row) => {
    const text = values[row]
    return text === undefined ? undefined : JSON.parse(text)
  }
}

function cellOf(column: Column, type: ColumnType, optional: boolean, plain: boolean): Cell {
  switch (type) {
    case 'float64':
    case 'time': {
      return optional ? optionalNumber(column as Float64Array) : (row) => (column as Float64Array)[row]
    }
    case 'int32': {
      return (row) => ((column as Int32Array)[row] === unknownInt32 ? undefined : (column as Int32Array)[row])
    }
    case 'boolean': {
      return (row) => ((column as Uint8Array)[row] === 255 ? undefined : (column as Uint8Array)[row] === 1)
    }
    case 'text': {
      return (row) => (column as readonly (string | undefined)[])[row]
    }
    case 'json': {
      return jsonValue(column as readonly (string | undefined)[])
    }
    case 'dictionary': {
      const { codes, dictionary } = column as DictionaryColumn
      return (row) => dictionary[codes[row] as number]
    }
    case 'float64-list': {
      return numberList(column as ListColumn, plain)
    }
    case 'text-list': {
      return textList(column as ListColumn)
    }
  }
}

function aggregate(columns: Columns): Cell {
  const [first, last] = [columns['firstId'], columns['lastId']] as readonly (readonly (string | undefined)[])[]
  return (row) => {
    const [firstId, lastId] = [first?.[row], last?.[row]]
    return firstId === undefined || lastId === undefined ? undefined : { firstId, lastId }
  }
}

function definition(columns: Columns, known: Map<string, IndicatorDefinition>): Cell {
  const name = cellOf(columns['name'] as Column, 'dictionary', false, false) as (row: number) => string
  const indicator = cellOf(columns['indicator'] as Column, 'dictionary', false, false) as (row: number) => string
  const outputs = textList(columns['outputs'] as ListColumn) as (row: number) => readonly string[]
  const parameters = columns['parameters'] as readonly string[]
  return (row) => {
    const names = outputs(row)
    const key = JSON.stringify([name(row), indicator(row), parameters[row], names])
    const shared = known.get(key)
    if (shared !== undefined) return shared
    const made: IndicatorDefinition = {
      name: name(row),
      indicator: indicator(row),
      parameters: Object.freeze(JSON.parse(parameters[row] as string) as IndicatorDefinition['parameters']),
      outputs: Object.freeze(names),
    }
    known.set(key, Object.freeze(made))
    return made
  }
}

/** Fields of the event in the order of the contract, each with the cell that gives its value. */
function slotsOf(layout: EventLayout, columns: Columns, registry: Instruments): readonly (readonly [string, Cell])[] {
  const known = definitions.get(registry) ?? new Map<string, IndicatorDefinition>()
  definitions.set(registry, known)
  const parts: Readonly<Record<string, readonly [string, (() => Cell)?]>> = {
    'trade.firstId': ['aggregate', () => aggregate(columns)],
    'trade.lastId': ['aggregate'],
    'indicator.name': ['definition', () => definition(columns, known)],
    'indicator.indicator': ['definition'],
    'indicator.parameters': ['definition'],
    'indicator.outputs': ['definition'],
  }
  return layout.columns.flatMap((spec): (readonly [string, Cell])[] => {
    const part = parts[`${layout.kind}.${spec.name}`]
    if (part !== undefined) return part[1] === undefined ? [] : [[part[0], part[1]()]]
    const column = columns[spec.name]
    if (column === undefined) return [[spec.name, () => undefined]]
    return [[spec.name, cellOf(column, spec.type, spec.optional, plainLists.has(`${layout.kind}.${spec.name}`))]]
  })
}

function instrumentAt(registry: Instruments, index: number): Instrument {
  const instrument = registry.at(index)
  if (instrument === undefined) {
    throw dataError('FEEDLOOM_COLUMNS_INSTRUMENT_UNKNOWN', `no instrument has the index ${index}`, {
      hint: 'Columns name instruments by their index in one run: translate the indexes of another run first.',
    })
  }
  return instrument
}

/**
 * The events of a column batch, every key present, as `toColumns` took them. Throws
 * `FEEDLOOM_COLUMNS_INSTRUMENT_UNKNOWN` (data) for an index that the registry does not have and
 * `FEEDLOOM_LAYOUT_UNKNOWN` (config) for a kind without layout.
 */
export function fromColumns<K extends EventKind>(
  batch: ColumnBatch<K>,
  registry: Instruments,
  options: FromColumnsOptions = {},
): EventBatch<K> {
  const make = eventMaker(batch.kind, slotsOf(layoutOf(batch.kind, options.extra), batch.columns, registry))
  const events: MarketEvent[] = []
  for (let row = 0; row < batch.length; row++) {
    const head = {
      instrument: instrumentAt(registry, batch.instrument[row] as number),
      ts: batch.ts[row] as number,
      nanos: batch.nanos[row] as number,
      tsRecv: batch.tsRecv[row] as number,
      revision: batch.revision[row] as number,
    }
    events.push(make(head, row))
  }
  return {
    kind: batch.kind,
    origin: options.origin ?? 'store',
    delivery: options.delivery ?? 'replay',
    events: events as unknown as EventMap[K][],
  }
}
