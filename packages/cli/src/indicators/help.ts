import type { Indicator } from '@feedloom/core'
import { count, plural } from '../figures.ts'
import { plainTable } from '../plain-table.ts'
import type { Terminal } from '../terminal.ts'
import type { IndicatorCatalogue, IndicatorPlugin } from './catalogue.ts'
import { parameterTable } from './parameter-table.ts'

/** One line an indicator. */
export function catalogueText({ all }: IndicatorCatalogue, terminal: Terminal): string {
  const rows = all.map(({ type, aliases = [], summary }) => [type, aliases.length === 0 ? summary : `${summary} (${aliases.join(', ')})`])
  return `${plainTable(['indicator', 'what it is'], rows, terminal)}\n\`feedloom compute INDICATOR --help\` lists the parameters of one.\n`
}

/** All that a person must know to compute one; `standard` is it with its defaults, undefined when it has none. */
export function indicatorText(
  plugin: IndicatorPlugin,
  standard: Indicator | undefined,
  catalogue: IndicatorCatalogue,
  terminal: Terminal,
): string {
  const table = parameterTable(catalogue.parameters(plugin), terminal, (name) => `--${name === 'input' ? 'of' : name}`)
  const aliases = plugin.aliases === undefined ? '' : `\nAlso called ${plugin.aliases.join(', ')}.`
  const usage = `Usage: feedloom compute ${plugin.type} [--parameter value ...] --input bars.csv\n`
  return `${usage}\n${plugin.summary}${aliases}\n\n${table}${standard === undefined ? '' : factsText(standard)}`
}

function factsText({ inputs, outputs, warmup, convergence }: Indicator): string {
  const settled = convergence > warmup && Number.isFinite(convergence) ? `, settled after ${count(convergence)}` : ''
  return `\nReads ${inputs.join(', ')}; gives ${outputs.join(', ')}.\nWith the defaults, the first value comes after ${plural(warmup, 'bar')}${settled}.\n`
}
