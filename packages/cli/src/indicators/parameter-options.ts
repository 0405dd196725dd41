import { configError } from '@feedloom/core'
import { didYouMean } from '@feedloom/core/config'
import { spelling } from './catalogue.ts'
import { type IndicatorParameter, parameterValue } from './parameters.ts'

/**
 * What stands behind the name of an indicator on the command line (`--period 14 --flat=50`), by parameter. Throws
 * `FEEDLOOM_INDICATOR_PARAMETERS` for a parameter that it does not have and for one without a value.
 */
export function parametersFrom(
  type: string,
  words: readonly string[],
  parameters: readonly IndicatorParameter[],
): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at++) {
    const [, name = '', inline] = /^--?([^=]+)(?:=(.*))?$/s.exec(words[at] as string) ?? []
    if (name === '') throw refused(`${type}: what is \`${words[at]}\`?`, 'Parameters are written `--period 14`.')
    const parameter = parameterOf(type, name, parameters)
    const next = words[at + 1]
    if (inline !== undefined) given[parameter.name] = parameterValue(parameter, inline)
    else if (next !== undefined && !/^-(?![\d.])/.test(next)) given[parameter.name] = parameterValue(parameter, words[++at] as string)
    else if (parameter.accepts === 'true | false') given[parameter.name] = true
    else throw refused(`${type}: \`--${parameter.name}\` lacks its value`, `It takes ${parameter.accepts}.`)
  }
  return given
}

/** The parameter of that name, in any spelling. */
export function parameterOf(type: string, name: string, parameters: readonly IndicatorParameter[]): IndicatorParameter {
  const found = parameters.find((each) => spelling(each.name) === spelling(name))
  if (found !== undefined) return found
  const names = parameters.map((each) => each.name)
  const takes = names.length === 0 ? 'It takes none.' : `It takes ${names.map((each) => `\`${each}\``).join(', ')}.`
  throw refused(`${type} has no parameter \`${name}\``, didYouMean(name, names) ?? takes)
}

function refused(message: string, hint: string): Error {
  return configError('FEEDLOOM_INDICATOR_PARAMETERS', message, { hint })
}
