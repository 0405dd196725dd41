import type { FrameDamage } from './faults.ts'
import type { StreamKind } from './topics.ts'

/** Of each kind, a field whose name is changed and one whose type is: without it the frame means nothing. */
const vital: Readonly<Partial<Record<StreamKind, readonly [renamed: string, retyped: string]>>> = {
  trade: ['p', 't'],
  aggTrade: ['q', 'a'],
  bookTicker: ['b', 'A'],
  depth: ['u', 'U'],
  kline: ['t', 'c'],
}
const others: readonly [string, string] = ['s', 'E']

/** A data frame that went wrong on its way, or at a venue that changed its mind. `wrap` puts the envelope around a text. */
export function damaged(damage: FrameDamage, kind: StreamKind, text: string, wrap: (text: string) => Buffer): Buffer {
  const [renamed, retyped] = vital[kind] ?? others
  switch (damage) {
    case 'corrupt': {
      const frame = wrap(text)
      return frame.subarray(0, Math.max(1, frame.length >>> 1))
    }
    case 'garbage':
      return Buffer.from('<html><body>502 Bad Gateway</body></html>')
    case 'rename':
      return wrap(text.replace(`"${renamed}":`, `"${renamed}${renamed}":`))
    case 'retype':
      return wrap(text.replace(new RegExp(`"${retyped}":("[^"]*"|[0-9]+)`), `"${retyped}":{"value":$1}`))
  }
}
