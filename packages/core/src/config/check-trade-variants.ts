import type { GraphConfig } from './check-graph.ts'
import type { GraphFacts } from './facts.ts'
import { symbolsMayMeet } from './symbol-patterns.ts'
import type { ConfigPath, FindingFields, PipelineConfig } from './types.ts'

interface Wanted {
  readonly type: string
  readonly symbol: string
  readonly variant: string
  readonly path: ConfigPath
}

/** Raw and aggregate trades of one instrument in one pipeline would count everything twice. */
export function checkTradeVariants(config: GraphConfig, pipeline: PipelineConfig, facts: GraphFacts): readonly FindingFields[] {
  const wanted = pipeline.sources.flatMap((id) => tradesOf(id, config, facts))
  return wanted.flatMap((one, index) => {
    const other = wanted
      .slice(0, index)
      .find((earlier) => earlier.type === one.type && earlier.variant !== one.variant && symbolsMayMeet(earlier.symbol, one.symbol))
    if (other === undefined) return []
    return [
      {
        code: 'FEEDLOOM_CONFIG_TRADE_VARIANTS_MIXED' as const,
        message: `\`${one.symbol}\` is subscribed to as ${one.variant} trades and as ${other.variant} trades in one pipeline, so each trade would count twice`,
        hint: 'Keep one of the two, or put them into two pipelines.',
        path: one.path,
      },
    ]
  })
}

function tradesOf(id: string, config: GraphConfig, facts: GraphFacts): readonly Wanted[] {
  const source = config.sources[id]
  const usual = facts.sources.get(id)?.capabilities.variants.trade?.[0] ?? 'raw'
  return (source?.subscribe ?? []).flatMap((entry, index) =>
    entry.kind !== 'trade'
      ? []
      : entry.symbols.map((symbol, place) => ({
          type: source?.type ?? id,
          symbol,
          variant: entry.variant ?? usual,
          path: ['sources', id, 'subscribe', index, 'symbols', place],
        })),
  )
}
