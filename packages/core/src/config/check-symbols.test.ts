import { describe, expect, it } from 'vitest'
import { checkSymbols } from './check-symbols.ts'
import { matchesPattern, symbolsMayMeet } from './symbol-patterns.ts'
import type { SourceConfig } from './types.ts'

const listed = [
  { symbol: 'BTC/USDT', nativeSymbol: 'BTCUSDT', status: 'trading' as const },
  { symbol: 'ETH/USDT', nativeSymbol: 'ETHUSDT', status: 'halted' as const },
  { symbol: 'LUNA/USDT', nativeSymbol: 'LUNAUSDT', status: 'delisted' as const },
  { symbol: 'SOL/USDT:USDT', nativeSymbol: 'SOLUSDT', status: 'trading' as const },
]

function check(...symbols: readonly string[]): readonly string[] {
  const entry = {
    kind: 'trade' as const,
    symbols,
    interval: undefined,
    variant: undefined,
    depth: undefined,
    pollEveryMs: undefined,
    backfillMs: undefined,
    options: undefined,
  }
  const source = { id: 'acme', type: 'acme', plugin: undefined as unknown as SourceConfig['plugin'], config: {}, subscribe: [entry] }
  return checkSymbols(source, listed).map(
    ({ severity = 'error', code, hint }) => `${severity} ${code.replace('FEEDLOOM_CONFIG_SYMBOL_', '')} ${hint}`,
  )
}

describe('checkSymbols', () => {
  it('takes unified and native symbols, halted ones, and patterns that match something', () => {
    expect(check('BTC/USDT', 'ETHUSDT', 'SOL/USDT:USDT', '*/USDT', 'BTC*', '*')).toEqual([])
  })

  it('guesses what was meant by an unknown symbol', () => {
    expect(check('btc-usdt')).toEqual(['error UNKNOWN Did you mean `BTC/USDT`?'])
    expect(check('SOL/USDT')).toEqual(['error UNKNOWN Did you mean `SOL/USDT:USDT`?'])
    expect(check('BTC/USD')).toEqual(['error UNKNOWN Did you mean `BTC/USDT`?'])
    expect(check('DOGE/EUR')[0]).toContain('`feedloom instruments`')
  })

  it('refuses a pattern that nothing matches, and warns of what is delisted', () => {
    expect(check('*/EUR')[0]).toMatch(/^error UNKNOWN/)
    expect(check('LUNA/USDT')[0]).toMatch(/^warning DELISTED/)
  })
})

describe('symbol patterns', () => {
  it('let a star stand for any letters, and nothing else', () => {
    expect(matchesPattern('*/USDT', 'BTC/USDT')).toBe(true)
    expect(matchesPattern('*.USDT', 'BTC/USDT')).toBe(false)
    expect(matchesPattern('BTC*', 'ABTC')).toBe(false)
  })

  it('meet where one instrument may be named twice', () => {
    expect(symbolsMayMeet('BTC/USDT:USDT', 'BTCUSDT')).toBe(true)
    expect(symbolsMayMeet('*/USDT', 'btcusdt')).toBe(true)
    expect(symbolsMayMeet('BTC/USDT', 'ETH/USDT')).toBe(false)
  })
})
