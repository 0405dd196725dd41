import { type FeedloomError, formatShapeDiff, type MarketEvent, type NormalizerFactory, type WireDrift } from '@feedloom/core'
import { CollectingWriter, readRecording, sharedPath, testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { parsingOnly, spotNormalizer, usdmNormalizer } from './normalizer.ts'
import type { DocumentedFrame } from './test/documented.ts'
import { corpora } from './test/fuzz-corpus.ts'

type Message = Readonly<Record<string, unknown>>
type Market = 'spot' | 'USD-M'
const level = [['61685.99', '1.5']]
const amounts = { o: '1', c: '1', h: '1', l: '1', v: '1', q: '1' }
const kline = { t: 60_000, T: 119_999, s: 'BTCUSDT', i: '1m', f: 1, L: 2, ...amounts, n: 2, x: true, V: '1', Q: '1', B: '0' }
const ticker = { p: '0', P: '0', w: '1', Q: '1', O: 1, C: 2, F: 1, L: 2, n: 2, ...amounts }
const top = { u: 1, s: 'BTCUSDT', b: '1', B: '1', a: '2', A: '1' }
const trade = { e: 'trade', E: 5, s: 'BTCUSDT', t: 7, p: '1', q: '1', T: 4, m: true }
const aggTrade = { e: 'aggTrade', E: 5, s: 'BTCUSDT', a: 7, p: '1', q: '1', f: 1, l: 2, T: 4, m: true }
const diff = { e: 'depthUpdate', E: 5, s: 'BTCUSDT', U: 1, u: 2, b: level, a: level }
const messages: readonly (readonly [Market, Message])[] = [
  ['spot', { ...trade, M: true }],
  ['USD-M', { ...trade, X: 'MARKET' }],
  ['spot', { ...aggTrade, M: true }],
  ['USD-M', aggTrade],
  ['spot', diff],
  ['USD-M', { ...diff, T: 4, pu: 0 }],
  ['spot', top],
  ['USD-M', { e: 'bookTicker', E: 5, T: 4, ...top }],
  ['USD-M', { e: 'kline', E: 5, s: 'BTCUSDT', k: kline }],
  ['spot', { e: '24hrTicker', E: 5, s: 'BTCUSDT', ...ticker, x: '1', b: '1', B: '1', a: '2', A: '1' }],
  ['USD-M', { e: '24hrTicker', E: 5, s: 'BTCUSDT', ...ticker }],
  ['spot', { e: '24hrMiniTicker', E: 5, s: 'BTCUSDT', ...amounts }],
  ['USD-M', { e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', p: '1', i: '1', P: '1', r: '0.0001', T: 9 }],
]
const named = messages.map(
  ([market, message]) => [`${market} ${(message['e'] as string | undefined) ?? 'bookTicker'}`, market, message] as const,
)

interface Decoded {
  readonly events: readonly MarketEvent[]
  readonly drifts: readonly WireDrift[]
  readonly error: FeedloomError | undefined
}

function decode(market: Market, message: unknown, stream = 'btcusdt@any'): Decoded {
  const factory = market === 'spot' ? spotNormalizer : usdmNormalizer
  const drifts: WireDrift[] = []
  const out = new CollectingWriter(1)
  const fields = factory.inferInstrument?.('BTCUSDT')
  const instruments = testInstruments(fields === undefined ? [] : [fields])
  const context = {
    venue: factory.venue,
    instruments,
    report: () => undefined,
    drifted: (drift: WireDrift) => void drifts.push(drift),
  }
  const head = { venue: factory.venue, channel: 'ws', tsRecv: 1, connection: 'public#0', epoch: 0, request: undefined }
  const payload = Buffer.from(JSON.stringify({ stream, data: message }))
  try {
    factory.create(context).normalize({ ...head, payload }, out)
    return { events: out.take(), drifts, error: undefined }
  } catch (error) {
    return { events: [], drifts, error: error as FeedloomError }
  }
}

/** Numbers that a consumer would trip over. A side of a quote may be empty. */
function halfFilled(event: MarketEvent): readonly string[] {
  return Object.entries(event).flatMap(([field, value]) => {
    if (typeof value === 'number') return Number.isFinite(value) || (event.kind === 'quote' && Number.isNaN(value)) ? [] : [field]
    return value instanceof Float64Array && !value.every((one) => Number.isFinite(one)) ? [field] : []
  })
}

/** The message with one field, at the top or inside `k`, taken out, renamed, or put in another type. */
function variants(message: Message): readonly { readonly what: string; readonly path: string; readonly changed: Message }[] {
  const inside = message['k'] as Message | undefined
  const at = (field: string, change: (fields: Record<string, unknown>) => void): Message => {
    const copy = structuredClone(message) as Record<string, unknown>
    change((field.startsWith('k.') ? copy['k'] : copy) as Record<string, unknown>)
    return copy
  }
  const fields = [
    ...Object.keys(message).filter((name) => name !== 'k' && name !== 'e'),
    ...Object.keys(inside ?? {}).map((name) => `k.${name}`),
  ]
  return fields.flatMap((path) => {
    const name = path.replace('k.', '')
    const put = (value: unknown) => at(path, (of) => (of[name] = value))
    return [
      { what: 'missing', path, changed: at(path, (of) => delete of[name]) },
      { what: 'renamed', path, changed: at(path, (of) => void ((of['renamed'] = of[name]), delete of[name])) },
      ...[null, {}, [], '', 'x', -1, 1e300, true].map((value) => ({ what: `put as ${JSON.stringify(value)}`, path, changed: put(value) })),
    ]
  })
}

describe('a message whose shape has changed', () => {
  it.each(named)('gives no half-filled event, and says what is new (%s)', (_, market, message) => {
    expect(decode(market, message)).toMatchObject({ drifts: [], error: undefined })
    const more = decode(market, { ...message, brandNew: '1' })
    expect(more.events).toEqual(decode(market, message).events)
    expect(more.drifts.map(({ changes }) => formatShapeDiff(changes))).toEqual(['new brandNew (text "1")'])
  })

  it.each(named)('is refused or whole, whatever happens to a field of %s', (_, market, message) => {
    for (const { what, path, changed } of variants(message)) {
      const { events, drifts, error } = decode(market, changed)
      expect([what, path, events.flatMap(halfFilled)]).toEqual([what, path, []])
      expect([what, path, error?.category ?? 'data']).toEqual([what, path, 'data'])
      const said = [error?.message ?? '', ...drifts.map(({ changes }) => formatShapeDiff(changes))].join()
      const wanted = path.startsWith('k.') ? 'new k.renamed' : 'new renamed'
      expect(said).toContain(what === 'renamed' ? wanted : '')
    }
  })

  it.each(named)('is told for every field that is taken out or put in another type, read or not (%s)', (_, market, message) => {
    const silent = variants(message)
      .filter(({ what }) => what === 'missing' || what === 'renamed' || what === 'put as null' || what === 'put as {}')
      .filter(({ changed }) => {
        const { drifts, error } = decode(market, changed)
        return drifts.length === 0 && error === undefined
      })
    expect(silent.map(({ what, path }) => `${path} ${what}`)).toEqual([])
  })

  it.each(named)('is told of the other market: %s', (name, market, message) => {
    const other = market === 'spot' ? 'USD-M' : 'spot'
    const { drifts, error } = decode(other, message)
    const alike = ['USD-M kline', 'spot 24hrMiniTicker'].includes(name)
    expect([name, drifts.length > 0 || error !== undefined]).toEqual([name, !alike])
  })

  it('is named by what is different in the error that refuses it', () => {
    const { error } = decode('spot', { ...trade, M: true, p: 61_685.99, T: undefined })
    expect(error).toMatchObject({ code: 'FEEDLOOM_FRAME_INVALID', details: { message: 'trade' } })
    expect(error?.message).toBe('trade: p is number 61685.99 instead of decimal, missing T (integer)')
  })

  it('in a list of all symbols is told once, where it is', () => {
    const mini = { e: '24hrMiniTicker', E: 5, s: 'BTCUSDT', ...amounts }
    const { events, drifts } = decode('spot', [mini, { ...mini, zz: 1 }, { ...mini, zz: 2 }], '!miniTicker@arr')
    expect(events.length).toBe(3)
    expect(drifts.map(({ message, changes }) => `${message}: ${formatShapeDiff(changes)}`)).toEqual(['24hrMiniTicker: new zz (number 1)'])
    const told = ({ drifts: all }: Decoded): readonly string[] => all.map(({ changes }) => formatShapeDiff(changes))
    expect(told(decode('spot', [mini], 'btcusdt@miniTicker'))).toEqual(['data is list of 1 instead of object'])
    expect(told(decode('spot', mini, '!miniTicker@arr'))).toEqual(['data is object instead of list'])
  })
})

describe.each(corpora)('a frame that the venue documents ($plugin)', ({ factory, documented }) => {
  it.each(documented.map((frame) => [`${frame.channel} ${frame.text.slice(0, 60)}`, frame] as const))(
    'has the shape that is known: %s',
    (_, frame) => {
      expect(toldOf(factory, [frame])).toEqual([])
    },
  )
})

describe.each(corpora)('definitions ($plugin)', ({ factory, documented }) => {
  it('tell of a shape that is not known, however the reply is read', () => {
    const known = documented.find(({ channel }) => channel === 'rest.exchangeInfo')?.text ?? ''
    const payload = Buffer.from(known.replaceAll('"status":', '"state":"x","status":').replace('"tickSize"', '"tick"'))
    const frame = { ...head(factory), channel: 'rest.exchangeInfo', payload }
    const drifts: WireDrift[] = []
    expect(factory.instruments?.(frame, (drift) => drifts.push(drift))?.length).toBeGreaterThan(0)
    expect(drifts.map(({ changes }) => formatShapeDiff(changes)).join()).toContain('new symbols[].state (text "x")')
  })
})

const head = (factory: NormalizerFactory<Uint8Array>) =>
  ({ venue: factory.venue, channel: 'ws', tsRecv: 1, connection: 'public#0', epoch: 0, request: undefined }) as const

/** What is told of frames, refusals included. */
function toldOf(factory: NormalizerFactory<Uint8Array>, frames: readonly DocumentedFrame[]): readonly string[] {
  const told = new Set<string>()
  const instruments = testInstruments([])
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'ETHBTC', 'BTCUSDT_210625']) {
    const fields = factory.inferInstrument?.(symbol)
    if (fields !== undefined) instruments.define([fields])
  }
  const drifted = ({ message, changes }: WireDrift): void => void told.add(`${message}: ${formatShapeDiff(changes)}`)
  const decoder = factory.create({ venue: factory.venue, instruments, report: () => undefined, drifted })
  for (const { channel, text, request } of frames) {
    try {
      decoder.normalize({ ...head(factory), channel, request, payload: Buffer.from(text) }, new CollectingWriter(1))
    } catch (error) {
      told.add(String(error))
    }
  }
  return [...told]
}

describe.skipIf(sharedPath('fixtures') === undefined)('recorded messages', () => {
  it.each([
    ['binance-spot', 'btcusdt-20240808', spotNormalizer],
    ['binance-spot', 'multi-20211011', spotNormalizer],
    ['binance-usdm', 'btcusdt-20240808', usdmNormalizer],
    ['binance-usdm', 'multi-20210722', usdmNormalizer],
  ] as const)('have the shape that is known (%s %s)', async (folder, set, factory) => {
    const found = new Set<string>()
    const symbols = new Set<string>()
    const instruments = testInstruments([])
    const drifted = ({ message, changes }: WireDrift): void => void found.add(`${message}: ${formatShapeDiff(changes)}`)
    const decoder = parsingOnly(factory).create({ venue: factory.venue, instruments, report: () => undefined, drifted })
    const head = { venue: factory.venue, channel: 'ws', tsRecv: 1, connection: 'public#0', epoch: 0, request: undefined }
    let frames = 0
    for await (const line of readRecording(sharedPath('fixtures', folder, `${set}.ws.jsonl.gz`) as string)) {
      // Every tenth: one in ten shows the shape of all.
      if (line.type !== 'ws' || line.dir !== 'in' || frames++ % 10 > 0) continue
      const symbol = /"s":"([^"]+)"/.exec(line.frame)?.[1] ?? ''
      const fields = symbols.has(symbol) ? undefined : factory.inferInstrument?.(symbol)
      if (fields !== undefined) instruments.define([fields])
      symbols.add(symbol)
      decoder.normalize({ ...head, payload: Buffer.from(line.frame) }, new CollectingWriter(1))
    }
    expect(frames).toBeGreaterThan(100)
    expect([...found]).toEqual([])
  })
})
