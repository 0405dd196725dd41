import { plainTable, queryFile } from '@feedloom/cli'

/** Where the frames of a stream end up: the table, and which of its rows. */
const targets = {
  trade: { table: 'trade_data', where: 'first_id IS NULL' },
  aggTrade: { table: 'trade_data', where: 'first_id IS NOT NULL' },
  bookTicker: { table: 'quotes', where: 'true' },
  depth: { table: 'orderbook_deltas', where: 'true' },
  // A forming bar is replaced by the next state of it: those that closed can be counted.
  kline: { table: 'kline_data', where: "origin = 'venue' AND final", sent: (stream) => stream.closedCandles },
  ticker: { table: 'market_metrics', where: "kind = 'ticker'" },
  markPrice: { table: 'market_metrics', where: "kind = 'mark'" },
}

/** Prints for each stream what the venue sent and what the store holds; true when they agree. */
export async function compareWithOracle(store, oracle, terminal) {
  const { colors } = terminal
  const streams = oracle.deliveredTo().filter(({ kind }) => targets[kind] !== undefined)
  const results = await queryFile(store, streams.map(countRows))
  const verdicts = streams.map((stream, index) => judge(stream, results[index].rows[0].map(Number)))
  const rows = verdicts.map(({ stream, said, agrees }) => [
    agrees ? colors.green('equal') : colors.red('DIFFERENT'),
    stream.venue,
    stream.stream,
    said,
  ])
  terminal.out(`\n${plainTable(['', 'venue', 'stream', 'what the venue sent and what is stored'], rows, terminal)}`)
  return verdicts.every(({ agrees }) => agrees)
}

/** Changes that are older than the snapshot of a book are not stored, so their chain is checked instead of their number. */
function judge(stream, [stored, breaks, last]) {
  const sent = targets[stream.kind].sent?.(stream) ?? stream.count
  if (stream.kind === 'kline') return { stream, said: `oracle closed ${sent}, stored ${stored}`, agrees: sent === stored }
  if (stream.kind !== 'depth') return { stream, said: `oracle sent ${sent}, stored ${stored}`, agrees: sent === stored }
  const said = `oracle sent ${sent}, stored ${stored}, ${sent - stored} older than the snapshot; ${breaks} holes up to id ${last}`
  return { stream, said, agrees: stored <= sent && breaks === 0 && last === stream.lastId }
}

function countRows({ venue, symbol, kind, stream }) {
  const { table, where } = targets[kind]
  const rows = `FROM ${table} WHERE venue = '${venue}' AND native_symbol = '${symbol}' AND ${where}${kind === 'kline' ? ` AND interval = '${stream.split('_').at(-1)}'` : ''}`
  if (kind !== 'depth') return `SELECT count(*) ${rows}`
  // Spot numbers its changes without holes; USD-M names the change before.
  const follows = venue === 'binance' ? 'first_sequence <= before + 1' : 'prev_sequence = before'
  const chain = `SELECT *, lag(last_sequence) OVER (ORDER BY last_sequence) AS before ${rows}`
  return `SELECT count(*), count(*) FILTER (before IS NOT NULL AND NOT (${follows})), max(last_sequence) FROM (${chain})`
}
