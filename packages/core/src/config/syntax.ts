import { isScalar, visit } from 'yaml'
import type { Node, YAMLError } from 'yaml'

interface Explained {
  readonly message: string
  readonly hint: string
}

const quoteIt = 'Put the text in double quotes.'

/** What the parser's codes mean to somebody who has never read the YAML specification. */
const explained: Readonly<Record<string, Explained>> = {
  TAB_AS_INDENT: { message: 'a tab is used for indentation', hint: 'Indent with spaces; YAML does not take tabs.' },
  BAD_INDENT: {
    message: 'the indentation does not fit what stands above',
    hint: 'Items of one list and keys of one map begin in the same column; a `[` or `{` above may not be closed.',
  },
  BLOCK_AS_IMPLICIT_KEY: { message: 'a second `: ` stands in this value', hint: `${quoteIt} Two keys need two lines.` },
  BAD_SCALAR_START: { message: 'a value cannot begin with this character', hint: quoteIt },
  MULTIPLE_DOCS: { message: 'a second document begins here (`---`)', hint: 'One file holds one config; remove the `---`.' },
  MISSING_CHAR: { message: 'something is not closed or not separated', hint: 'Look for a missing quote, comma, `]`, `}` or `:`.' },
  UNEXPECTED_TOKEN: { message: 'this does not belong here', hint: 'Look at the indentation and at brackets and quotes before this place.' },
  IMPOSSIBLE: { message: 'this does not belong here', hint: 'Look at the indentation and at brackets and quotes before this place.' },
  BAD_ALIAS: { message: 'an alias has no name', hint: 'A text that begins with `*` needs double quotes.' },
  KEY_OVER_1024_CHARS: { message: 'a key is longer than 1,024 characters', hint: 'A quote or a bracket is probably not closed.' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key goes over several lines',
    hint: 'A colon or a quote is probably missing on this line or the one before.',
  },
  BAD_DQ_ESCAPE: { message: 'this is no escape sequence', hint: 'In double quotes a backslash is written `\\\\`; or use single quotes.' },
}

/** A syntax error in plain words. The parser's own words follow where they say more. */
export function syntaxProblem(error: YAMLError, line: string): Explained {
  if (/[{,]\s*[^,{}]*:\s*\$\{/.test(line)) {
    return { message: 'a `${…}` stands without quotes inside `{ }`', hint: 'Quote it: "${env:NAME}".' }
  }
  const closer = /end with a (.)$/.exec(error.message)?.[1]
  if (closer !== undefined)
    return {
      message: `a \`${closer}\` is missing before this place`,
      hint: `Close what was opened with \`${closer === ']' ? '[' : '{'}\`.`,
    }
  if (error.message.includes('Missing closing'))
    return { message: 'the quote that opens here is never closed', hint: 'Close it at the end of the text.' }
  if (error.message.includes('without - indicator')) return explained['BAD_INDENT'] as Explained
  if (error.message.includes('on same line with key'))
    return { message: 'a list begins on the line of its key', hint: 'Put each `- ` on a line of its own, or the whole list into `[…]`.' }
  const known = explained[error.code]
  if (known === undefined) return { message: lowerFirst(error.message), hint: quoteIt }
  const says = error.code === 'MISSING_CHAR' || error.code === 'UNEXPECTED_TOKEN' ? ` (${lowerFirst(withoutQuotes(error.message))})` : ''
  return { message: known.message + says, hint: known.hint }
}

const localCodes: ReadonlySet<string> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'TAB_AS_INDENT',
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
  'BAD_ALIAS',
])

/** Whether the parser finds its way again after this error. */
export function isLocal(error: YAMLError): boolean {
  return localCodes.has(error.code) || error.message.includes('on same line with key')
}

/** The place of an error; where the parser points at an indentation, the word after it. */
export function pastBlanks(error: YAMLError, text: string): { readonly from: number; readonly to: number } {
  const [from, to] = error.pos
  const blanks = error.code === 'TAB_AS_INDENT' ? 0 : (/^ +(?=\S)/.exec(text.slice(from))?.[0].length ?? 0)
  return { from: from + blanks, to: Math.max(to, from + blanks) }
}

/** Where a quote opens that is never closed; the parser says only where the text ends. */
export function openQuote(error: YAMLError, contents: Node | null): { readonly from: number; readonly to: number } | undefined {
  if (!error.message.includes('Missing closing') || contents === null) return undefined
  let from: number | undefined
  visit(contents, {
    Scalar(_, node) {
      if (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')) from = node.range?.[0] ?? from
    },
  })
  return from === undefined ? undefined : { from, to: from + 1 }
}

/** The parser quotes the offending token, which may be a piece of a secret. */
function withoutQuotes(message: string): string {
  return message.replace(/: "(?:\\.|[^"\\])*"$/, '').replace(/ token in YAML stream$/, '')
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
