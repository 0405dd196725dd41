import type { Indicator } from '@feedloom/core'
import { plainTable } from '../plain-table.ts'
import type { Terminal } from '../terminal.ts'
import type { IndicatorCatalogue, IndicatorPlugin } from './catalogue.ts'
import { horizonText } from './horizon-text.ts'
import { ownFacts } from './own-facts.ts'
import { parameterTable } from './parameter-table.ts'

/** One line an indicator. */
export function indicatorList({ all }: IndicatorCatalogue, terminal: Terminal): string {
  const rows = all.map(({ type, aliases = [], summary }) => [
    type,
    ownFacts(type)?.family ?? '',
    aliases.length === 0 ? summary : `${summary} (${aliases.join(', ')})`,
  ])
  return `${plainTable(['indicator', 'family', 'what it is'], rows, terminal)}\n\`feedloom indicators TYPE\` says more of one.\n`
}

/** All that is known of one; `made` is it with the parameters that were given. */
export function describeIndicator(plugin: IndicatorPlugin, made: Indicator, catalogue: IndicatorCatalogue, terminal: Terminal): string {
  const { bold } = terminal.colors
  const own = ownFacts(plugin.type)
  const talib = own?.about.talib?.function
  const names = [
    ...(plugin.aliases === undefined ? [] : [`Also called ${plugin.aliases.join(', ')}.`]),
    ...(talib === undefined ? [] : [`TA-Lib: ${talib}.`]),
    ...(own === undefined ? [] : [`Family: ${own.family}.`]),
  ]
  const parts = [
    `${bold(plugin.type)}  ${plugin.summary}\n${names.length === 0 ? '' : `${names.join(' ')}\n`}`,
    parameterTable(catalogue.parameters(plugin), terminal),
    `Reads ${made.inputs.join(', ')}; gives ${made.outputs.join(', ')}.\n${givenText(made)}${horizonText(made)}.\n`,
    ...(own === undefined ? [] : [`Source: ${own.about.source}\n`]),
  ]
  return parts.join('\n')
}

function givenText({ parameters }: Indicator): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name} ${value}`)
  return given.length === 0 ? 'Its ' : `With ${given.join(', ')}: `
}
