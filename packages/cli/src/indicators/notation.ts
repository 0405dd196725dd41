import { configError } from '@feedloom/core'
import type { IndicatorCatalogue, IndicatorPlugin } from './catalogue.ts'
import { parameterOf } from './parameter-options.ts'
import { type IndicatorParameter, parameterValue } from './parameters.ts'

/** What `sma20`, `bbands(20,2)` or `ema:period=50` names. */
export interface NamedIndicator {
  readonly plugin: IndicatorPlugin
  readonly parameters: Readonly<Record<string, unknown>>
  /** `BBANDS 20 2` */
  readonly label: string
}

/** Parts of a list, separated by commas that stand outside of brackets. */
export function splitList(text: string): readonly string[] {
  const parts = text.split(/[,\s]+(?![^(]*\))/)
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/**
 * Reads one: a name with numbers behind it (`sma20`), in brackets in the order of the parameters (`macd(12,26,9)`) or by
 * name (`ema:period=50:input=high`). Throws `FEEDLOOM_INDICATOR_UNKNOWN` and `FEEDLOOM_INDICATOR_PARAMETERS`.
 */
export function readNotation(text: string, catalogue: IndicatorCatalogue): NamedIndicator {
  const [, name = '', inBrackets = '', behind = ''] = /^([^(:]+)(?:\(([^)]*)\))?((?::[^:=]+=[^:]*)*)$/.exec(text.trim()) ?? []
  if (name === '') {
    throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `\`${text}\` cannot be read`, {
      hint: 'Write sma20, bbands(20,2) or ema:period=50.',
    })
  }
  const [plugin, number] = pluginOf(name.trim(), catalogue)
  const parameters = catalogue.parameters(plugin)
  const inOrder = [...(number === undefined ? [] : [number]), ...inBrackets.split(',').filter((part) => part.trim() !== '')]
  const given = { ...ordered(plugin.type, inOrder, parameters), ...byName(plugin.type, behind, parameters) }
  return { plugin, parameters: symmetrical(given, parameters), label: labelOf(plugin, given, parameters) }
}

/** The whole name may be that of an indicator (`t3`); else the digits at its end are its first parameter. */
function pluginOf(name: string, catalogue: IndicatorCatalogue): readonly [IndicatorPlugin, string | undefined] {
  const whole = catalogue.find(name)
  if (whole !== undefined) return [whole, undefined]
  const [, letters = name, number] = /^(.*?[^\d.])(\d+(?:\.\d+)?)$/.exec(name) ?? []
  return [catalogue.plugin(letters), number]
}

function ordered(type: string, values: readonly string[], parameters: readonly IndicatorParameter[]): Record<string, unknown> {
  if (values.length > parameters.length) {
    const takes = parameters.map(({ name }) => name).join(', ')
    throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `${type} takes ${parameters.length} parameters, not ${values.length}`, {
      hint: takes === '' ? 'Leave them out.' : `In this order: ${takes}.`,
    })
  }
  return Object.fromEntries(
    values.map((value, n) => {
      const parameter = parameters[n] as IndicatorParameter
      return [parameter.name, parameterValue(parameter, value.trim())]
    }),
  )
}

function byName(type: string, text: string, parameters: readonly IndicatorParameter[]): Record<string, unknown> {
  const pairs = text.split(':').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      const parameter = parameterOf(type, name, parameters)
      return [parameter.name, parameterValue(parameter, value)]
    }),
  )
}

/** `bbands(20,3)` means three deviations to both sides, as everybody writes it. */
function symmetrical(
  given: Readonly<Record<string, unknown>>,
  parameters: readonly IndicatorParameter[],
): Readonly<Record<string, unknown>> {
  const hasDown = parameters.some(({ name }) => name === 'down')
  return hasDown && given['up'] !== undefined && given['down'] === undefined ? { ...given, down: given['up'] } : given
}

/** Its name and what was given; else its periods. */
function labelOf({ type }: IndicatorPlugin, given: Readonly<Record<string, unknown>>, parameters: readonly IndicatorParameter[]): string {
  const words = Object.values(given).map(String)
  const standard = parameters.flatMap(({ isInteger, name, standard: value }) =>
    isInteger && typeof value === 'number' && name !== 'unstable' ? [String(value)] : [],
  )
  return [type.toUpperCase().replaceAll('-', ' '), ...(words.length > 0 ? words : standard)].join(' ')
}
