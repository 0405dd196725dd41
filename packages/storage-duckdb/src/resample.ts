import { type BarSpec, type EpochMs, configError, intervalMs, isInterval } from '@feedloom/core'
import type { Database } from './database.ts'
import { literal, storeSchema, timeLiteral } from './store-table.ts'

export interface ResampleRequest {
  readonly venue: string
  readonly symbol: string
  readonly interval: BarSpec
  readonly from?: EpochMs
  readonly to?: EpochMs
}

const bars = `${storeSchema}.kline_data`
const trades = `${storeSchema}.trade_data`

/**
 * The query that makes wider bars, with the columns of `kline_data` in their order: from the widest stored bars that
 * fit into the interval, else from trades; undefined when the store has neither. Throws
 * `FEEDLOOM_STORE_RESAMPLE_UNSUPPORTED` (config) for volume and value bars, whose borders need a walk over the trades.
 */
export async function resampleQuery(database: Database, request: ResampleRequest, keys: readonly number[]): Promise<string | undefined> {
  const where = `instrument IN (${keys.join(', ')})`
  if (!isInterval(request.interval)) return activityBars(request, where)
  const source = await widestSource(database, request.interval, where)
  if (source !== undefined)
    return fromBars(request, `${where} AND "interval" = ${literal(source.interval)} AND origin = ${literal(source.origin)}`)
  const [row] = await database.run('query', `SELECT 1 FROM ${trades} WHERE ${where} LIMIT 1`)
  return row === undefined ? undefined : fromTrades(request, where)
}

interface Source {
  readonly interval: BarSpec
  readonly origin: string
}

async function widestSource(database: Database, wanted: BarSpec, where: string): Promise<Source | undefined> {
  const rows = await database.run(
    'query',
    `SELECT DISTINCT "interval" AS interval, origin FROM ${bars} WHERE ${where} ORDER BY origin DESC`,
  )
  const fitting = rows
    .map((row): Source => ({ interval: String(row['interval']) as BarSpec, origin: String(row['origin']) }))
    .filter((source) => fits(source.interval, wanted))
  return fitting.sort((a, b) => widthOf(b.interval) - widthOf(a.interval))[0]
}

/** Whether bars of `part` fill bars of `whole` without a rest. */
function fits(part: BarSpec, whole: BarSpec): boolean {
  if (part === whole) return true
  const [inner, outer] = [intervalMs(part), intervalMs(whole)]
  if (inner === undefined) return false
  // Calendar months are made of whole days.
  return (outer ?? 86_400_000) % inner === 0
}

function widthOf(interval: BarSpec): number {
  return intervalMs(interval) ?? Number.POSITIVE_INFINITY
}

/** Multiples of the width since the epoch; weeks open on Mondays, months on the first. */
function bucketOf(interval: BarSpec, time: string): { readonly open: string; readonly next: string } {
  const width = intervalMs(interval)
  const step = width === undefined ? `INTERVAL '${Number.parseInt(interval, 10)} months'` : `to_microseconds(${width * 1000})`
  const origin = interval.endsWith('w') ? `TIMESTAMP '1970-01-05'` : `TIMESTAMP '1970-01-01'`
  return { open: `time_bucket(${step}, ${time}, ${origin})`, next: `bucket + ${step}` }
}

function fromBars(request: ResampleRequest, where: string): string {
  const { open, next } = bucketOf(request.interval, 'open_time')
  const close = `${next} - INTERVAL '1 millisecond'`
  return (
    `SELECT instrument, ts, nanos, ts_recv, 0::INTEGER AS revision, ${literal(request.interval)} AS "interval", bucket AS open_time, ${close} AS close_time, ` +
    `"open", high, low, "close", volume, quote_volume, trades, taker_buy_volume, vwap, closed AND last_close >= ${close} AS final, 'derived' AS origin FROM (` +
    `SELECT instrument, ${open} AS bucket, max(ts) AS ts, arg_max(nanos, ts) AS nanos, max(ts_recv) AS ts_recv, ` +
    `arg_min("open", open_time) AS "open", max(high) AS high, min(low) AS low, arg_max("close", open_time) AS "close", ` +
    `fsum(volume) AS volume, ${whole('quote_volume')} AS quote_volume, ${whole('trades')} AS trades, ${whole('taker_buy_volume')} AS taker_buy_volume, ` +
    `CASE WHEN fsum(volume) > 0 THEN ${whole('quote_volume')} / fsum(volume) END AS vwap, bool_and(final) AS closed, max(close_time) AS last_close ` +
    `FROM ${bars} WHERE ${where} GROUP BY ALL)${range(request)} ORDER BY open_time, instrument`
  )
}

/** A sum with one unknown part is unknown. */
function whole(column: string): string {
  return `CASE WHEN count(${column}) = count(*) THEN fsum(${column}) END`
}

const tradeSums =
  `max(ts) AS ts, arg_max(nanos, rowid) AS nanos, max(ts_recv) AS ts_recv, arg_min(price, (ts, rowid)) AS "open", max(price) AS high, min(price) AS low, ` +
  `arg_max(price, (ts, rowid)) AS "close", fsum(size) AS volume, fsum(price * size) AS quote_volume, count(*)::DOUBLE AS trades, ` +
  `coalesce(fsum(size) FILTER (side = 'buy'), 0) AS taker_buy_volume, CASE WHEN fsum(size) > 0 THEN fsum(price * size) / fsum(size) END AS vwap`
const tradeColumns = `"open", high, low, "close", volume, quote_volume, trades, taker_buy_volume, vwap`

/** Final when a later trade of the instrument is there: only then is it known that no more will come. */
function fromTrades(request: ResampleRequest, where: string): string {
  const { open, next } = bucketOf(request.interval, 'ts')
  return (
    `SELECT instrument, ts, nanos, ts_recv, 0::INTEGER AS revision, ${literal(request.interval)} AS "interval", bucket AS open_time, ` +
    `${next} - INTERVAL '1 millisecond' AS close_time, ${tradeColumns}, max(ts) OVER (PARTITION BY instrument) >= ${next} AS final, 'derived' AS origin FROM (` +
    `SELECT instrument, ${open} AS bucket, ${tradeSums} FROM ${trades} WHERE ${where} GROUP BY instrument, bucket)` +
    `${range(request)} ORDER BY open_time, instrument`
  )
}

function activityBars(request: ResampleRequest, where: string): string {
  const [unit, amount] = request.interval.split(':')
  if (unit !== 'tick') {
    throw configError('FEEDLOOM_STORE_RESAMPLE_UNSUPPORTED', `the store cannot make ${request.interval} bars`, {
      hint: 'Replay the trades through the `bars` processor.',
    })
  }
  return (
    `SELECT instrument, ts, nanos, ts_recv, 0::INTEGER AS revision, ${literal(request.interval)} AS "interval", first_ts AS open_time, ts AS close_time, ` +
    `${tradeColumns}, trades = ${amount} AS final, 'derived' AS origin FROM (SELECT instrument, number, min(ts) AS first_ts, ${tradeSums} FROM (` +
    `SELECT *, rowid, (row_number() OVER (PARTITION BY instrument ORDER BY ts, rowid) - 1) // ${amount} AS number FROM ${trades} WHERE ${where}) ` +
    `GROUP BY instrument, number)${range(request, 'first_ts')} ORDER BY open_time, instrument`
  )
}

function range({ from, to }: ResampleRequest, column = 'bucket'): string {
  const conditions = [
    ...(from === undefined ? [] : [`${column} >= ${timeLiteral(from)}`]),
    ...(to === undefined ? [] : [`${column} < ${timeLiteral(to)}`]),
  ]
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}
