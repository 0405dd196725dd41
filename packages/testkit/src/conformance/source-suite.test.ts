import { configError, retryable, sourceCapabilities } from '@feedloom/core'
import type {
  InstrumentFields,
  PluginContext,
  RawFrame,
  Socket,
  Source,
  SourceCapabilities,
  SourceOutput,
  Subscription,
  SubscriptionOutcome,
} from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import type { FakeSocket } from '../fake-socket.ts'
import { testSubscription } from '../test-subscription.ts'
import { sourceSuite, type SourceSuiteOptions } from './source-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

const silenceMs = 30_000
const symbols = ['BTC', 'ETH'] as const
const instruments = symbols.map((base): InstrumentFields => ({
  venue: 'acme',
  nativeSymbol: base,
  symbol: `${base}/USD`,
  type: 'spot',
  base,
  quote: 'USD',
}))

const want = (symbol: string): Subscription => testSubscription('trade', symbol)

/** What a small source may do wrong. */
interface Flaws {
  readonly forgetsEarly?: boolean
  readonly repeats?: boolean
  readonly keepsUnsubscribed?: boolean
  readonly forgetsOnReconnect?: boolean
  readonly hidesGaps?: boolean
  readonly hearsTheDead?: boolean
  readonly sleeps?: boolean
  readonly impatient?: boolean
  readonly undying?: boolean
  readonly acceptsAll?: boolean
}

/** One connection, one topic per symbol, a watchdog, a reconnect after a second. */
class SmallSource implements Source {
  readonly capabilities: SourceCapabilities = sourceCapabilities({ live: ['trade'] })
  readonly #context: PluginContext
  readonly #flaws: Flaws
  readonly #topics: string[] = []
  #output: SourceOutput | undefined
  #socket: Socket | undefined
  #open = false
  #lost = false
  #stopped = false
  #lastAt = 0
  #watch: Disposable | undefined
  #retry: Disposable | undefined

  constructor(context: PluginContext, flaws: Flaws) {
    this.#context = context
    this.#flaws = flaws
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  async instruments(): Promise<readonly InstrumentFields[]> {
    const reply = await this.#context.network?.fetch({ url: 'http://acme/instruments', method: 'GET' })
    if (reply?.status !== 429) return instruments
    const retryAfterMs = Number(reply.headers['retry-after']) * 1_000
    if (this.#flaws.impatient !== true) throw retryable('FEEDLOOM_RATE_LIMITED', 'too fast', { retryAfterMs })
    return this.instruments()
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly SubscriptionOutcome[]> {
    const early = this.#socket === undefined && this.#flaws.forgetsEarly === true
    return Promise.resolve(subscriptions.map((subscription) => (early ? { ok: true, subscription } : this.#subscribe(subscription))))
  }

  #subscribe(subscription: Subscription): SubscriptionOutcome {
    if (subscription.kind !== 'trade' && this.#flaws.acceptsAll !== true) {
      return { ok: false, subscription, error: configError('FEEDLOOM_KIND_UNSUPPORTED', 'trades only') }
    }
    const topic = subscription.symbol
    if (!this.#topics.includes(topic) || this.#flaws.repeats === true) {
      this.#topics.push(topic)
      if (this.#open) this.#socket?.send(`+${topic}`)
    }
    return { ok: true, subscription }
  }

  async unsubscribe(subscriptions: readonly Subscription[]): Promise<void> {
    if (this.#flaws.keepsUnsubscribed === true) return
    for (const { symbol } of subscriptions) {
      this.#topics.splice(this.#topics.indexOf(symbol), 1)
      this.#socket?.send(`-${symbol}`)
    }
  }

  async start(): Promise<void> {
    this.#connect()
    if (this.#flaws.sleeps !== true) this.#watch = this.#context.clock.every(silenceMs, () => this.#look())
  }

  async stop(): Promise<void> {
    this.#stopped = this.#flaws.undying !== true
    if (!this.#stopped) return
    this.#watch?.[Symbol.dispose]()
    this.#retry?.[Symbol.dispose]()
    this.#socket?.close()
  }

  #look(): void {
    if (this.#context.clock.now() - this.#lastAt >= silenceMs) this.#socket?.terminate()
  }

  #connect(): void {
    const socket = this.#context.network?.connect('ws://acme', {
      open: () => {
        this.#open = true
        const lasting = this.#lost && this.#flaws.forgetsOnReconnect === true ? this.#topics.slice(1) : this.#topics
        for (const topic of lasting) socket?.send(`+${topic}`)
      },
      message: (payload) => {
        if (socket === this.#socket || this.#flaws.hearsTheDead === true) this.#hear(payload)
      },
      close: () => this.#lose(),
      error: () => undefined,
    })
    this.#socket = socket
  }

  #hear(payload: Uint8Array): void {
    const tsRecv = this.#context.clock.now()
    this.#lastAt = tsRecv
    const frame: RawFrame = { venue: 'acme', channel: 'ws', payload, tsRecv, connection: 'main#0', epoch: 0, request: undefined }
    this.#output?.frame(frame)
  }

  #lose(): void {
    this.#open = false
    if (this.#stopped) return
    this.#lost = true
    const now = this.#context.clock.now()
    for (const topic of this.#topics) {
      const instrument = this.#context.instruments.unified('acme', topic)
      if (instrument !== undefined && this.#flaws.hidesGaps !== true) this.#output?.gap(instrument, 'trade', 'disconnect', now)
    }
    this.#retry = this.#context.clock.after(1_000, () => this.#connect())
  }
}

function topicsOf(socket: FakeSocket): readonly string[] {
  const held: string[] = []
  for (const message of socket.sent) {
    const text = message.toString()
    if (text.startsWith('+')) held.push(text.slice(1))
    else held.splice(held.indexOf(text.slice(1)), 1)
  }
  return held
}

const suiteOf = (flaws: Flaws): ReturnType<typeof sourceSuite> => {
  const options: SourceSuiteOptions = {
    create: (context) => new SmallSource(context, flaws),
    venue: {
      script: (network) => network.reply('/instruments', { body: [] }),
      topics: topicsOf,
      message: ({ symbol }, n) => `${symbol} ${n}`,
    },
    instruments,
    subscriptions: [want('BTC/USD'), want('ETH/USD')],
    silenceMs,
  }
  return sourceSuite(options)
}

runSuite(suiteOf({}), { describe, it }, 'a small source conforms')

const broken: readonly (readonly [claim: string, id: string, flaws: Flaws])[] = [
  ['forgets what was subscribed before start', 'SRC-01', { forgetsEarly: true }],
  ['asks for a topic twice', 'SRC-02', { repeats: true }],
  ['keeps what was unsubscribed', 'SRC-03', { keepsUnsubscribed: true }],
  ['asks for too little after a reconnect', 'SRC-10', { forgetsOnReconnect: true }],
  ['hides gaps', 'SRC-11', { hidesGaps: true }],
  ['hears dead sockets', 'SRC-12', { hearsTheDead: true }],
  ['never looks whether the line is alive', 'SRC-13', { sleeps: true }],
  ['asks again at once after a 429', 'SRC-14', { impatient: true }],
  ['reconnects after stop', 'SRC-20', { undying: true }],
  ['accepts kinds that it does not have', 'SRC-30', { acceptsAll: true }],
]

describe('the source suite', () => {
  it.each(broken)('catches one that %s', async (_claim, id, flaws) => {
    expect(await failures(suiteOf(flaws))).toEqual([id])
  })
})
