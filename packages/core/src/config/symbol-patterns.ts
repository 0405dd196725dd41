/** Whether the text has a `*` and so stands for any number of symbols. */
export function isSymbolPattern(symbol: string): boolean {
  return symbol.includes('*')
}

/** Whether a symbol fits a pattern such as `*` + `/USDT`; `*` stands for any letters, and case matters. */
export function matchesPattern(pattern: string, symbol: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(symbol)
}

/** Whether two texts of a config may name one instrument, told without knowing what the venue lists. */
export function symbolsMayMeet(a: string, b: string): boolean {
  if (a === b) return true
  return matchesPattern(plain(a), plain(b)) || matchesPattern(plain(b), plain(a))
}

/** `BTC/USDT:USDT` and `BTCUSDT` in one form. */
function plain(symbol: string): string {
  return symbol
    .toUpperCase()
    .replace(/:.*$/, '')
    .replaceAll(/[^A-Z0-9*]/g, '')
}
