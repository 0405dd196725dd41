import type {
  Column,
  ColumnBatch,
  ColumnSpec,
  DictionaryColumn,
  EventBatch,
  EventKind,
  EventLayout,
  ListColumn,
  MarketEvent,
} from '../contracts/index.ts'
import { layoutOf } from './layouts.ts'
import { readField, type ReadField } from './read-fields.ts'

/** Stands for an unknown value in an optional `int32` column. */
export const unknownInt32: number = -2_147_483_648

type Fill = (events: readonly MarketEvent[], read: ReadField) => Column

function float64(events: readonly MarketEvent[], read: ReadField): Float64Array {
  const column = new Float64Array(events.length)
  for (let i = 0; i < events.length; i++) column[i] = (read(events[i] as MarketEvent) as number | undefined) ?? Number.NaN
  return column
}

function int32(events: readonly MarketEvent[], read: ReadField): Int32Array {
  const column = new Int32Array(events.length)
  for (let i = 0; i < events.length; i++) column[i] = (read(events[i] as MarketEvent) as number | undefined) ?? unknownInt32
  return column
}

function boolean(events: readonly MarketEvent[], read: ReadField): Uint8Array {
  const column = new Uint8Array(events.length)
  for (let i = 0; i < events.length; i++) {
    const value = read(events[i] as MarketEvent)
    column[i] = value === undefined ? 255 : Number(value)
  }
  return column
}

/** The first row that has a value; the number of rows when none has. Whole columns of optional fields are often empty. */
function firstKnown(events: readonly MarketEvent[], read: ReadField): number {
  let row = 0
  while (row < events.length && read(events[row] as MarketEvent) === undefined) row++
  return row
}

function text(events: readonly MarketEvent[], read: ReadField): readonly (string | undefined)[] {
  const column: (string | undefined)[] = []
  column.length = events.length
  column.fill(undefined)
  for (let i = firstKnown(events, read); i < events.length; i++) column[i] = read(events[i] as MarketEvent) as string | undefined
  return column
}

function json(events: readonly MarketEvent[], read: ReadField): readonly (string | undefined)[] {
  const column: (string | undefined)[] = []
  const texts = new Map<unknown, string | undefined>()
  for (const event of events) {
    const value = read(event)
    if (!texts.has(value)) texts.set(value, value === undefined ? undefined : JSON.stringify(value))
    column.push(texts.get(value))
  }
  return column
}

function dictionary(events: readonly MarketEvent[], read: ReadField): DictionaryColumn {
  const codes = new Int32Array(events.length)
  const words: string[] = []
  const known = new Map<string | undefined, number>([[undefined, -1]])
  let last: string | undefined
  let code = -1
  for (let i = 0; i < events.length; i++) {
    const word = read(events[i] as MarketEvent) as string | undefined
    if (word !== last) {
      last = word
      code = known.get(word) ?? words.push(word as string) - 1
      known.set(word, code)
    }
    codes[i] = code
  }
  return { codes, dictionary: words }
}

interface Rows {
  readonly offsets: Int32Array
  readonly present: Uint8Array | undefined
}

function measure(lists: readonly (ArrayLike<unknown> | undefined)[]): Rows {
  const offsets = new Int32Array(lists.length + 1)
  let present: Uint8Array | undefined
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]
    if (list === undefined) (present ??= new Uint8Array(lists.length).fill(1))[i] = 0
    offsets[i + 1] = (offsets[i] as number) + (list?.length ?? 0)
  }
  return { offsets, present }
}

const listOf = (rows: Rows, values: ListColumn['values']): ListColumn =>
  rows.present === undefined ? { offsets: rows.offsets, values } : { offsets: rows.offsets, values, present: rows.present }

function float64List(events: readonly MarketEvent[], read: ReadField): ListColumn {
  const lists = events.map((event) => read(event) as ArrayLike<number> | undefined)
  const rows = measure(lists)
  const values = new Float64Array(rows.offsets[lists.length] as number)
  lists.forEach((list, i) => {
    if (list !== undefined) values.set(list, rows.offsets[i])
  })
  return listOf(rows, values)
}

function textList(events: readonly MarketEvent[], read: ReadField): ListColumn {
  if (events.length > 0 && firstKnown(events, read) === events.length)
    return { offsets: new Int32Array(events.length + 1), values: [], present: new Uint8Array(events.length) }
  const lists = events.map((event) => read(event) as readonly string[] | undefined)
  return listOf(
    measure(lists),
    lists.flatMap((list) => list ?? []),
  )
}

const fills: Readonly<Record<ColumnSpec['type'], Fill>> = {
  float64,
  time: float64,
  int32,
  boolean,
  text,
  json,
  dictionary,
  'float64-list': float64List,
  'text-list': textList,
}

/**
 * A run of events as arrays, by the kind's layout; `fromColumns` gives the events back. The numbers of list columns
 * are copied. An optional number that is NaN counts as unknown. Kinds of plugins need their layout in `extra`; throws
 * `FEEDLOOM_LAYOUT_UNKNOWN` (config) without.
 */
export function toColumns<K extends EventKind>(
  batch: Pick<EventBatch<K>, 'kind' | 'events'>,
  extra: readonly EventLayout[] = [],
): ColumnBatch<K> {
  const layout = layoutOf(batch.kind, extra)
  const events: readonly MarketEvent[] = batch.events
  const columns: Record<string, Column> = {}
  for (const spec of layout.columns) columns[spec.name] = fills[spec.type](events, readField(batch.kind, spec.name))
  const length = events.length
  const head = { instrument: new Int32Array(length), nanos: new Int32Array(length), revision: new Int32Array(length) }
  const [ts, tsRecv] = [new Float64Array(length), new Float64Array(length)]
  for (let i = 0; i < length; i++) {
    const event = events[i] as MarketEvent
    head.instrument[i] = event.instrument.index
    head.nanos[i] = event.nanos
    head.revision[i] = event.revision
    ts[i] = event.ts
    tsRecv[i] = event.tsRecv
  }
  return { kind: batch.kind, length, ts, tsRecv, ...head, columns }
}
