import { type EventWriter, FeedloomError, type MarketEvent, type Normalizer, type NormalizerFactory } from '@feedloom/core'
import { CollectingWriter, readRecordings, sharedPath, testInstruments } from '@feedloom/testkit'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Directory } from './directory.ts'
import { HotFrames } from './hot-frames.ts'
import { parsingOnly, spotNormalizer, usdmNormalizer } from './normalizer.ts'
import { linesOf } from './test/decoding.ts'
import { hotMessages, mutations } from './test/hot-messages.ts'
import { spotShapes, usdmShapes } from './wire-shapes.ts'

const tsRecv = 1_700_000_000_123.5
const known = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'] as const

interface Ways {
  /** What the scanner wrote, undefined where it gave up. */
  scanned(payload: Uint8Array): string | undefined
  /** Events or error of the whole normalizer, and of the one that parses all. */
  decoded(payload: Uint8Array): string
  parsed(payload: Uint8Array): string
}

function waysOf(factory: NormalizerFactory<Uint8Array>, symbols: readonly string[] = known): Ways {
  const fields = symbols.map((symbol) => factory.inferInstrument?.(symbol)).filter((each) => each !== undefined)
  const context = { venue: factory.venue, instruments: testInstruments(fields), report: () => undefined }
  const { messages } = factory.venue === spotNormalizer.venue ? spotShapes : usdmShapes
  const hot = new HotFrames(new Directory(context), messages)
  const [whole, parsing] = [factory.create(context), parsingOnly(factory).create(context)]
  const frame = (payload: Uint8Array): Parameters<Normalizer<Uint8Array>['normalize']>[0] => {
    return { venue: factory.venue, channel: 'ws', payload, tsRecv, connection: 'public#0', epoch: 0, request: undefined }
  }
  const outcome = (run: (out: EventWriter) => unknown): string => {
    const out = new CollectingWriter(tsRecv)
    try {
      run(out)
    } catch (error) {
      return FeedloomError.is(error) ? error.code : String(error)
    }
    return portraitOf(out.events)
  }
  return {
    scanned(payload) {
      let taken = false
      const events = outcome((out) => (taken = hot.decode(frame(payload), out)))
      if (taken) return events
      return events === '' ? undefined : `gave up, but not before it wrote or threw ${events}`
    },
    decoded: (payload) => outcome((out) => whole.normalize(frame(payload), out)),
    parsed: (payload) => outcome((out) => parsing.normalize(frame(payload), out)),
  }
}

/** Every key and every bit: the shortest text of a double names it. */
function portraitOf(events: readonly MarketEvent[]): string {
  const textOf = (value: unknown): string => {
    if (value instanceof Float64Array) return `[${value.join(' ')}]`
    if (typeof value === 'object' && value !== null) return 'nativeSymbol' in value ? String(value.nativeSymbol) : JSON.stringify(value)
    return Object.is(value, -0) ? '-0' : `${typeof value} ${String(value)}`
  }
  return events
    .map((event) =>
      Object.entries(event)
        .map(([key, value]) => `${key}=${textOf(value)}`)
        .join(' '),
    )
    .join('\n')
}

describe.each([
  ['spot', spotNormalizer],
  ['USD-M', usdmNormalizer],
] as const)('the byte scanner of %s', (market, factory) => {
  const ways = waysOf(factory)

  it('takes every order of keys and writes what the parser writes, bit for bit', () => {
    fc.assert(
      fc.property(hotMessages(market, known), (text) => {
        const payload = Buffer.from(text)
        const parsed = ways.parsed(payload)
        expect([text, ways.scanned(payload)]).toEqual([text, parsed])
        expect(parsed).not.toContain('FEEDLOOM')
      }),
      { numRuns: 3_000 },
    )
  })

  it('falls back or agrees when bytes are changed, inserted or removed', () => {
    fc.assert(
      fc.property(hotMessages(market, known), mutations, (text, mutate) => {
        const payload = mutate(Buffer.from(text))
        const parsed = ways.parsed(payload)
        expect([payload.toString('latin1'), ways.scanned(payload) ?? parsed]).toEqual([payload.toString('latin1'), parsed])
        expect(ways.decoded(payload)).toBe(parsed)
      }),
      { numRuns: 10_000 },
    )
  })

  it('recalls the form of a stream and falls back or agrees where a frame has another one', () => {
    const wrapped = hotMessages(market, known).filter((text) => text.startsWith('{"stream"'))
    const digits = fc.infiniteStream(fc.nat(9))
    fc.assert(
      fc.property(wrapped, digits, mutations, (text, digit, mutate) => {
        // Of those before it on its stream, which take another form in turn.
        for (let i = 0; i < 17; i++) ways.scanned(Buffer.from(text))
        const other = text.replaceAll(/(?<=data.*)\d/g, (old) => (digit.next().value ?? old).toString())
        for (const payload of [Buffer.from(text), Buffer.from(other), mutate(Buffer.from(text)), mutate(Buffer.from(other))]) {
          const parsed = ways.parsed(payload)
          expect([payload.toString('latin1'), ways.scanned(payload) ?? parsed]).toEqual([payload.toString('latin1'), parsed])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('leaves the messages of the other market to the parser', () => {
    const other = market === 'spot' ? 'USD-M' : 'spot'
    fc.assert(
      fc.property(hotMessages(other, known), (text) => {
        expect([text, ways.scanned(Buffer.from(text))]).toEqual([text, undefined])
      }),
      { numRuns: 3_000 },
    )
  })

  it('leaves symbols that nobody knows to the parser, which says so', () => {
    const payload = Buffer.from('{"e":"trade","E":2,"s":"NEWUSDT","t":7,"p":"1","q":"2","T":1,"m":false}')
    expect(ways.scanned(payload)).toBeUndefined()
    expect(ways.decoded(payload)).toBe('FEEDLOOM_INSTRUMENT_UNKNOWN')
  })

  it('takes the messages of the documents of 2026 with their new fields', () => {
    // The example of a USD-M trade lacks `X`, which every recorded one has.
    const hot = /"e":"(aggTrade|bookTicker|depthUpdate)"/
    const samples = linesOf<{ frame: string; case: string }>(market === 'spot' ? 'binance-spot' : 'binance-usdm', 'samples.jsonl')
    for (const { frame } of samples.filter((sample) => sample.case === 'documentation' && hot.test(sample.frame))) {
      expect([frame, ways.scanned(Buffer.from(frame))]).toEqual([frame, ways.parsed(Buffer.from(frame))])
    }
  })
})

describe('ids beyond 2^53', () => {
  it('are exact beside times in microseconds', () => {
    const ways = waysOf(spotNormalizer)
    const text =
      '{"e":"trade","E":1700000000123457,"s":"BTCUSDT","t":9007199254740993,"p":"1","q":"2","T":1700000000123456,"m":true,"M":true}'
    expect(ways.scanned(Buffer.from(text))).toBeUndefined()
    expect(ways.decoded(Buffer.from(text))).toContain('id=string 9007199254740993')
    expect(ways.decoded(Buffer.from(text))).toContain('ts=number 1700000000123.456')
  })
})

const sets = [
  { folder: 'binance-spot', name: 'btcusdt-20240808', factory: spotNormalizer, symbols: ['BTCUSDT'] },
  { folder: 'binance-spot', name: 'multi-20211011', factory: spotNormalizer, symbols: ['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR'] },
  { folder: 'binance-usdm', name: 'btcusdt-20240808', factory: usdmNormalizer, symbols: ['BTCUSDT'] },
  { folder: 'binance-usdm', name: 'multi-20210722', factory: usdmNormalizer, symbols: ['AKROUSDT', 'CTKUSDT', 'KEEPUSDT', 'SUSHIUSDT'] },
] as const

describe.skipIf(sharedPath('fixtures', 'binance-spot', 'expected.json') === undefined)('recorded frames', () => {
  it.each(sets)('of $folder/$name that are hot all take the fast way, to the same events', async ({ folder, name, factory, symbols }) => {
    const ways = waysOf(factory, symbols)
    let hot = 0
    const slow: string[] = []
    const different: string[] = []
    for await (const line of readRecordings([sharedPath('fixtures', folder, `${name}.ws.jsonl.gz`) as string])) {
      if (line.type !== 'ws' || line.dir !== 'in' || line.frame.includes('@kline')) continue
      const payload = Buffer.from(line.frame)
      const scanned = ways.scanned(payload)
      hot += 1
      if (scanned === undefined) slow.push(line.frame)
      else if (scanned !== ways.parsed(payload)) different.push(line.frame)
    }
    expect(hot).toBeGreaterThan(100)
    expect([slow, different]).toEqual([[], []])
  })
})
