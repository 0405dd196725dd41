import * as fc from 'fast-check'
import type { ColumnSpec, EventKind, EventLayout, InstrumentRegistry, MarketEvent } from '@feedloom/core'
import { layoutOf } from '@feedloom/core/columns'

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
// Text in UTF-8: a lone surrogate is none.
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    'null',
    '9007199254740993',
    '8160237406270933078',
    'ünï😀',
    'a\u0000b',
    '\u{feff}bom',
    'exactly12ch.',
    "it's",
    'x'.repeat(5000),
  ),
)
const known = fc.double({ noNaN: true })
const aNumber = fc.oneof(fc.double(), fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53))
/** Whole microseconds from 1831 to 2109. */
const aTime = fc
  .integer({ min: -4_386_268_800_000, max: 4_386_268_800_000 })
  .chain((ms) => fc.nat(999).map((us) => Math.round(ms * 1000 + us) / 1000))

const values: Readonly<Record<ColumnSpec['type'], fc.Arbitrary<unknown>>> = {
  float64: aNumber,
  time: aTime,
  int32: fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }),
  boolean: fc.boolean(),
  text: anyText,
  dictionary: anyText,
  json: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  'float64-list': fc.float64Array(),
  'text-list': fc.array(anyText),
}

const definition = fc.record(
  {
    name: anyText,
    indicator: anyText,
    parameters: fc.dictionary(fc.constantFrom('period', 'fast', 'ünï'), fc.oneof(fc.integer(), anyText, fc.boolean()), {
      noNullPrototype: true,
    }),
    outputs: fc.array(anyText),
  },
  { noNullPrototype: true },
)

const special: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  trade: { aggregate: optional(fc.record({ firstId: anyText, lastId: anyText }, { noNullPrototype: true })) },
  indicator: { definition },
}
const flattened = new Set([
  'trade.firstId',
  'trade.lastId',
  'indicator.name',
  'indicator.indicator',
  'indicator.parameters',
  'indicator.outputs',
])

function fieldOf(kind: string, spec: ColumnSpec): fc.Arbitrary<unknown> {
  if (['pattern.bars', 'pattern.prices', 'indicator.values'].includes(`${kind}.${spec.name}`)) return fc.array(aNumber)
  const value = spec.optional && spec.type === 'float64' ? known : values[spec.type]
  return spec.optional ? optional(value) : value
}

/** Any event of a kind whose layout is known, with every field at its limits. */
export function anyEvent(kind: EventKind, registry: InstrumentRegistry, extra: readonly EventLayout[] = []): fc.Arbitrary<MarketEvent> {
  const layout = layoutOf(kind, extra)
  const columns = layout.columns.filter((spec) => !flattened.has(`${kind}.${spec.name}`))
  const model: Record<string, fc.Arbitrary<unknown>> = {
    kind: fc.constant(kind),
    instrument: fc.nat(registry.size - 1).map((index) => registry.at(index)),
    ts: aTime,
    nanos: fc.nat(999),
    tsRecv: aTime,
    revision: fc.nat(9),
    ...Object.fromEntries(columns.map((spec) => [spec.name, fieldOf(kind, spec)])),
    ...special[kind],
  }
  return fc.record(model, { noNullPrototype: true }) as unknown as fc.Arbitrary<MarketEvent>
}
