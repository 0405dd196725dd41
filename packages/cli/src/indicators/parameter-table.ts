import { cellText } from '../cell-text.ts'
import { plainTable } from '../plain-table.ts'
import type { Terminal } from '../terminal.ts'
import type { IndicatorParameter } from './parameters.ts'

/** What may be given to an indicator; `nameOf` says how it is written. */
export function parameterTable(
  parameters: readonly IndicatorParameter[],
  terminal: Terminal,
  nameOf: (name: string) => string = (name) => name,
): string {
  if (parameters.length === 0) return 'It has no parameters.\n'
  const rows = parameters.map(({ name, accepts, standard, description }) => [
    nameOf(name),
    standard === undefined ? 'required' : cellText(standard),
    accepts,
    description,
  ])
  return plainTable(['parameter', 'default', 'takes', 'what it is'], rows, terminal)
}
