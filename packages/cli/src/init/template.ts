/** What a new config should do. */
export interface Choices {
  readonly venue: 'binance' | 'binance-usdm'
  /** Unified symbols. */
  readonly symbols: readonly string[]
  /** Data kinds to subscribe to. */
  readonly kinds: readonly string[]
  readonly store: 'duckdb' | 'memory'
  readonly indicators: boolean
  /** Of the schema file, relative to the config. */
  readonly schema: string
}

/** Kinds that `init` offers, by venue. */
export const kindsOf: Readonly<Record<Choices['venue'], readonly string[]>> = {
  binance: ['trade', 'quote', 'book', 'bar', 'ticker'],
  'binance-usdm': ['trade', 'quote', 'book', 'bar', 'ticker', 'mark', 'funding', 'open-interest'],
}

const comments: Readonly<Record<string, string>> = {
  trade: 'every trade',
  quote: 'best bid and offer',
  book: 'order book: a snapshot, then every change',
  bar: 'one-minute bars, the last two hours first',
  ticker: 'statistics of the last 24 hours',
  mark: 'mark and index price',
  funding: 'funding rate',
  'open-interest': 'open interest, which this venue only answers when asked',
}

const extras: Readonly<Record<string, string>> = {
  bar: ', interval: 1m, backfill: 2h',
  'open-interest': ', every: 10s',
}

/** A commented `feedloom.yaml`. */
export function configTemplate(choices: Choices): string {
  const { venue, schema, store, indicators } = choices
  const packages = [
    '@feedloom/exchange-binance',
    ...(indicators ? ['@feedloom/indicators'] : []),
    ...(store === 'duckdb' ? ['@feedloom/storage-duckdb'] : []),
  ]
  return [
    `# yaml-language-server: $schema=./${schema}`,
    '# Check it with `npx feedloom validate feedloom.yaml`, start it with `npx feedloom run feedloom.yaml`.',
    'version: 1',
    '',
    '# Packages (or files of yours) that give sources, processors and sinks. `npx feedloom plugins` lists what they offer.',
    'plugins:',
    ...packages.map((name) => `  - "${name}"`),
    '',
    '# Where data comes from. No key is needed for market data.',
    'sources:',
    `  ${venue}:`,
    '    subscribe:',
    ...subscriptions(choices),
    '',
    ...(indicators ? processors : []),
    '# Where data goes.',
    'sinks:',
    ...(store === 'duckdb' ? duckdb : ['  memory: {}']),
    `  console: { kinds: [${indicators ? 'bar, indicator' : (choices.kinds[0] ?? 'trade')}], every: 5s }`,
    '',
    '# Stop waiting for slow sinks after this long when the run ends.',
    'engine: { log: info, shutdown: 10s }',
    '',
  ].join('\n')
}

function subscriptions({ kinds, symbols }: Choices): string[] {
  const list = `[${symbols.map((symbol) => `"${symbol}"`).join(', ')}]`
  return kinds.map((kind) => `      - { kind: ${kind}, symbols: ${list}${extras[kind] ?? ''} } # ${comments[kind] ?? kind}`)
}

const processors = [
  '# What is computed on the way. Values appear beside the data, as events of kind `indicator`.',
  'processors:',
  '  indicators:',
  '    input: { kind: bar, interval: 1m }',
  '    compute:',
  '      rsi14: { rsi: { period: 14 } }',
  '      ema20: { ema: { period: 20 } }',
  '',
]

const duckdb = [
  '  duckdb:',
  '    path: ./data/market.duckdb',
  '    retention: { trade: 7d, book: 2d } # older rows are deleted; kinds that are not named stay',
]
