import { checkSymbols } from '../config/check-symbols.ts'
import { formatPath } from '../config/path.ts'
import { subscriptionsOf } from '../config/subscriptions.ts'
import { isSymbolPattern, matchesPattern } from '../config/symbol-patterns.ts'
import type { FindingFields, SourceConfig, SubscribeEntry } from '../config/types.ts'
import { configError, type FeedloomError } from '../contracts/errors.ts'
import type { Instrument, InstrumentRegistry } from '../contracts/instrument.ts'
import type { SourceCapabilities, Subscription } from '../contracts/source.ts'

/** What a source trades, as far as it says. Undefined where it has no definitions: then nothing can be checked. */
export type Listing = readonly Instrument[] | undefined

/**
 * One subscription per symbol of each entry, each once. Patterns become the instruments that they match now; `*` alone
 * stays where the source has an all-symbols stream of that kind.
 */
export function resolveEntries(
  entries: readonly SubscribeEntry[],
  listing: Listing,
  capabilities: SourceCapabilities,
): readonly Subscription[] {
  const found = new Map<string, Subscription>()
  for (const subscription of entries.flatMap(subscriptionsOf)) {
    for (const symbol of symbolsOf(subscription, listing, capabilities)) {
      const resolved = { ...subscription, symbol }
      found.set(subscriptionKey(resolved), resolved)
    }
  }
  return [...found.values()]
}

/** What `checkSymbols` finds wrong with a source's subscriptions, as `config` errors with their path. */
export function symbolProblems(source: SourceConfig, listing: Listing): readonly FeedloomError[] {
  if (listing === undefined) return []
  return checkSymbols(source, listing)
    .filter(({ severity }) => severity === undefined || severity === 'error')
    .map(errorOf)
}

/** A finding as the error that it is. */
function errorOf({ code, message, hint, path }: FindingFields): FeedloomError {
  return configError(code, message, { path: typeof path === 'string' ? path : formatPath(path), ...(hint === undefined ? {} : { hint }) })
}

/** Equal for equal subscriptions. */
export function subscriptionKey({ kind, symbol, interval, variant, depth, pollEveryMs, options }: Subscription): string {
  return JSON.stringify([kind, symbol, interval, variant, depth, pollEveryMs, options])
}

function symbolsOf({ kind, symbol }: Subscription, listing: Listing, capabilities: SourceCapabilities): readonly string[] {
  if (!isSymbolPattern(symbol) || listing === undefined) return [symbol]
  if (symbol === '*' && capabilities.wildcard.includes(kind)) return [symbol]
  return listing
    .filter(({ status }) => status !== 'delisted')
    .filter((instrument) => matchesPattern(symbol, instrument.symbol) || matchesPattern(symbol, instrument.nativeSymbol))
    .map((instrument) => instrument.symbol)
}

type StreamFacts = Pick<Subscription, 'kind' | 'interval'> & { readonly instrument: Instrument }

/** What subscriptions without patterns stand for, where it is known. */
export function streamsOf(
  subscriptions: readonly Subscription[],
  venues: Iterable<string> | undefined,
  instruments: InstrumentRegistry,
): readonly StreamFacts[] {
  return subscriptions.flatMap(({ kind, symbol, interval }) =>
    [...(venues ?? [])].flatMap((venue) => {
      const instrument = instruments.unified(venue, symbol) ?? instruments.native(venue, symbol)
      return instrument === undefined ? [] : [{ instrument, kind, interval }]
    }),
  )
}
