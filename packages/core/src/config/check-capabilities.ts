import type { DataKind } from '../contracts/events.ts'
import type { SourceCapabilities } from '../contracts/source.ts'
import type { GraphConfig } from './check-graph.ts'
import type { GraphFacts } from './facts.ts'
import { didYouMean, listed } from './suggest.ts'
import type { ConfigPath, FindingFields, SourceConfig, SubscribeEntry } from './types.ts'

/** What a source is asked for and does not offer, by its own declaration. */
export function checkCapabilities(config: GraphConfig, facts: GraphFacts): readonly FindingFields[] {
  return Object.values(config.sources).flatMap((source) => {
    const own = facts.sources.get(source.id)
    if (own === undefined) return []
    const { capabilities, emits } = own
    if (source.subscribe.length === 0) return missingSubscribe(source, capabilities, emits !== undefined)
    return source.subscribe.flatMap((entry, index) =>
      checkEntry(entry, ['sources', source.id, 'subscribe', index], source.id, capabilities),
    )
  })
}

function missingSubscribe(source: SourceConfig, capabilities: SourceCapabilities, emits: boolean): readonly FindingFields[] {
  const offers = [...capabilities.live, ...capabilities.poll]
  if (emits || capabilities.finite || offers.length === 0) return []
  return [
    {
      code: 'FEEDLOOM_CONFIG_SUBSCRIBE_MISSING',
      message: `the source \`${source.id}\` subscribes to nothing`,
      hint: `Add \`subscribe: [{ kind: ${offers[0] ?? 'trade'}, symbols: […] }]\`; it offers ${listed([...new Set(offers)])}.`,
      path: ['sources', source.id],
      at: 'key',
    },
  ]
}

function checkEntry(entry: SubscribeEntry, path: ConfigPath, id: string, capabilities: SourceCapabilities): readonly FindingFields[] {
  const { live, poll, history } = capabilities
  // A source that declares nothing (a replay of unknown recordings) is believed.
  if (live.length + poll.length + history.length === 0) return []
  const offered = entry.pollEveryMs === undefined ? [...live, ...poll] : poll
  if (!offered.includes(entry.kind)) return [unsupportedKind(entry, path, id, capabilities)]
  const found: FindingFields[] = []
  if (entry.backfillMs !== undefined && !history.includes(entry.kind)) {
    const message = `\`${id}\` has no history of \`${entry.kind}\``
    found.push({
      code: 'FEEDLOOM_CONFIG_KIND_UNSUPPORTED',
      message,
      hint: `Remove \`backfill\`; there is history of ${listed(history)}.`,
      path: [...path, 'backfill'],
    })
  }
  return [...found, ...checkFacts(entry, path, id, capabilities)]
}

function unsupportedKind(
  { kind, pollEveryMs }: SubscribeEntry,
  path: ConfigPath,
  id: string,
  { live, poll }: SourceCapabilities,
): FindingFields {
  if (pollEveryMs !== undefined && live.includes(kind)) {
    const hint = poll.length === 0 ? 'Remove `every`.' : `Remove \`every\`; it polls ${listed(poll)}.`
    return {
      code: 'FEEDLOOM_CONFIG_KIND_UNSUPPORTED',
      message: `\`${id}\` streams \`${kind}\` but cannot poll it`,
      hint,
      path: [...path, 'every'],
      at: 'key',
    }
  }
  const offers: readonly DataKind[] = [...new Set([...live, ...poll])]
  const hint = didYouMean(kind, offers) ?? `It offers ${listed(offers)}.`
  return { code: 'FEEDLOOM_CONFIG_KIND_UNSUPPORTED', message: `\`${id}\` does not offer \`${kind}\``, hint, path: [...path, 'kind'] }
}

function checkFacts(entry: SubscribeEntry, path: ConfigPath, id: string, capabilities: SourceCapabilities): readonly FindingFields[] {
  const { kind, interval, depth, variant } = entry
  const { intervals, depths, variants } = capabilities
  const found: FindingFields[] = []
  if (kind === 'bar' && interval !== undefined && intervals.length > 0 && !intervals.includes(interval)) {
    const hint = `It offers ${listedAll(intervals)}; a \`bars\` processor makes others from trades or smaller bars.`
    found.push({
      code: 'FEEDLOOM_CONFIG_INTERVAL_UNSUPPORTED',
      message: `\`${id}\` does not offer bars of ${interval}`,
      hint,
      path: [...path, 'interval'],
    })
  }
  if (kind === 'book' && depth !== undefined && depths.length > 0 && !depths.includes(depth)) {
    const hint = `It offers ${listedAll(depths.map(String))} levels; left out, the full book.`
    found.push({
      code: 'FEEDLOOM_CONFIG_DEPTH_UNSUPPORTED',
      message: `\`${id}\` does not offer books of ${depth} levels`,
      hint,
      path: [...path, 'depth'],
    })
  }
  const known = variants[kind] ?? []
  if (variant !== undefined && !known.includes(variant)) {
    const hint =
      known.length === 0
        ? `Remove \`variant\`; there is only one kind of \`${kind}\` here.`
        : (didYouMean(variant, known) ?? `It offers ${listed(known)}.`)
    found.push({
      code: 'FEEDLOOM_CONFIG_VARIANT_UNSUPPORTED',
      message: `\`${id}\` has no variant \`${variant}\` of \`${kind}\``,
      hint,
      path: [...path, 'variant'],
    })
  }
  return found
}

/** Short things are listed to the end. */
function listedAll(items: readonly string[]): string {
  return items.join(', ')
}
