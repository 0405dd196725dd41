// Turns what a terminal shows into an SVG, cell by cell:
//   tmux capture-pane -e -p -t SESSION | node docs/images/terminal-svg.mjs > docs/images/status.svg
import { readFileSync } from 'node:fs'

const CELL = { width: 8.4, height: 18, size: 14 }
const PADDING = 16
const COLORS = ['#1b1f27', '#ff6b6b', '#7bd88f', '#ffd166', '#6cb6ff', '#c792ea', '#5ccfe6', '#d8dee9']
const BACKGROUND = '#12151c'
const FOREGROUND = '#d8dee9'

/** tmux writes a style when it changes, also across lines. */
let style = { fill: FOREGROUND }
const lines = readFileSync(0, 'utf8').replace(/\n+$/, '').split('\n').map(spansOf)
const columns = Math.max(...lines.map((spans) => spans.reduce((sum, { text }) => sum + [...text].length, 0)))
const width = Math.ceil(columns * CELL.width + 2 * PADDING)
const height = Math.ceil(lines.length * CELL.height + 2 * PADDING)

process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>The status view of a run</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.size}" xml:space="preserve">
${lines.map(lineText).join('\n')}
</g>
</svg>
`)

/** Runs of equal style: bold, dim and the eight colours are all that the command uses. */
function spansOf(line) {
  const spans = []
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with one
  for (const [, codes, text] of line.matchAll(/\u001B\[([\d;]*)m|([^\u001B]+)/g)) {
    if (text === undefined) style = styled(style, codes === '' ? [0] : codes.split(';').map(Number))
    else spans.push({ style, text })
  }
  return spans
}

function styled(before, codes) {
  let style = before
  for (const code of codes) {
    if (code === 0) style = { fill: FOREGROUND }
    else if (code === 1) style = { ...style, bold: true }
    else if (code === 2) style = { ...style, dim: true }
    else if (code === 22) style = { fill: style.fill }
    else if (code === 39) style = { ...style, fill: FOREGROUND }
    else if (code >= 30 && code <= 37) style = { ...style, fill: COLORS[code - 30] }
  }
  return style
}

/** Each run is placed at its own column, so that a font of another width cannot shift the table. */
function lineText(spans, row) {
  let column = 0
  return spans
    .map(({ style: { fill, bold, dim }, text }) => {
      const length = [...text].length
      const x = (PADDING + column * CELL.width).toFixed(1)
      column += length
      if (text.trim() === '') return ''
      const y = PADDING + (row + 0.75) * CELL.height
      const weight = `${bold ? ' font-weight="700"' : ''}${dim ? ' opacity="0.6"' : ''}`
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      return `<text x="${x}" y="${y}" textLength="${(length * CELL.width).toFixed(1)}" fill="${fill}"${weight}>${escaped}</text>`
    })
    .join('')
}
