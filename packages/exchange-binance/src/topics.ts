import { type FeedloomError, type Instrument, type Interval, type Subscription, configError } from '@feedloom/core'

/** The fifteen of both markets; spot adds `1s`. */
export const commonIntervals: readonly Interval[] = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
]

const partialDepths = [5, 10, 20] as const

export function unsupported(subscription: Subscription, message: string, hint: string): FeedloomError {
  return configError('FEEDLOOM_SUBSCRIPTION_INVALID', `${subscription.kind} of ${subscription.symbol}: ${message}`, { hint })
}

export function streamSymbol(instrument: Instrument): string {
  return instrument.nativeSymbol.toLowerCase()
}

/** `@trade` or `@aggTrade`. */
export function tradeStream(subscription: Subscription, standard: 'raw' | 'aggregate'): string {
  const variant = subscription.variant ?? standard
  if (variant !== 'raw' && variant !== 'aggregate') {
    throw unsupported(subscription, `there is no variant \`${variant}\``, 'Use `raw` or `aggregate`.')
  }
  return variant === 'raw' ? '@trade' : '@aggTrade'
}

export function klineStream(subscription: Subscription, intervals: readonly string[]): string {
  const { interval } = subscription
  if (interval === undefined || !intervals.includes(interval)) {
    throw unsupported(subscription, `there is no interval \`${interval ?? ''}\``, `Use one of ${intervals.join(', ')}.`)
  }
  return `@kline_${interval}`
}

/** The update speeds of a market's book streams; the name of the slowest carries no suffix. */
export interface BookSpeeds {
  readonly standard: string
  readonly diff: Readonly<Record<string, string>>
  readonly partial: Readonly<Record<string, string>>
}

export const spotSpeeds: BookSpeeds = {
  standard: '100ms',
  diff: { '100ms': '@100ms', '1000ms': '' },
  partial: { '100ms': '@100ms', '1000ms': '' },
}

export const usdmSpeeds: BookSpeeds = {
  standard: '100ms',
  // 0ms is not documented; recordings of 2024 have it.
  diff: { '0ms': '@0ms', '100ms': '@100ms', '250ms': '', '500ms': '@500ms' },
  partial: { '100ms': '@100ms', '250ms': '', '500ms': '@500ms' },
}

/**
 * The full book as diffs, or its best 5, 10 or 20 levels whole each time: the latter when `variant: partial` or one of
 * these depths asks for it. Any other depth is cut from the full book.
 */
export function depthStream(subscription: Subscription, speeds: BookSpeeds): string {
  const depth = subscription.depth ?? 20
  const isSmall = partialDepths.some((one) => one === subscription.depth)
  const variant = subscription.variant ?? (isSmall ? 'partial' : 'full')
  if (variant !== 'full' && variant !== 'partial') {
    throw unsupported(subscription, `there is no variant \`${variant}\``, 'Use `full` or `partial`.')
  }
  if (variant === 'partial' && !partialDepths.some((one) => one === depth)) {
    throw unsupported(subscription, `there is no partial book of ${depth} levels`, 'Use a depth of 5, 10 or 20, or `variant: full`.')
  }
  const speed = optionOf(subscription, 'speed') ?? speeds.standard
  const suffix = (variant === 'partial' ? speeds.partial : speeds.diff)[speed]
  if (suffix === undefined) {
    const known = Object.keys(variant === 'partial' ? speeds.partial : speeds.diff).join(', ')
    throw unsupported(subscription, `there is no speed \`${speed}\``, `Use one of ${known}.`)
  }
  return variant === 'partial' ? `@depth${depth}${suffix}` : `@depth${suffix}`
}

/** `speed` is the only option; it belongs to `book` and `mark`. */
export function optionOf(subscription: Subscription, name: 'speed'): string | undefined {
  const options = subscription.options ?? {}
  for (const key of Object.keys(options)) {
    if (key !== name) throw unsupported(subscription, `there is no option \`${key}\``, 'The only option is `speed`.')
  }
  const value = options[name]
  if (value === undefined || typeof value === 'string') return value
  throw unsupported(subscription, `option \`${name}\` is not a text`, 'Write it like `speed: 100ms`.')
}
