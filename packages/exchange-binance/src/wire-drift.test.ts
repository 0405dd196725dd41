import { type FeedloomError, formatShapeDiff, type MarketEvent, type WireDrift } from '@feedloom/core'
import { CollectingWriter, readRecording, sharedPath, testInstruments } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { parsingOnly, spotNormalizer, usdmNormalizer } from './normalizer.ts'

type Message = Readonly<Record<string, unknown>>
const level = [['61685.99', '1.5']]
const amounts = { o: '1', c: '1', h: '1', l: '1', v: '1', q: '1' }
const kline = { t: 60_000, T: 119_999, s: 'BTCUSDT', i: '1m', f: 1, L: 2, ...amounts, n: 2, x: true, V: '1', Q: '1', B: '0' }
const ticker = { p: '0', P: '0', w: '1', x: '1', Q: '1', b: '1', B: '1', a: '2', A: '1', O: 1, C: 2, F: 1, L: 2, n: 2, ...amounts }
const messages: readonly Message[] = [
  { e: 'trade', E: 5, s: 'BTCUSDT', t: 7, p: '1', q: '1', T: 4, m: true, M: true },
  { e: 'aggTrade', E: 5, s: 'BTCUSDT', a: 7, p: '1', q: '1', f: 1, l: 2, T: 4, m: true },
  { e: 'depthUpdate', E: 5, T: 4, s: 'BTCUSDT', U: 1, u: 2, pu: 0, b: level, a: level },
  { e: 'bookTicker', E: 5, T: 4, u: 1, s: 'BTCUSDT', b: '1', B: '1', a: '2', A: '1' },
  { u: 1, s: 'BTCUSDT', b: '1', B: '1', a: '2', A: '1' },
  { e: 'kline', E: 5, s: 'BTCUSDT', k: kline },
  { e: '24hrTicker', E: 5, s: 'BTCUSDT', ...ticker },
  { e: '24hrMiniTicker', E: 5, s: 'BTCUSDT', ...amounts },
  { e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', p: '1', i: '1', P: '1', r: '0.0001', T: 9 },
]
const nameOf = (message: Message): string => (message['e'] as string | undefined) ?? 'spot bookTicker'

interface Decoded {
  readonly events: readonly MarketEvent[]
  readonly drifts: readonly WireDrift[]
  readonly error: FeedloomError | undefined
}

function decode(message: unknown): Decoded {
  const drifts: WireDrift[] = []
  const out = new CollectingWriter(1)
  const fields = usdmNormalizer.inferInstrument?.('BTCUSDT')
  const instruments = testInstruments(fields === undefined ? [] : [fields])
  const context = {
    venue: usdmNormalizer.venue,
    instruments,
    report: () => undefined,
    drifted: (drift: WireDrift) => void drifts.push(drift),
  }
  const head = { venue: usdmNormalizer.venue, channel: 'ws', tsRecv: 1, connection: 'public#0', epoch: 0, request: undefined }
  const payload = Buffer.from(JSON.stringify({ stream: 'btcusdt@any', data: message }))
  try {
    usdmNormalizer.create(context).normalize({ ...head, payload }, out)
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
  it.each(messages.map((message) => [nameOf(message), message] as const))(
    'gives no half-filled event, and says what is new (%s)',
    (_, message) => {
      expect(decode(message)).toMatchObject({ drifts: [], error: undefined })
      const more = decode({ ...message, brandNew: '1' })
      expect(more.events).toEqual(decode(message).events)
      expect(more.drifts.map(({ changes }) => formatShapeDiff(changes))).toEqual(['new brandNew (text "1")'])
    },
  )

  it.each(messages.map((message) => [nameOf(message), message] as const))(
    'is refused or whole, whatever happens to a field of %s',
    (_, message) => {
      for (const { what, path, changed } of variants(message)) {
        const { events, drifts, error } = decode(changed)
        expect([what, path, events.flatMap(halfFilled)]).toEqual([what, path, []])
        expect([what, path, error?.category ?? 'data']).toEqual([what, path, 'data'])
        const said = [error?.message ?? '', ...drifts.map(({ changes }) => formatShapeDiff(changes))].join()
        const wanted = path.startsWith('k.') ? 'new k.renamed' : 'new renamed'
        expect(said).toContain(what === 'renamed' ? wanted : '')
      }
    },
  )

  it('is named by what is different in the error that refuses it', () => {
    const { error } = decode({ ...messages[0], p: 61_685.99, T: undefined })
    expect(error).toMatchObject({ code: 'FEEDLOOM_FRAME_INVALID', details: { message: 'trade' } })
    expect(error?.message).toBe('trade: p is number 61685.99 instead of text, missing T (number)')
  })
})

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
