/**
 * Decoding of recorded Binance frames, from bytes to events: Feedloom with and without its byte scanner, ccxt.pro and
 * tardis-dev over the same frames.
 */
import { Instruments, RunWriter } from '@feedloom/core/events'
import { parsingOnly, spotNormalizer, usdmNormalizer } from '@feedloom/exchange-binance'
import { ccxtDecoder } from './peers/ccxt.ts'
import { type Frame, firstBody, framesByType } from './parts/frames.ts'
import { tardisDecoder, tardisSnapshotFrame } from './peers/tardis.ts'
import { finish, goal, heading, median, ns, nsPer, type Row, table, times } from './parts/report.ts'

const rounds = 5

/** As the source hands it on: one frame object of a fixed shape for each message of the socket. */
function feedloomDecoder(factory: typeof spotNormalizer): (frame: Frame) => void {
  const venue = factory.venue
  const instruments = new Instruments()
  const fields = factory.inferInstrument?.('BTCUSDT')
  if (fields !== undefined) instruments.define([fields])
  const normalizer = factory.create({ venue, instruments, report: () => undefined })
  const writer = new RunWriter()
  return ({ payload, tsRecv }) => {
    writer.begin(tsRecv, 'bench', 'replay')
    normalizer.normalize({ venue, channel: 'ws', payload, tsRecv, connection: 'public#0', epoch: 0, request: undefined }, writer)
    writer.finish()
  }
}

function timed(frames: readonly Frame[], decode: (frame: Frame) => unknown): number {
  global.gc?.()
  return nsPer(frames.length, 1, () => {
    for (const frame of frames) decode(frame)
  })
}

async function measure(market: 'binance-spot' | 'binance-usdm', rows: Row[], ratios: number[]): Promise<void> {
  const futures = market === 'binance-usdm'
  const folder = `../shared/fixtures/${market}/`
  const types = await framesByType(`${folder}btcusdt-20240808.ws.jsonl.gz`)
  const snapshot = await firstBody(`${folder}btcusdt-20240808.rest-depth.jsonl.gz`)
  const symbol = futures ? 'BTC/USDT:USDT' : 'BTC/USDT'
  for (const [type, frames] of types) {
    const factory = futures ? usdmNormalizer : spotNormalizer
    const own = feedloomDecoder(factory)
    const parsing = feedloomDecoder(parsingOnly(factory))
    const tardis = tardisDecoder(futures)
    tardis(tardisSnapshotFrame('BTCUSDT', snapshot))
    // All of them in each round: what else the machine does hits them alike.
    const measured = Array.from({ length: rounds }, () => {
      // A fresh book each time: ccxt refuses depth that it has seen.
      const ccxt = ccxtDecoder({ nativeSymbol: 'BTCUSDT', symbol, base: 'BTC', quote: 'USDT', futures }, snapshot)
      return [own, parsing, ccxt, tardis].map((decode) => timed(frames, decode))
    })
    const [ownNs = 0, parsingNs = 0, ccxtNs = 0, tardisNs = 0] = [0, 1, 2, 3].map((i) =>
      median(measured.map((round) => round[i] ?? Number.NaN)),
    )
    rows.push({
      name: `${market} ${type} (${frames.length} frames)`,
      cells: [ns(ownNs), ns(parsingNs), ns(ccxtNs), ns(tardisNs), times(parsingNs / ownNs), times(ccxtNs / ownNs), times(tardisNs / ownNs)],
    })
    ratios.push(ccxtNs / ownNs, parsingNs / ownNs)
  }
}

heading('Decoding a frame, bytes to events (median of 5 passes; ccxt also applies depth to its book)')
const rows: Row[] = []
const ratios: number[] = []
await measure('binance-spot', rows, ratios)
await measure('binance-usdm', rows, ratios)
table(['Feedloom', 'by JSON.parse', 'ccxt.pro', 'tardis-dev', 'JSON.parse / Feedloom', 'ccxt / Feedloom', 'tardis / Feedloom'], rows)
console.log()
goal('every frame type decodes faster than in ccxt.pro, and than by JSON.parse', Math.min(...ratios) > 1)
finish()
