import { normalizeBookChanges, normalizeBookTickers, normalizeTrades } from 'tardis-dev'
import type { Frame } from '../parts/frames.ts'

/** tardis-dev's own mappers for trades, top of book and book changes, asked in turn as it does itself. */
export function tardisDecoder(futures: boolean): (frame: Frame) => number {
  const exchange = futures ? 'binance-futures' : 'binance'
  const start = new Date('2024-08-08T00:00:00Z')
  const mappers = [normalizeTrades(exchange, start), normalizeBookTickers(exchange, start), normalizeBookChanges(exchange, start)]
  return (frame) => {
    const message: unknown = JSON.parse(frame.payload.toString())
    const received = new Date(frame.tsRecv)
    let events = 0
    for (const mapper of mappers) {
      if (!mapper.canHandle(message)) continue
      for (const event of mapper.map(message, received) ?? []) events += event === undefined ? 0 : 1
    }
    return events
  }
}

/** What tardis-dev calls the REST snapshot of a book inside its stream. */
export function tardisSnapshotFrame(nativeSymbol: string, depthSnapshot: string): Frame {
  const stream = `${nativeSymbol.toLowerCase()}@depthSnapshot`
  return { payload: Buffer.from(`{"stream":"${stream}","generated":true,"data":${depthSnapshot}}`), tsRecv: 0 }
}
