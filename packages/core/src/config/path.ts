import type { ConfigPath } from './types.ts'

/** `['sources', 'binance', 'subscribe', 0]` as `sources.binance.subscribe[0]`. */
export function formatPath(path: ConfigPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}

/** Drops the last step of a formatted path: first a `[0]`, then what follows the last dot. Undefined for the root. */
export function parentPath(text: string): string | undefined {
  if (text === '') return undefined
  return text.slice(0, Math.max(0, text.lastIndexOf('.'), text.lastIndexOf('[')))
}

/** The name that a message calls a place by: its last step, with its list where it is an item. */
export function shortName(path: ConfigPath): string {
  const last = path.at(-1)
  if (last === undefined) return 'the config'
  if (typeof last !== 'number') return `\`${last}\``
  const owner = path.findLast((part) => typeof part === 'string')
  return owner === undefined ? `item ${last + 1}` : `item ${last + 1} of \`${owner}\``
}
