// oxlint-disable-next-line no-control-regex -- escape sequences begin with one
const ESCAPE = /\u001B\[[\d;?]*[A-Za-z]/g
// oxlint-disable-next-line no-control-regex -- escape sequences begin with one
const PARTS = /\u001B\[[\d;?]*[A-Za-z]|[^]/gu
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u

/** The text without colours. */
function bare(text: string): string {
  return text.replace(ESCAPE, '')
}

/** Cells that a terminal needs for it: colours none, CJK (there are such symbols) and emoji two. */
export function cells(text: string): number {
  let width = 0
  for (const character of bare(text)) width += WIDE.test(character) ? 2 : 1
  return width
}

/** Cuts to that many cells, with an ellipsis where something went; colours are closed behind it. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text
  if (width <= 1) return '…'.slice(0, Math.max(width, 0))
  let kept = ''
  let used = 0
  for (const part of text.match(PARTS) ?? []) {
    const size = cells(part)
    if (used + size > width - 1) break
    kept += part
    used += size
  }
  return `${kept}…${text.includes('\u001B') ? '\u001B[0m' : ''}`
}

/** Fills up with spaces, or cuts. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const short = cut(text, width)
  const space = ' '.repeat(Math.max(0, width - cells(short)))
  return align === 'left' ? short + space : space + short
}
