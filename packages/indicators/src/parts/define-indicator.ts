import { type Indicator, type IndicatorDisplay, type Plugin, configError, definePlugin } from '@feedloom/core'
import type { z } from 'zod'
import { type Batch, batchOf } from './batch.ts'

type Parameters = Readonly<Record<string, number | string | boolean>>

/** The function of TA-Lib that an indicator equals, and what TA-Lib calls its parameters. */
export interface TalibNames {
  /** `RSI` */
  readonly function: string
  /** TA-Lib's name to ours: `{ optInTimePeriod: 'period' }`. */
  readonly parameters: Readonly<Record<string, string>>
}

/** What one indicator file says. `Written` is what a caller may write, `Known` what is left when defaults are in. */
export interface IndicatorRecipe<Written extends object, Known extends Parameters> {
  /** What a config writes: `rsi`. */
  readonly type: string
  /** Readable names that mean the same: `relative-strength-index`. */
  readonly aliases?: readonly string[]
  /** A few words: what it is. */
  readonly summary: string
  /** Where the formula comes from, and which flavour of it this is where the field disagrees. */
  readonly source: string
  readonly talib?: TalibNames
  readonly display?: IndicatorDisplay
  readonly schema: z.ZodType<Known, Written>
  build(parameters: Known): BuiltIndicator
}

/** A recipe with its parameters. `display` goes before that of the recipe: shifts, say, follow the parameters. */
export interface BuiltIndicator extends Pick<Indicator, 'inputs' | 'outputs' | 'warmup' | 'convergence' | 'create' | 'display'> {
  /**
   * The same over columns without unknown values, equal bit for bit, where a loop of its own is worth it; else the
   * running form goes over the columns.
   */
  readonly batch?: Batch
}

/** An indicator to use alone: `rsi({ period: 14 })`. Throws the config error `FEEDLOOM_INDICATOR_PARAMETERS`. */
export interface IndicatorMaker<Written extends object = object> {
  (parameters?: Written): Indicator
  readonly about: IndicatorAbout
  /** For configs. */
  readonly plugin: Plugin<'indicator'>
}

/** What a reference page says of an indicator. */
export interface IndicatorAbout extends Pick<IndicatorRecipe<object, Parameters>, 'type' | 'aliases' | 'summary' | 'source' | 'talib'> {
  readonly schema: z.ZodType
}

export function defineIndicator<Written extends object, Known extends Parameters>(
  recipe: IndicatorRecipe<Written, Known>,
): IndicatorMaker<Written> {
  const make = (parameters: unknown): Indicator => indicatorOf(recipe, parsed(recipe, parameters))
  const plugin = definePlugin({
    apiVersion: 1,
    kind: 'indicator',
    type: recipe.type,
    ...(recipe.aliases === undefined ? {} : { aliases: recipe.aliases }),
    summary: recipe.summary,
    stability: 'beta',
    configSchema: recipe.schema,
    create: (_context, config) => make(config),
  })
  return Object.assign((parameters?: Written) => make(parameters ?? {}), { about: recipe, plugin })
}

function parsed<Known extends Parameters>(recipe: IndicatorRecipe<object, Known>, parameters: unknown): Known {
  const result = recipe.schema.safeParse(parameters)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? '' : `\`${issue.path.join('.')}\`: `
  throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `${recipe.type}: ${where}${issue?.message ?? 'bad parameters'}`)
}

function indicatorOf<Known extends Parameters>(recipe: IndicatorRecipe<object, Known>, parameters: Known): Indicator {
  const built = recipe.build(parameters)
  const display = built.display ?? recipe.display
  return {
    inputs: built.inputs,
    outputs: built.outputs,
    warmup: built.warmup,
    convergence: built.convergence,
    parameters: Object.freeze({ ...parameters }),
    ...(display === undefined ? {} : { display }),
    create: () => built.create(),
    batch: (columns, results) => batchOf(built, columns, results),
  }
}
