import type { InstrumentFields, RawFrame, Subscription } from '@feedloom/core'
import { exchangeConfig } from '@feedloom/exchange-kit'
import { testSubscription } from '@feedloom/testkit'
import { normalizerSuite, pluginSuite, runSuite, sourceSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import { acme, acmeNormalizer, spec } from './acme.ts'

const markets = ['BTC', 'ETH'].map((base) => ({ market: `${base}-USD`, base, quote: 'USD', tick: '0.01', lot: '0.001', open: true }))
const instruments = markets.map(({ market, base, quote }): InstrumentFields => ({
  venue: 'acme',
  nativeSymbol: market,
  symbol: `${base}/${quote}`,
  type: 'spot',
  base,
  quote,
}))

const print = (market: string, n: number) => ({
  ch: 'prints',
  market,
  data: [{ id: n, px: '60000.10', qty: '0.5', taker: n % 2 === 0 ? 'B' : 'S', us: 1_763_656_800_000_000 + n }],
})
const book = (market: string, seq: number, full: boolean) => ({
  ch: 'book',
  market,
  data: { seq, full, bids: [['59999', '1']], asks: [['60001', String(seq)]], us: 1_763_656_800_000_000 + seq },
})

const messages = [
  { ok: 1 },
  book('BTC-USD', 41, true),
  print('BTC-USD', 1),
  book('BTC-USD', 42, false),
  print('ETH-USD', 2),
  print('BTC-USD', 3),
  { beat: 100 },
  book('BTC-USD', 43, false),
]
const frames = messages.map((message, index): RawFrame<Uint8Array> => ({
  venue: 'acme',
  channel: 'ws',
  payload: Buffer.from(JSON.stringify(message)),
  tsRecv: 1_763_656_800_000 + index,
  connection: 'public#0',
  epoch: 0,
  request: undefined,
}))
const isState = ({ payload }: RawFrame<Uint8Array>) => !Buffer.from(payload).toString('utf8').includes('"ch"')

runSuite(normalizerSuite({ factory: spec.normalizer, frames, instruments, stateOnly: isState }), { describe, it }, "Acme's normalizer")
runSuite(pluginSuite({ plugin: acme }), { describe, it }, "Acme's source as a plugin")
runSuite(pluginSuite({ plugin: acmeNormalizer }), { describe, it }, "Acme's normalizer as a plugin")

interface Request {
  readonly do?: 'join' | 'leave'
  readonly id?: number
  readonly topics?: readonly string[]
}

const want = (symbol: string): Subscription => testSubscription('trade', symbol)

const defaults = exchangeConfig().parse({})

const source = sourceSuite({
  create: (context) => acme.create(context, defaults),
  venue: {
    script(network) {
      network.reply('/markets', { body: markets })
      network.onConnect((socket) =>
        socket.onSent((text) => {
          const { id } = JSON.parse(text.toString()) as Request
          if (id !== undefined) socket.receive({ ok: id })
        }),
      )
    },
    topics(socket) {
      const held: string[] = []
      for (const { do: action, topics = [] } of socket.sentJson as readonly Request[]) {
        for (const topic of topics) {
          if (action === 'join') held.push(topic)
          else held.splice(held.indexOf(topic), 1)
        }
      }
      return held
    },
    message: ({ symbol }, n) => JSON.stringify(print(symbol.replace('/', '-'), n + 1)),
  },
  instruments,
  subscriptions: [want('BTC/USD'), want('ETH/USD')],
  silenceMs: spec.heartbeat.silenceMs,
})
runSuite(source, { describe, it }, "Acme's source")
