import {
  type Indicator,
  type IndicatorInput,
  type IndicatorState,
  type InputColumns,
  type InputRow,
  type Plugin,
  configError,
  definePlugin,
} from '@feedloom/core'
import type { z } from 'zod'

type Parameters = Readonly<Record<string, number | string | boolean>>

/** What one indicator file says. */
export interface IndicatorRecipe<Schema extends z.ZodType<Parameters>> {
  /** What a config writes: `rsi`. */
  readonly type: string
  readonly summary: string
  readonly schema: Schema
  build(parameters: z.output<Schema>): {
    readonly inputs: readonly IndicatorInput[]
    readonly outputs: readonly string[]
    readonly warmup: number
    readonly convergence: number
    create(): IndicatorState
  }
}

/** An indicator to use alone: `rsi({ period: 14 })`. Throws the config error `FEEDLOOM_INDICATOR_PARAMETERS`. */
export interface IndicatorMaker<Schema extends z.ZodType<Parameters>> {
  (parameters?: z.input<Schema>): Indicator
  readonly schema: Schema
  /** For configs. */
  readonly plugin: Plugin<'indicator'>
}

export function defineIndicator<Schema extends z.ZodType<Parameters>>(recipe: IndicatorRecipe<Schema>): IndicatorMaker<Schema> {
  const make = (parameters: z.input<Schema>): Indicator => indicatorOf(recipe, parsed(recipe, parameters))
  const plugin = definePlugin({
    apiVersion: 1,
    kind: 'indicator',
    type: recipe.type,
    summary: recipe.summary,
    stability: 'beta',
    configSchema: recipe.schema,
    create: (_context, config) => make(config as z.input<Schema>),
  })
  return Object.assign((parameters?: z.input<Schema>) => make(parameters ?? ({} as z.input<Schema>)), { schema: recipe.schema, plugin })
}

function parsed<Schema extends z.ZodType<Parameters>>(recipe: IndicatorRecipe<Schema>, parameters: z.input<Schema>): z.output<Schema> {
  const result = recipe.schema.safeParse(parameters)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? '' : `\`${issue.path.join('.')}\`: `
  throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `${recipe.type}: ${where}${issue?.message ?? 'bad parameters'}`)
}

function indicatorOf<Schema extends z.ZodType<Parameters>>(recipe: IndicatorRecipe<Schema>, parameters: z.output<Schema>): Indicator {
  const built = recipe.build(parameters)
  return {
    inputs: built.inputs,
    outputs: built.outputs,
    warmup: built.warmup,
    convergence: built.convergence,
    parameters: Object.freeze({ ...parameters }),
    create: () => built.create(),
    batch: (columns, results) => runBatch(built.create(), built.inputs, columns, results),
  }
}

/** A row that one caller fills again and again. */
export type MutableRow = { -readonly [K in IndicatorInput]: number }

export function emptyRow(): MutableRow {
  const unknown = Number.NaN
  return {
    openTime: unknown,
    open: unknown,
    high: unknown,
    low: unknown,
    close: unknown,
    volume: unknown,
    quoteVolume: unknown,
    price: unknown,
    second: unknown,
    period: unknown,
  }
}

/** The same state, row by row: equal to streaming because it is streaming. */
function runBatch(state: IndicatorState, inputs: readonly IndicatorInput[], columns: InputColumns, results: readonly Float64Array[]): void {
  const row = emptyRow()
  const sources = inputs.map((input) => columnOf(columns, input))
  const length = sources[0]?.length ?? 0
  const out = new Float64Array(results.length)
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < inputs.length; k++) row[inputs[k] as IndicatorInput] = (sources[k] as Float64Array)[i] as number
    state.update(row satisfies InputRow, out)
    for (let k = 0; k < results.length; k++) (results[k] as Float64Array)[i] = out[k] as number
  }
}

function columnOf(columns: InputColumns, input: IndicatorInput): Float64Array {
  const column = columns[input]
  if (column !== undefined) return column
  throw configError('FEEDLOOM_INDICATOR_INPUT_MISSING', `the indicator reads \`${input}\`, which is not among the columns`)
}
