import { readFileSync } from 'node:fs'
import {
  CollectingWriter,
  FakeNetwork,
  VirtualClock,
  settle,
  testContext,
  testInstruments,
  testSubscription as want,
} from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { exchangeConfig } from './config.ts'
import { tiny } from './test/readme-adapter.ts'

const folder = new URL('..', import.meta.url)

describe('the adapter of the README', () => {
  it('is the one that is tested here', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8')
    const adapter = readFileSync(new URL('src/test/readme-adapter.ts', folder), 'utf8')
    expect(readme).toContain(`\`\`\`ts\n${adapter}\`\`\``)
    expect(adapter.split('\n').length).toBeLessThan(100)
  })

  it('turns frames into trades', async () => {
    const network = new FakeNetwork()
    network.reply('/markets', { body: [{ symbol: 'BTC-USD', base: 'BTC', quote: 'USD' }] })
    network.onConnect((socket) => {
      socket.onSent((message) => {
        const { id } = JSON.parse(String(message)) as { id: number }
        queueMicrotask(() => socket.receive({ type: 'subscribed', id }))
      })
    })
    const instruments = testInstruments()
    const context = testContext({ network, instruments, clock: new VirtualClock() })
    const source = tiny.create(context, exchangeConfig().parse({}))
    const { signal } = new AbortController()
    instruments.define((await source.instruments?.(signal)) ?? [])
    const writer = new CollectingWriter()
    const normalizer = source.normalizer?.create({ venue: 'tiny', instruments, report: () => undefined })
    source.attach({
      frame: (frame) => normalizer?.normalize(frame, writer),
      batch: () => undefined,
      gap: () => undefined,
      connection: () => undefined,
      end: () => undefined,
    })
    const outcomes = source.subscribe([want('trade', 'BTC/USD')])
    await source.start?.(signal)
    expect(await outcomes).toMatchObject([{ ok: true }])
    network.socket.receive({ type: 'trade', symbol: 'BTC-USD', id: 7, price: '101.5', size: '0.25', side: 'buy', time: 1_700_000_000_000 })
    await settle()
    expect(writer.of('trade')).toMatchObject([{ kind: 'trade', price: 101.5, size: 0.25, side: 'buy', id: '7' }])
    await source.stop?.(signal)
  })
})
