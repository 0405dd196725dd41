import { blotValue } from './secrets.ts'
import type { Position } from './types.ts'

/** Keys whose values are never shown, whatever the schema says (it may not have been reached). */
const secretKey =
  /^(\s*(?:-\s+)?(?:.*?[{,]\s*)?["']?[\w-]*(?:secret|passw(?:or)?d|passphrase|token|api[-_]?key|private[-_]?key|credentials?)[\w-]*["']?\s*:\s*)(\S.*)$/i
/** The same with its value on the lines below. */
const openKey =
  /^\s*(?:-\s+)?["']?[\w-]*(?:secret|passw(?:or)?d|passphrase|token|api[-_]?key|private[-_]?key|credentials?)[\w-]*["']?\s*:\s*$/i

/** Blots out secrets line by line, those included that go over several lines (`|`, `>`, an open quote). */
export function blotLines(lines: readonly string[]): readonly string[] {
  let deeperThan: number | undefined
  let quote: string | undefined
  return lines.map((line) => {
    const indent = line.search(/\S/)
    if (quote !== undefined || (deeperThan !== undefined && (indent === -1 || indent > deeperThan))) {
      if (quote !== undefined && line.includes(quote)) quote = undefined
      return blotValue(line)
    }
    deeperThan = undefined
    const key = secretKey.exec(line)
    const opening = key === null ? undefined : /^(["'])(?:(?!\1).)*$/.exec(key[2] ?? '')
    quote = opening?.[1]
    if (key !== null || openKey.test(line)) deeperThan = indent
    return blotLine(line)
  })
}

/** Blots out the values of keys that sound secret; `${…}` stays, it says nothing. */
export function blotLine(line: string): string {
  const [, start, value] = secretKey.exec(line) ?? []
  return start === undefined || value === undefined ? line : start + blotValue(value)
}

/** The line, the one before and the one after, with a caret under the place. Secrets are gone already from `lines`. */
export function codeFrame(lines: readonly string[], { line, column, length }: Position): string {
  if (lines.length === 0) return ''
  const first = Math.max(1, line - 1)
  const last = Math.min(lines.at(-1) === '' && line < lines.length ? lines.length - 1 : lines.length, line + 1)
  const width = String(last).length
  const out: string[] = []
  for (let number = first; number <= last; number++) {
    const { text, shift } = windowOf((lines[number - 1] ?? '').replaceAll('\t', ' '), number === line ? column : 1)
    out.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd())
    if (number !== line) continue
    const room = Math.max(1, Math.min(length, text.length - (column - 1 - shift)))
    out.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1 - shift))}${'^'.repeat(room)}`)
  }
  return out.join('\n')
}

const widest = 120

/** Long lines are cut around the place. */
function windowOf(line: string, column: number): { readonly text: string; readonly shift: number } {
  if (line.length <= widest) return { text: line, shift: 0 }
  const shift = Math.max(0, Math.min(column - 1 - widest / 2, line.length - widest))
  return { text: line.slice(shift, shift + widest), shift }
}
