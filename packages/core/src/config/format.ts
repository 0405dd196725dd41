import type { Finding, Severity } from './types.ts'

const colors: Readonly<Record<Severity, string>> = { error: '\u001B[31m', warning: '\u001B[33m', info: '\u001B[36m' }
const bold = '\u001B[1m'
const dim = '\u001B[2m'
const reset = '\u001B[0m'

/**
 * Findings as people read them: `file:line:column severity CODE message`, the code frame, the hint; a count at the end.
 */
export function formatFindings(findings: readonly Finding[], options: { readonly color?: boolean } = {}): string {
  if (findings.length === 0) return ''
  const paint = (text: string, ...styles: readonly string[]): string =>
    options.color === true ? `${styles.join('')}${text}${reset}` : text
  const blocks = findings.map((finding) => formatFinding(finding, paint))
  return `${blocks.join('\n\n')}\n\n${tally(findings)}\n`
}

function formatFinding(finding: Finding, paint: (text: string, ...styles: readonly string[]) => string): string {
  const { file, line, column, severity, code } = finding
  const [message, hint, frame] = [harmless(finding.message), finding.hint && harmless(finding.hint), harmless(finding.frame)]
  const head = `${paint(`${file}:${line}:${column}`, bold)} ${paint(severity, bold, colors[severity])} ${paint(code, dim)} ${message}`
  const body = frame
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => `  ${/^\s*\|[\s^]*$/.test(row) ? paint(row, colors[severity]) : row.startsWith('>') ? row : paint(row, dim)}`)
  return [head, ...body, ...(hint === undefined ? [] : [`  ${paint('hint:', bold)} ${hint}`])].join('\n')
}

/** What a file holds must not steer the terminal: control characters show as one cell each. */
function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are meant
  return text.replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, '\uFFFD')
}

/** `2 errors, 1 warning`. */
export function tally(findings: readonly Finding[]): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const amount = findings.filter((finding) => finding.severity === severity).length
    if (amount === 0) return []
    return [`${amount} ${severity === 'info' || amount === 1 ? severity : `${severity}s`}`]
  })
  return parts.length === 0 ? 'no findings' : parts.join(', ')
}
