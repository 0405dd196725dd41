import { spotInstrument, testInstruments } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnSpec, EventBatch, EventKind, EventLayout, EventMap, IndicatorDefinition, MarketEvent } from '../contracts/index.ts'
import { fromColumns } from './from-columns.ts'
import { layoutOf, layouts } from './layouts.ts'
import { toColumns } from './to-columns.ts'

const registry = testInstruments(['BTC', 'ETH', 'ÄÖ😀'].map((base) => spotInstrument(base)))

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'null', '9007199254740993', '8160237406270933078', 'ünï😀', '\u0000'),
)
const aNumber = fc.oneof(fc.double(), fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53))
const known = aNumber.filter((value) => !Number.isNaN(value))

const values: Readonly<Record<ColumnSpec['type'], fc.Arbitrary<unknown>>> = {
  float64: aNumber,
  time: aNumber,
  int32: fc.integer({ min: -2_147_483_647 }),
  boolean: fc.boolean(),
  text: anyText,
  dictionary: anyText,
  json: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  'float64-list': fc.float64Array(),
  'text-list': fc.array(anyText),
}

function fieldOf(kind: string, spec: ColumnSpec): fc.Arbitrary<unknown> {
  if (kind === 'pattern' && (spec.name === 'bars' || spec.name === 'prices')) return fc.array(aNumber)
  if (kind === 'indicator' && spec.name === 'values') return fc.array(aNumber)
  const value = spec.optional && (spec.type === 'float64' || spec.type === 'time') ? known : values[spec.type]
  return spec.optional ? optional(value) : value
}

const definition: fc.Arbitrary<IndicatorDefinition> = fc.record(
  {
    name: anyText,
    indicator: anyText,
    parameters: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.oneof(fc.integer(), anyText, fc.boolean()),
      { noNullPrototype: true },
    ),
    outputs: fc.array(anyText),
  },
  { noNullPrototype: true },
)

function specialOf(kind: string): Record<string, fc.Arbitrary<unknown>> {
  if (kind === 'trade') return { aggregate: optional(fc.record({ firstId: anyText, lastId: anyText }, { noNullPrototype: true })) }
  return kind === 'indicator' ? { definition } : {}
}

const flattened = new Set([
  'trade.firstId',
  'trade.lastId',
  'indicator.name',
  'indicator.indicator',
  'indicator.parameters',
  'indicator.outputs',
])

function eventOf(layout: EventLayout): fc.Arbitrary<MarketEvent> {
  const columns = layout.columns.filter((spec) => !flattened.has(`${layout.kind}.${spec.name}`))
  const model: Record<string, fc.Arbitrary<unknown>> = {
    kind: fc.constant(layout.kind),
    instrument: fc.nat(2).map((index) => registry.at(index)),
    ts: fc.double(),
    nanos: fc.nat(999),
    tsRecv: fc.double(),
    revision: fc.nat(),
    ...specialOf(layout.kind),
    ...Object.fromEntries(columns.map((spec) => [spec.name, fieldOf(layout.kind, spec)])),
  }
  return fc.record(model, { noNullPrototype: true }) as unknown as fc.Arbitrary<MarketEvent>
}

function roundTrip(kind: string, events: readonly MarketEvent[], extra: readonly EventLayout[] = []): readonly MarketEvent[] {
  const batch = { kind, events } as unknown as EventBatch<'trade'>
  return fromColumns(toColumns(batch, extra), registry, { extra }).events
}

describe('columns', () => {
  for (const layout of Object.values(layouts)) {
    it(`gives every ${layout.kind} back as it was`, () => {
      fc.assert(
        fc.property(fc.array(eventOf(layout), { maxLength: 12 }), (events) => {
          expect(roundTrip(layout.kind, events)).toStrictEqual(events)
        }),
        { numRuns: 60 },
      )
    })
  }

  it('gives events of a kind that a plugin declared back as they were', () => {
    const types = Object.keys(values) as ColumnSpec['type'][]
    const layout: EventLayout = {
      kind: 'x-acme.sentiment',
      columns: types.flatMap((type) => [
        { name: `${type}Field`, type, unit: undefined, optional: false },
        { name: `${type}Maybe`, type, unit: undefined, optional: true },
      ]),
    }
    fc.assert(
      fc.property(fc.array(eventOf(layout), { maxLength: 8 }), (events) => {
        expect(roundTrip(layout.kind, events, [layout])).toStrictEqual(events)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the order of keys of the contract', () => {
    const [event] = roundTrip('trade', fc.sample(eventOf(layouts.trade), 1))
    const order = ['kind', 'instrument', 'ts', 'nanos', 'tsRecv', 'revision', 'price', 'size', 'side', 'id']
    expect(Object.keys(event as object)).toEqual([...order, 'aggregate', 'conditions', 'printVenue', 'tape'])
  })

  it('shares one frozen definition among the values of an indicator, over batches', () => {
    const events = fc.sample(eventOf(layouts.indicator), 1) as unknown as EventMap['indicator'][]
    const [one, two] = roundTrip('indicator', [...events, ...events]) as readonly EventMap['indicator'][]
    const [three] = roundTrip('indicator', events) as readonly EventMap['indicator'][]
    expect(one?.definition).toBe(two?.definition)
    expect(one?.definition).toBe(three?.definition)
    expect(Object.isFrozen(one?.definition)).toBe(true)
  })

  it('survives a transfer to another thread', () => {
    const kinds = Object.keys(layouts) as EventKind[]
    for (const kind of kinds) {
      const events = fc.sample(eventOf(layouts[kind]), 5)
      const columns = structuredClone(toColumns({ kind, events }))
      // Arrays of the clone belong to another realm, which strict equality would tell apart.
      expect(fromColumns(columns, registry).events).toEqual(events)
    }
  })

  it('names a kind without layout and an instrument of another run', () => {
    expect(() => layoutOf('x-unknown')).toThrow(expect.objectContaining({ code: 'FEEDLOOM_LAYOUT_UNKNOWN', category: 'config' }))
    const columns = {
      ...toColumns({ kind: 'trade', events: fc.sample(eventOf(layouts.trade), 1) as never }),
      instrument: Int32Array.of(99),
    }
    expect(() => fromColumns(columns, registry)).toThrow(expect.objectContaining({ code: 'FEEDLOOM_COLUMNS_INSTRUMENT_UNKNOWN' }))
  })
})
