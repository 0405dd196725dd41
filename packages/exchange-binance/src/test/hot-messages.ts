import * as fc from 'fast-check'

type Value = fc.Arbitrary<string>

const digits = (least: number, most: number): Value =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: least, maxLength: most })
const quoted = (value: Value): Value => value.map((text) => `"${text}"`)
const decimal: Value = quoted(
  fc.oneof(
    fc.tuple(fc.nat(99_999), digits(8, 8)).map((parts) => parts.join('.')),
    fc.tuple(digits(1, 14), digits(1, 14)).map((parts) => parts.join('.')),
    digits(1, 20),
    fc.constantFrom('0', '0.00000000', '0.000', '9007199254740993', '9007199.254740993'),
  ),
)
const id: Value = fc.oneof(fc.maxSafeNat(), fc.nat()).map(String)
/** Milliseconds and microseconds. */
const time: Value = fc.oneof(fc.nat(2 ** 41), fc.integer({ min: 1e14, max: 2e15 })).map(String)
const flag: Value = fc.constantFrom('true', 'false')
const levels: Value = fc
  .array(fc.tuple(decimal, decimal), { maxLength: 8 })
  .map((rows) => `[${rows.map((row) => `[${row.join()}]`).join()}]`)
const small: Value = fc.constantFrom('1', '2')
const print: Value = fc.constantFrom('"MARKET"', '"NA"', '"INSURANCE_FUND"')

type Members = Readonly<Record<string, Value>>

/** All of the first and some of the second, in any order, `e` first. */
function message(type: string | undefined, required: Members, optional: Members, shuffled: boolean): Value {
  const pairs = (members: Members): fc.Arbitrary<string>[] =>
    Object.entries(members).map(([key, value]) => value.map((text) => `"${key}":${text}`))
  const some = pairs(optional).map((pair) => fc.option(pair, { nil: undefined }))
  return fc
    .tuple(fc.tuple(...pairs(required)), fc.tuple(...some))
    .map(([all, others]) => [...all, ...others.filter((pair) => pair !== undefined)])
    .chain((members) => (shuffled ? fc.shuffledSubarray(members, { minLength: members.length }) : fc.constant(members)))
    .map((members) => `{${[...(type === undefined ? [] : [`"e":"${type}"`]), ...members].join()}}`)
}

/** Hot messages of one market as it might send them, with and without the wrapper. */
export function hotMessages(market: 'spot' | 'USD-M', symbols: readonly string[]): Value {
  const s = fc.constantFrom(...symbols.map((symbol) => `"${symbol}"`))
  const later = { st: small, ps: s }
  const spot = market === 'spot'
  const quote = { u: id, s, b: decimal, B: decimal, a: decimal, A: decimal }
  const bare = fc.oneof(
    message(
      'trade',
      { E: time, s, t: id, p: decimal, q: decimal, T: time, m: flag, ...(spot ? { M: flag } : { X: print }) },
      spot ? { b: id, a: id } : later,
      true,
    ),
    message(
      'aggTrade',
      { E: time, s, a: id, p: decimal, q: decimal, f: id, l: id, T: time, m: flag, ...(spot ? { M: flag } : {}) },
      spot ? {} : { nq: decimal, ...later },
      true,
    ),
    spot ? message(undefined, quote, {}, false) : message('bookTicker', { ...quote, E: time, T: time }, later, true),
    message(
      'depthUpdate',
      { E: time, s, U: id, u: id, b: levels, a: levels, ...(spot ? {} : { T: time, pu: id }) },
      spot ? {} : later,
      true,
    ),
  )
  const partial = message(undefined, { lastUpdateId: id, bids: levels, asks: levels }, {}, false)
  const name = fc.constantFrom('btcusdt@trade', 'btcusdt@depth@100ms', 'ethusdt@depth5@100ms', 'btcusdt@depth20', '!bookTicker')
  const wrapped = fc.tuple(name, bare).map(([stream, data]) => `{"stream":"${stream}","data":${data}}`)
  const partials = partial.map((data) => `{"stream":"ethusdt@depth10@100ms","data":${data}}`)
  return fc.oneof(bare, wrapped, ...(spot ? [partials] : []))
}

/** What stands in JSON, and bytes that should not be there. */
const bytes = fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[],:.-+eE019tfn xXsTpq \u0000\u007F')), fc.integer({ min: 0, max: 255 }))

type Mutate = (payload: Buffer) => Buffer

const edit: fc.Arbitrary<Mutate> = fc
  .tuple(fc.constantFrom('change', 'insert', 'remove', 'double', 'cut'), fc.double({ min: 0, max: 1, noNaN: true }), bytes)
  .map(([kind, share, byte]) => (payload) => {
    const at = Math.min(payload.length - 1, Math.floor(share * payload.length))
    if (payload.length === 0 || kind === 'cut') return payload.subarray(0, at)
    const middle = kind === 'remove' ? [] : kind === 'double' ? [payload[at] ?? 0, payload[at] ?? 0] : [byte]
    return Buffer.concat([payload.subarray(0, at), Uint8Array.from(middle), payload.subarray(kind === 'insert' ? at : at + 1)])
  })

export const mutations: fc.Arbitrary<Mutate> = fc
  .array(edit, { minLength: 1, maxLength: 3 })
  .map((edits) => (payload) => edits.reduce((bent, mutate) => mutate(bent), payload))
