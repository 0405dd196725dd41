import { dataError } from '@feedloom/core'
import type { EventWriter, Instrument, InstrumentFields, NormalizerContext, NormalizerFactory, RawFrame } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { CollectingWriter } from '../collecting-writer.ts'
import { normalizerSuite, type NormalizerSuiteOptions } from './normalizer-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

const btc: InstrumentFields = { venue: 'acme', nativeSymbol: 'BTC', symbol: 'BTC/USD', type: 'spot', base: 'BTC', quote: 'USD' }

interface Message {
  readonly type?: unknown
  readonly s?: unknown
  readonly p?: unknown
  readonly q?: unknown
  readonly t?: unknown
  readonly id?: unknown
}

function frame(message: object, n: number): RawFrame<Uint8Array> {
  return {
    venue: 'acme',
    channel: 'ws',
    payload: Buffer.from(JSON.stringify(message)),
    tsRecv: 1_700_000_000_000 + n,
    connection: 'main#0',
    epoch: 0,
    request: undefined,
  }
}

const framesOf = (): readonly RawFrame<Uint8Array>[] =>
  Array.from({ length: 6 }, (_, n) => frame({ type: 'trade', s: 'BTC', p: `${100 + n}.5`, q: '2', t: 1_700_000_000_000 + n, id: n }, n))

type Decode = (frame: RawFrame<Uint8Array>, context: NormalizerContext, out: EventWriter, state: { seen: number }) => void

const good: Decode = ({ payload }, context, out) => {
  let message: Message | null
  try {
    message = JSON.parse(Buffer.from(payload).toString()) as Message | null
  } catch (cause) {
    throw dataError('FEEDLOOM_FRAME_INVALID', 'no JSON', { cause })
  }
  const instrument = context.instruments.native('acme', String(message?.s))
  const [price, size, ts] = [Number(message?.p), Number(message?.q), Number(message?.t)]
  const valid = message?.type === 'trade' && price > 0 && size > 0 && ts > 1e12 && ts < 4e12
  if (instrument === undefined || !valid) throw dataError('FEEDLOOM_FRAME_INVALID', 'no trade')
  out.trade(instrument, ts, price, size, 'buy', String(message?.id))
}

function factoryOf(decode: Decode, forgets = true): NormalizerFactory<Uint8Array> {
  return {
    venue: 'acme',
    create(context) {
      let state = { seen: 0 }
      return {
        normalize: (one, out) => decode(one, context, out, state),
        reset: () => {
          if (forgets) state = { seen: 0 }
        },
      }
    },
  }
}

const suiteOf = (decode: Decode, more: Partial<NormalizerSuiteOptions> = {}, forgets = true): ReturnType<typeof normalizerSuite> =>
  normalizerSuite({ factory: factoryOf(decode, forgets), frames: framesOf(), instruments: [btc], ...more })

runSuite(suiteOf(good), { describe, it }, 'a small normalizer conforms')

interface Broken {
  readonly claim: string
  readonly id: string
  readonly decode: Decode
  /** False: its reset does nothing. */
  readonly forgets?: boolean
}

const inst = (context: NormalizerContext): Instrument => context.instruments.native('acme', 'BTC') as Instrument

/** Reads as it should; what it writes goes nowhere. */
const check: Decode = (one, context, _out, state) => good(one, context, new CollectingWriter(), state)

const broken: readonly Broken[] = [
  {
    claim: 'remembers after reset',
    id: 'NRM-02',
    decode: (one, context, out, state) => {
      good(one, context, out, state)
      out.ticker(inst(context), one.tsRecv, { last: ++state.seen })
    },
    forgets: false,
  },
  {
    claim: 'reads the clock',
    id: 'NRM-03',
    decode: (one, context, out, state) => {
      if (Date.now() > 0) good(one, context, out, state)
    },
  },
  { claim: 'writes a price that is NaN', id: 'NRM-04', decode: withTicker(1_700_000_000_000, { last: Number.NaN }) },
  { claim: 'writes half of an event', id: 'NRM-04', decode: withTicker(1_700_000_000_000, {} as { last: number }) },
  { claim: 'writes times that are none', id: 'NRM-04', decode: withTicker(-5, { last: 1 }) },
  {
    claim: 'changes the payload',
    id: 'NRM-05',
    decode: (one, context, out, state) => {
      good(one, context, out, state)
      one.payload[one.payload.length - 1] = 0x20
    },
  },
  {
    claim: 'throws bare errors',
    id: 'NRM-06',
    decode: (one, context, out, state) => {
      if (Buffer.from(one.payload).toString() === 'null') throw new TypeError('null has no properties')
      good(one, context, out, state)
    },
  },
  {
    claim: 'swallows garbage',
    id: 'NRM-06',
    decode: (one, context, out, state) => {
      try {
        good(one, context, out, state)
      } catch {
        // As if nothing had come.
      }
    },
  },
  {
    claim: 'swallows frames',
    id: 'NRM-10',
    decode: (one, context, out, state) => (state.seen++ % 2 === 0 ? good : check)(one, context, out, state),
  },
  { claim: 'keeps traces of cut frames', id: 'NRM-11', decode: keepsTraces, forgets: false },
  { claim: 'reads by position', id: 'NRM-12', decode: readsByPosition },
]

function withTicker(ts: number, fields: { readonly last: number }): Decode {
  return (one, context, out, state) => {
    good(one, context, out, state)
    out.ticker(inst(context), ts, fields)
  }
}

/** Counts what it could not read, and writes the count; forgets nothing. */
function keepsTraces(one: RawFrame<Uint8Array>, context: NormalizerContext, out: EventWriter, state: { seen: number }): void {
  if (one.payload.at(-1) !== 0x7d) state.seen++
  good(one, context, out, state)
  out.ticker(inst(context), one.tsRecv, { last: state.seen })
}

function readsByPosition(one: RawFrame<Uint8Array>, context: NormalizerContext, out: EventWriter, state: { seen: number }): void {
  if (one.payload[8] !== 0x22) throw dataError('FEEDLOOM_FRAME_INVALID', 'not where it should be')
  good(one, context, out, state)
}

describe('the normalizer suite', () => {
  it('catches one whose instances are not alike', async () => {
    let made = 0
    const factory: NormalizerFactory<Uint8Array> = {
      venue: 'acme',
      create(context) {
        const first = made++ === 0
        const once = factoryOf(first ? withTicker(1_700_000_000_000, { last: 1 }) : good)
        return once.create(context)
      },
    }
    expect(await failures(normalizerSuite({ factory, frames: framesOf(), instruments: [btc] }))).toEqual(['NRM-01'])
  })

  it.each(broken)('catches one that $claim', async ({ id, decode, forgets }) => {
    expect(await failures(suiteOf(decode, {}, forgets))).toEqual([id])
  })

  it('catches two decoders that disagree', async () => {
    const reference = factoryOf(({ tsRecv }, context, out) => out.trade(inst(context), tsRecv, 1, 1, 'buy', '1'))
    expect(await failures(suiteOf(good, { reference }))).toEqual(['NRM-12'])
  })

  it('catches a delta before its snapshot', async () => {
    const factory: NormalizerFactory<Uint8Array> = {
      ...factoryOf((one, context, out, state) => {
        check(one, context, out, state)
        out.bookDelta(inst(context), one.tsRecv, Float64Array.of(1, 1), new Float64Array(), 1, 2, undefined)
      }),
      book: { snapshot: 'stream', follows: () => 'apply' },
    }
    expect(await failures(normalizerSuite({ factory, frames: framesOf(), instruments: [btc] }))).toEqual(['NRM-20'])
  })

  it('asks for the slow path only where there is one', () => {
    expect(suiteOf(good, { json: false }).cases.map(({ id }) => id)).not.toContain('NRM-12')
  })
})
