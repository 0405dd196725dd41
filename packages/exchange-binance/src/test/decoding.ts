import { readFileSync } from 'node:fs'
import { FeedloomError, type MarketEvent, type NormalizerFactory, type RawFrame } from '@feedloom/core'
import { CollectingWriter, sharedPath, testInstruments } from '@feedloom/testkit'

export const tsRecv: number = 1_700_000_000_123.456

function frame(text: string, over: Partial<RawFrame<Uint8Array>> = {}): RawFrame<Uint8Array> {
  return {
    venue: 'binance',
    channel: 'ws',
    payload: Buffer.from(text),
    tsRecv,
    connection: 'public#0',
    epoch: 0,
    request: undefined,
    ...over,
  }
}

const symbols = [
  'BTCUSDT',
  'ETHUSDT',
  'ETHBTC',
  'BNBUSDT',
  'BALUSDT',
  'IOTXUSDT',
  'BTCUSDT_210625',
  'ETHUSDT_210625',
  'ETHUSDT_220624',
  'BTCUSDT_220624',
]

export function decoderOf(
  factory: NormalizerFactory<Uint8Array>,
): (text: string, over?: Partial<RawFrame<Uint8Array>>) => readonly MarketEvent[] {
  const instruments = testInstruments(symbols.map((symbol) => factory.inferInstrument?.(symbol)).filter((fields) => fields !== undefined))
  const decoder = factory.create({ venue: factory.venue, instruments, report: () => undefined })
  return (text, over) => {
    const out = new CollectingWriter(tsRecv)
    decoder.normalize(frame(text, over), out)
    return out.take()
  }
}

/** `data FEEDLOOM_…`, or what else became of it. */
export function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return FeedloomError.is(error) ? `${error.category} ${error.code}` : String(error)
  }
  return 'nothing thrown'
}

/** Lines of a fixture as JSON; none where the shared folder is missing. */
export function linesOf<T>(...parts: string[]): readonly T[] {
  const path = sharedPath('fixtures', ...parts)
  return path === undefined
    ? []
    : readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T)
}
