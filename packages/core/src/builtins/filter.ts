import { z } from 'zod'
import { eventKinds } from '../config/kinds.ts'
import { kindList, symbolList } from '../config/parts.ts'
import {
  definePlugin,
  eventKindsOf,
  type AnyBatch,
  type DataKind,
  type DerivedWriter,
  type EventKind,
  type MarketEvent,
  type Plugin,
  type PluginContext,
  type Processor,
} from '../contracts/index.ts'
import { symbolMatch } from './symbol-match.ts'

const operand = z.union([z.string(), z.number(), z.boolean()])
const comparison = z.strictObject({
  is: operand.optional().describe('Equal to this.'),
  not: operand.optional().describe('Not equal to this.'),
  in: z.array(operand).min(1).optional().describe('Equal to one of these.'),
  min: z.number().optional().describe('This or more.'),
  max: z.number().optional().describe('This or less.'),
  above: z.number().optional().describe('More than this.'),
  below: z.number().optional().describe('Less than this.'),
})
type Comparison = z.output<typeof comparison>

const filterConfig = z.strictObject({
  kinds: kindList().optional().describe('Kinds of data to look at; all others pass. Left out, every kind.'),
  action: z.enum(['keep', 'drop']).default('keep').describe('Whether events that meet all the conditions are kept, or dropped.'),
  symbols: symbolList().optional().describe('Unified or native symbols, or patterns (`*/USDT`, `binance:*`).'),
  side: z.enum(['buy', 'sell']).optional().describe('Side of the taker.'),
  minSize: z.number().positive().optional().describe('Least size, in base units.'),
  minNotional: z.number().positive().optional().describe('Least value, price times size, in quote units.'),
  where: z
    .record(z.string(), comparison)
    .optional()
    .describe('Conditions on fields of the event: `{ close: { above: 100 }, definition.name: { is: rsi14 } }`.'),
})
type FilterConfig = z.output<typeof filterConfig>

/** Whether a condition is met; undefined where the event has nothing that it could be about. */
type Condition = (event: MarketEvent) => boolean | undefined
type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (event: MarketEvent): Fields => event as unknown as Fields

/** A field by its path, `definition.name`. */
function fieldAt(event: MarketEvent, path: readonly string[]): { readonly value: unknown } | undefined {
  let at: unknown = event
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !(name in at)) return undefined
    at = (at as Fields)[name]
  }
  return { value: at }
}

function holds(value: unknown, test: Comparison): boolean {
  if (test.is !== undefined && value !== test.is) return false
  if (test.not !== undefined && value === test.not) return false
  if (test.in !== undefined && !test.in.includes(value as string)) return false
  if (test.min !== undefined && !(typeof value === 'number' && value >= test.min)) return false
  if (test.max !== undefined && !(typeof value === 'number' && value <= test.max)) return false
  if (test.above !== undefined && !(typeof value === 'number' && value > test.above)) return false
  return test.below === undefined || (typeof value === 'number' && value < test.below)
}

function conditionsOf({ symbols, side, minSize, minNotional, where }: FilterConfig): readonly Condition[] {
  const conditions: Condition[] = []
  const match = symbolMatch(symbols)
  const atLeast = (of: (fields: Fields) => unknown, least: number): Condition => {
    return (event) => {
      const value = of(fieldsOf(event))
      return typeof value === 'number' && !Number.isNaN(value) ? value >= least : undefined
    }
  }
  if (symbols !== undefined) conditions.push((event) => match(event.instrument))
  if (side !== undefined) conditions.push((event) => ('side' in event ? event.side === side : undefined))
  if (minSize !== undefined) conditions.push(atLeast((fields) => fields['size'], minSize))
  if (minNotional !== undefined) conditions.push(atLeast((fields) => Number(fields['price']) * Number(fields['size']), minNotional))
  for (const [name, test] of Object.entries(where ?? {})) {
    const path = name.split('.')
    conditions.push((event) => {
      const field = fieldAt(event, path)
      return field === undefined ? undefined : holds(field.value, test)
    })
  }
  return conditions
}

/** Keeps an event unless a condition that concerns it is not met; drops one that meets all that concern it. */
function judge(conditions: readonly Condition[], drop: boolean): (event: MarketEvent) => boolean {
  return (event) => {
    let concerned = conditions.length === 0
    for (const condition of conditions) {
      const met = condition(event)
      if (met === false) return drop
      if (met === true) concerned = true
    }
    return !drop || !concerned
  }
}

function createFilter(context: PluginContext, config: FilterConfig): Processor {
  const kinds = config.kinds?.flatMap((kind) => eventKindsOf(kind as DataKind))
  const every = [...eventKinds, ...(context.layouts ?? []).map((layout) => layout.kind as EventKind)]
  const passes = judge(conditionsOf(config), config.action === 'drop')
  return {
    consumes: kinds ?? '*',
    produces: kinds ?? every,
    forwards: false,
    process(batch: AnyBatch, out: DerivedWriter): void {
      for (const event of batch.events) if (passes(event)) out.event(event)
    },
  }
}

/** Passes on what meets its conditions, in order and unchanged. */
export const filter: Plugin<'processor'> = definePlugin({
  apiVersion: 1,
  kind: 'processor',
  type: 'filter',
  summary: 'Keeps or drops events by symbol, kind, side, size, value or any field',
  stability: 'beta',
  configSchema: filterConfig,
  create: createFilter,
})
