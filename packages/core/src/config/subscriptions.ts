import type { DataKind } from '../contracts/events.ts'
import type { Subscription } from '../contracts/source.ts'
import type { Findings } from './findings.ts'
import type { SubscribeOutput } from './frame-schema.ts'
import { formatPath } from './path.ts'
import type { ConfigPath, SubscribeEntry } from './types.ts'

/** One `Subscription` per symbol of an entry; patterns stay as they are written. */
export function subscriptionsOf(entry: SubscribeEntry): readonly Subscription[] {
  const { symbols, ...facts } = entry
  return symbols.map((symbol) => ({ ...facts, symbol }))
}

/** Kinds whose streams have a bar width. */
const withInterval: ReadonlySet<string> = new Set(['bar', 'indicator', 'pattern', 'level', 'volume-profile'])

/** The entries of a `subscribe:` list as the engine reads them. Entries that make no sense are left out, and said. */
export function parseSubscribe(
  written: readonly SubscribeOutput[],
  base: ConfigPath,
  kinds: ReadonlySet<string>,
  findings: Findings,
): readonly SubscribeEntry[] {
  const seen = new Map<string, string>()
  return written.flatMap((entry, index) => {
    const path = [...base, index]
    if (!kinds.has(entry.kind)) return []
    const parsed: SubscribeEntry = {
      kind: entry.kind as DataKind,
      symbols: entry.symbols,
      interval: entry.interval,
      variant: entry.variant,
      depth: entry.depth,
      pollEveryMs: entry.every,
      backfillMs: entry.backfill,
      options: entry.options,
    }
    checkFacts(parsed, path, findings)
    reportRepeats(parsed, path, seen, findings)
    return [parsed]
  })
}

function checkFacts(entry: SubscribeEntry, path: ConfigPath, findings: Findings): void {
  if (entry.kind === 'bar' && entry.interval === undefined) {
    findings.add({
      code: 'FEEDLOOM_CONFIG_MISSING_KEY',
      message: 'a subscription to bars lacks the key `interval`',
      hint: 'Add for example `interval: 1m`.',
      path: [...path, 'kind'],
      at: 'key',
    })
  }
  if (entry.interval !== undefined && !withInterval.has(entry.kind) && !entry.kind.startsWith('x'))
    misplaced('interval', 'bars', entry, path, findings)
  if (entry.depth !== undefined && entry.kind !== 'book') misplaced('depth', 'books', entry, path, findings)
  if (entry.pollEveryMs !== undefined && entry.backfillMs !== undefined && entry.kind === 'book')
    misplaced('backfill', 'everything but books', entry, path, findings)
}

function misplaced(key: string, owner: string, entry: SubscribeEntry, path: ConfigPath, findings: Findings): void {
  findings.add({
    code: 'FEEDLOOM_CONFIG_VALUE_INVALID',
    message: `\`${key}\` means something for ${owner} only, and this is \`kind: ${entry.kind}\``,
    hint: `Remove \`${key}\`, or change \`kind\`.`,
    path: [...path, key],
    at: 'key',
  })
}

function reportRepeats(entry: SubscribeEntry, path: ConfigPath, seen: Map<string, string>, findings: Findings): void {
  for (const [index, symbol] of entry.symbols.entries()) {
    const key = JSON.stringify([entry.kind, symbol, entry.interval, entry.variant, entry.depth, entry.pollEveryMs])
    const place = [...path, 'symbols', index]
    const first = seen.get(key)
    seen.set(key, first ?? formatPath(place))
    if (first === undefined) continue
    findings.add({
      severity: 'warning',
      code: 'FEEDLOOM_CONFIG_SUBSCRIPTION_REPEATED',
      message: `\`${symbol}\` is subscribed to twice with the same settings; the first time on line ${findings.locate(first).line}`,
      hint: 'Remove one of them.',
      path: place,
    })
  }
}
