import type { Subscription } from '@feedloom/core'
import type { FakeSocket } from '@feedloom/testkit'
import { runSuite, sourceSuite } from '@feedloom/testkit/conformance'
import { testSubscription as want } from '@feedloom/testkit'
import { describe, it } from 'vitest'
import { exchangeConfig } from './config.ts'
import { tiny } from './test/readme-adapter.ts'

interface Said {
  readonly op: 'subscribe' | 'unsubscribe'
  readonly topics: readonly string[]
}

function heldTopics(socket: FakeSocket): readonly string[] {
  return (socket.sentJson as readonly Said[]).reduce<readonly string[]>(
    (held, { op, topics }) => (op === 'subscribe' ? [...held, ...topics] : held.filter((topic) => !topics.includes(topic))),
    [],
  )
}

function trade({ symbol }: Subscription, id: number): string {
  return JSON.stringify({ type: 'trade', symbol: symbol.replace('/', '-'), id, price: '1', size: '2', side: 'buy', time: 3 })
}

// The adapter of the README says nothing about connections: what is proven here is the kit's.
runSuite(
  sourceSuite({
    create: (context) => tiny.create(context, exchangeConfig().parse({})),
    venue: {
      script: (network) => {
        network.reply('/markets', { body: [] })
        network.onConnect((socket) => {
          socket.onSent((message) => {
            const { id } = JSON.parse(String(message)) as { id: number }
            queueMicrotask(() => socket.receive({ type: 'subscribed', id }))
          })
        })
      },
      topics: heldTopics,
      message: trade,
    },
    instruments: ['BTC', 'ETH'].map((base) => ({
      venue: 'tiny',
      nativeSymbol: `${base}-USD`,
      symbol: `${base}/USD`,
      type: 'spot',
      base,
      quote: 'USD',
    })),
    subscriptions: [want('trade', 'BTC/USD'), want('trade', 'ETH/USD')],
    silenceMs: 30_000,
  }),
  { describe, it },
)
