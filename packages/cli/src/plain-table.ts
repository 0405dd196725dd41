import Table from 'cli-table3'
import type { Terminal } from './terminal.ts'
import { cells } from './text-width.ts'

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
}
const chars = { ...none, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' }

/** Columns without lines, header dimmed; the last column wraps at the terminal's width. `right` names columns of figures. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, 'colors' | 'columns' | 'interactive'>,
  right: readonly string[] = [],
): string {
  const widths = head.map((title, index) => Math.max(cells(title), ...rows.map((row) => cells(row[index] ?? ''))))
  const last = widths.length - 1
  const others = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0)
  // A pipe has no width: nothing is wrapped for a script.
  if (terminal.interactive) widths[last] = Math.min(widths[last] as number, Math.max(16, terminal.columns() - others))
  const table = new Table({
    head: head.map((title) => terminal.colors.dim(title)),
    chars,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: widths,
    colAligns: head.map((title) => (right.includes(title) ? 'right' : 'left')),
    wordWrap: true,
  })
  table.push(...rows.map((row) => [...row]))
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}
