import { didYouMean, listed } from '../../config/suggest.ts'
import { configError, type BarSpec, type EpochMs, type Instrument } from '../../contracts/index.ts'
import { shortNumber } from '../plain-number.ts'
import type { Finding } from './judges.ts'

/** What a message may speak of. */
interface MessageFacts extends Finding {
  readonly instrument: Instrument
  readonly ts: EpochMs
  readonly rule: string
  readonly severity: string
  readonly interval: BarSpec | undefined
  readonly price: number
  readonly values: Readonly<Record<string, number>>
}

export type MessageTemplate = (facts: MessageFacts) => string

const numberText = (value: number | undefined): string => (value === undefined ? '-' : shortNumber(value))

const parts: Readonly<Record<string, MessageTemplate>> = {
  symbol: ({ instrument }) => instrument.symbol,
  venue: ({ instrument }) => instrument.venue,
  base: ({ instrument }) => instrument.base,
  quote: ({ instrument }) => instrument.quote,
  rule: ({ rule }) => rule,
  severity: ({ severity }) => severity,
  interval: ({ interval }) => interval ?? '',
  time: ({ ts }) => new Date(ts).toISOString(),
  price: ({ price }) => numberText(price),
  value: ({ value }) => numberText(value),
  threshold: ({ threshold }) => numberText(threshold),
  reason: ({ text }) => text,
}

/**
 * A message with names in braces, made ready; left out, the reason alone. Throws `FEEDLOOM_ALERT_TEMPLATE` for a name
 * that stands for nothing.
 */
export function templateOf(message: string | undefined, series: readonly string[], path: string): MessageTemplate {
  if (message === undefined) return ({ text }) => text
  const pieces = message.split(/\{([^{}]*)\}/).map((piece, i): MessageTemplate => {
    if (i % 2 === 0) return () => piece
    const part = series.includes(piece) ? ({ values }: MessageFacts): string => numberText(values[piece]) : parts[piece]
    if (part !== undefined) return part
    const names = [...Object.keys(parts), ...series]
    const hint = didYouMean(piece, names) ?? `It may be ${listed(names, 'or')}.`
    throw configError('FEEDLOOM_ALERT_TEMPLATE', `\`{${piece}}\` stands for nothing in this message`, { path, hint })
  })
  return (facts) => pieces.map((piece) => piece(facts)).join('')
}
