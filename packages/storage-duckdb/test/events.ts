import type { AnyBatch, EventKind, EventMap, Instrument, SinkWrite } from '@feedloom/core'

export const t0 = 1_700_000_000_000
export const signal: AbortSignal = new AbortController().signal

export function writeOf(id: number, runs: readonly AnyBatch[], run = 'run-1'): SinkWrite {
  return { run, id, runs, count: runs.reduce((sum, batch) => sum + batch.events.length, 0) }
}

export function batchOf<K extends EventKind>(kind: K, events: readonly EventMap[K][]): AnyBatch {
  return { kind, origin: 'sources.test', delivery: 'live', events } as unknown as AnyBatch
}

export function trade(instrument: Instrument, ts: number, id: string, price = 100, size = 1): EventMap['trade'] {
  const rest = { aggregate: undefined, conditions: undefined, printVenue: undefined, tape: undefined }
  return { kind: 'trade', instrument, ts, nanos: 0, tsRecv: ts + 5, revision: 0, price, size, side: 'buy', id, ...rest }
}

export function bar(instrument: Instrument, openTime: number, fields: Partial<EventMap['bar']> = {}): EventMap['bar'] {
  return {
    kind: 'bar',
    instrument,
    ts: openTime + 59_999,
    nanos: 0,
    tsRecv: openTime + 60_010,
    revision: 0,
    interval: '1m',
    openTime,
    closeTime: openTime + 59_999,
    open: 1,
    high: 4,
    low: 0.5,
    close: 2,
    volume: 10,
    quoteVolume: 20,
    trades: 3,
    takerBuyVolume: 4,
    vwap: 2,
    final: true,
    origin: 'venue',
    ...fields,
  }
}
