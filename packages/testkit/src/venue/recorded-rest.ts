import { exchangeInfoBody } from './exchange-info.ts'
import { ok, refused, type RestAnswer, type RestRequest } from './feed.ts'
import { defaultLimits } from './limits.ts'
import type { VenueName } from './market-spec.ts'
import type { RecordedTape } from './recorded-tape.ts'

/** Longest first: BTCUSDT is BTC/USDT, not BTCUSD/T. */
const quotes = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'GBP', 'BRL', 'DAI', 'USD']

interface Inferred {
  readonly base: string
  readonly quote: string
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

/** Answers from recorded replies; what was not recorded is made up where that can be done honestly, else it is empty. */
export function answerFromTape(tape: RecordedTape, request: RestRequest, now: number): RestAnswer {
  const { venue, path, query } = request
  if (path === '/ping') return ok('{}')
  if (path === '/time') return ok(`{"serverTime":${Math.floor(now)}}`)
  const recorded = tape.replies.find((reply) => reply.venue === venue && reply.path === path && isFor(reply.query, query))
  if (recorded !== undefined) return { status: recorded.status, body: recorded.body }
  if (path === '/exchangeInfo') return ok(inferredInfo(tape, request, now))
  const symbol = query.get('symbol')
  if (symbol !== null && tape.symbols.get(venue)?.has(symbol) !== true) return refused(-1121, 'Invalid symbol.')
  return ok('[]')
}

function isFor(recorded: URLSearchParams, asked: URLSearchParams): boolean {
  return ['symbol', 'interval'].every((name) => recorded.get(name) === null || recorded.get(name) === asked.get(name))
}

function inferredInfo(tape: RecordedTape, { venue }: RestRequest, now: number): string {
  const specs = [...(tape.symbols.get(venue) ?? [])]
    .filter((symbol) => symbol !== '')
    .map((symbol) => ({ symbol, ...partsOf(symbol), ...decimalsOf(tape, symbol), ...definedParts(tape, venue, symbol) }))
  return exchangeInfoBody(venue, specs, Math.floor(now), defaultLimits[venue].weightPerMinute)
}

/** What the recorder knew of it. */
function definedParts(tape: RecordedTape, venue: VenueName, nativeSymbol: string): Partial<Inferred> {
  const found = tape.definitions.find((definition) => definition.venue === venue && definition.nativeSymbol === nativeSymbol)
  if (found === undefined) return {}
  const { base, quote, priceStep, sizeStep } = found
  return {
    base,
    quote,
    ...(priceStep === undefined ? {} : { priceDecimals: decimalsOfStep(priceStep) }),
    ...(sizeStep === undefined ? {} : { sizeDecimals: decimalsOfStep(sizeStep) }),
  }
}

const decimalsOfStep = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9))

function partsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = quotes.find((candidate) => symbol.endsWith(candidate) && symbol.length > candidate.length) ?? ''
  return { base: symbol.slice(0, symbol.length - quote.length), quote }
}

/** The finest price and size in the first recorded book snapshot of the symbol, trailing zeros aside. */
function decimalsOf(tape: RecordedTape, symbol: string): { readonly priceDecimals: number; readonly sizeDecimals: number } {
  const snapshot = tape.entries.find((entry) => entry.type === 'snapshot' && entry.symbol === symbol)
  if (snapshot?.type !== 'snapshot') return { priceDecimals: 8, sizeDecimals: 8 }
  const { bids, asks } = JSON.parse(snapshot.body) as { readonly bids: [string, string][]; readonly asks: [string, string][] }
  const rows = [...bids, ...asks]
  const finest = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => (row[column].split('.')[1] ?? '').replace(/0+$/, '').length))
  return { priceDecimals: finest(0), sizeDecimals: finest(1) }
}
