import type { InstrumentSpec } from '../contracts/instrument.ts'
import { editDistance } from './suggest.ts'
import { isSymbolPattern, matchesPattern } from './symbol-patterns.ts'
import type { FeedloomConfig, FindingFields, SourceConfig } from './types.ts'

type Listed = Pick<InstrumentSpec, 'symbol' | 'nativeSymbol' | 'status'>

/**
 * Compares the symbols of one source with what its venue lists: unknown ones and patterns that nothing matches are
 * errors, delisted ones warnings. `LoadedConfig.finding` gives them their place in the file.
 */
export function checkSymbols(source: SourceConfig, listed: Iterable<Listed>): readonly FindingFields[] {
  const instruments = [...listed]
  const byName = new Map<string, Listed>()
  for (const instrument of instruments) byName.set(instrument.nativeSymbol, instrument)
  for (const instrument of instruments) byName.set(instrument.symbol, instrument)
  return source.subscribe.flatMap((entry, index) =>
    entry.symbols.flatMap((symbol, place) => {
      const path = ['sources', source.id, 'subscribe', index, 'symbols', place]
      return symbol === '*' ? [] : checkSymbol(symbol, path, source.id, byName, instruments)
    }),
  )
}

function checkSymbol(
  symbol: string,
  path: FindingFields['path'],
  id: string,
  byName: ReadonlyMap<string, Listed>,
  instruments: readonly Listed[],
): readonly FindingFields[] {
  if (isSymbolPattern(symbol)) {
    const matched = instruments.some((listed) => matchesPattern(symbol, listed.symbol) || matchesPattern(symbol, listed.nativeSymbol))
    if (matched) return []
    return [
      {
        code: 'FEEDLOOM_CONFIG_SYMBOL_UNKNOWN',
        message: `nothing that \`${id}\` lists matches \`${symbol}\``,
        hint: 'Patterns are compared with unified (`BTC/USDT`) and native (`BTCUSDT`) symbols; case matters.',
        path,
      },
    ]
  }
  const found = byName.get(symbol)
  if (found === undefined) {
    const near = nearestSymbol(symbol, instruments)
    const hint = near === undefined ? '`feedloom instruments` lists what there is.' : `Did you mean \`${near}\`?`
    return [{ code: 'FEEDLOOM_CONFIG_SYMBOL_UNKNOWN', message: `\`${id}\` does not list \`${symbol}\``, hint, path }]
  }
  if (found.status !== 'delisted') return []
  return [
    {
      severity: 'warning',
      code: 'FEEDLOOM_CONFIG_SYMBOL_DELISTED',
      message: `\`${symbol}\` is no longer traded on \`${id}\``,
      hint: 'Remove it; nothing will come.',
      path,
    },
  ]
}

/** First what is the same but for punctuation and case (`btc-usdt`), then the nearest spelling. */
function nearestSymbol(symbol: string, instruments: readonly Listed[]): string | undefined {
  const wanted = letters(symbol)
  const same = instruments.find(
    (listed) =>
      letters(listed.symbol) === wanted || letters(listed.nativeSymbol) === wanted || letters(listed.symbol.split(':')[0] ?? '') === wanted,
  )
  if (same !== undefined) return same.symbol
  let best: string | undefined
  let least = 3
  for (const { symbol: other } of instruments) {
    const distance = editDistance(wanted, letters(other.split(':')[0] ?? other))
    if (distance < least) [best, least] = [other, distance]
  }
  return best
}

function letters(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** Says once, at the first of them, that symbols were not compared; nothing where no source names any. */
export function uncheckedSymbols(sources: FeedloomConfig['sources']): readonly FindingFields[] {
  const named = Object.values(sources).filter(({ subscribe }) => subscribe.length > 0)
  const [first] = named
  if (first === undefined) return []
  const amount = named.flatMap(({ subscribe }) => subscribe.flatMap(({ symbols }) => symbols)).length
  return [
    {
      severity: 'info',
      code: 'FEEDLOOM_CONFIG_SYMBOLS_UNCHECKED',
      message: `${amount} ${amount === 1 ? 'symbol was' : 'symbols were'} not compared with what the venues list`,
      hint: 'Run `feedloom validate --online`; `feedloom run` checks them before anything starts.',
      path: ['sources', first.id, 'subscribe', 0, 'symbols'],
      at: 'key',
    },
  ]
}
