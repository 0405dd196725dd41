import type { RepairRequest } from '@feedloom/core'
import { settle, testSubscription as want } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { type BenchOptions, SourceBench } from './test/source-bench.ts'

const calm = { heartbeat: { silence: '0s' }, http: { retries: 0 } }

/** A source that streams trades and a book, whose venue answers with a page unless told otherwise. */
async function benchOf(options: BenchOptions = {}): Promise<SourceBench> {
  const bench = new SourceBench({ config: calm, ...options })
  bench.network.reply('/trades', { body: 'page' })
  bench.network.reply('/book', { body: 'book' })
  await bench.start(want('trade', 'BTC/USD'), want('book', 'BTC/USD'))
  return bench
}

function ask(bench: SourceBench, facts: Partial<RepairRequest>): void {
  const nothing = { variant: undefined, fromId: undefined, toId: undefined, from: undefined, to: undefined, interval: undefined }
  bench.source.repair?.({ kind: 'trade', instrument: bench.instrument('BTC/USD'), connection: 'main#0', epoch: 0, ...nothing, ...facts })
}

describe('the end of a repair', () => {
  it('is told once, after the last frame', async () => {
    const bench = await benchOf()
    bench.onFrame = () => expect(bench.repaired).toEqual([])
    ask(bench, { fromId: '5', toId: '7', from: 1, to: 2 })
    await settle()
    expect(bench.frames).toHaveLength(2)
    expect(bench.repaired).toEqual(['trade 5..7'])
    await bench.clock.advanceAsync(120_000)
    expect(bench.repaired).toEqual(['trade 5..7'])
  })

  it('comes at once when the venue refuses: nothing else is to be expected of it', async () => {
    const bench = await benchOf()
    bench.network.reply('/trades', { status: 400, body: 'no such id' })
    ask(bench, { fromId: '5', toId: '7', from: 1, to: 2 })
    await settle()
    expect(bench.repaired).toMatchObject([expect.stringMatching(/^trade 5\.\.7 acme answered 400 .*no such id/)])
    bench.network.reply('/book', { status: 403 })
    ask(bench, { kind: 'book' })
    await settle()
    expect(bench.repaired[1]).toMatch(/^book acme answered 403/)
    await bench.clock.advanceAsync(120_000)
    expect(bench.network.requests).toHaveLength(2)
  })

  it('waits for as long as the venue is down or busy', async () => {
    const bench = await benchOf()
    bench.network.reply('/trades', { status: 503 }, 4)
    bench.network.reply('/trades', { status: 429, headers: { 'Retry-After': '9' } }, 1)
    ask(bench, { fromId: '5', toId: '5', from: 1, to: 2 })
    await bench.clock.advanceAsync(9_000)
    expect(bench.repaired).toEqual([])
    await bench.clock.advanceAsync(60_000)
    expect(bench.repaired).toEqual(['trade 5..5'])
    expect(bench.network.requests).toHaveLength(6)
  })

  it('comes when replies stay unreadable, which they may be for a while', async () => {
    const bench = await benchOf()
    bench.network.reply('/trades', { body: '' }, 3)
    ask(bench, { fromId: '5', toId: '5', from: 1, to: 2 })
    await bench.clock.advanceAsync(30_000)
    expect(bench.repaired).toEqual(['trade 5..5'])
    bench.network.reply('/trades', { body: '' })
    ask(bench, { fromId: '8', toId: '8', from: 3, to: 4 })
    await bench.clock.advanceAsync(120_000)
    expect(bench.repaired).toEqual(['trade 5..5', 'trade 8..8 empty page'])
    expect(bench.network.requests).toHaveLength(4 + 6)
  })

  it('lets the same be asked again, with a wait that grows', async () => {
    const bench = await benchOf()
    const at: number[] = []
    for (let i = 0; i < 4; i++) {
      ask(bench, { fromId: '5', toId: '5', from: 1, to: 2 })
      while (bench.repaired.length === i) await bench.clock.advanceAsync(10)
      at.push(bench.clock.monotonic())
    }
    const waits = at.slice(1).map((each, i) => each - (at[i] as number))
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits[0]).toBeGreaterThanOrEqual(400)
  })

  it('comes when nobody wants the stream any more', async () => {
    const bench = await benchOf()
    bench.network.reply('/trades', { status: 503 })
    ask(bench, { fromId: '5', toId: '5', from: 1, to: 2 })
    await settle()
    await bench.source.unsubscribe([want('trade', 'BTC/USD'), want('book', 'BTC/USD')])
    await bench.clock.advanceAsync(60_000)
    expect(bench.repaired).toEqual(['trade 5..5 its connection is given up'])
  })
})

describe('what is asked for', () => {
  it('is of the variant that has the hole, whatever else is subscribed', async () => {
    const asked: (string | undefined)[] = []
    const tradesById = (_instrument: unknown, fromId: string, toId: string | undefined, variant: string | undefined): undefined => {
      asked.push(`${fromId}..${toId} ${variant}`)
    }
    const bench = await benchOf({ spec: { tradesById } })
    ask(bench, { fromId: '5', toId: '7', from: 1, to: 2, variant: 'raw' })
    ask(bench, { fromId: '5', toId: '7', from: 1, to: 2, variant: 'aggregate' })
    ask(bench, { fromId: '5', variant: 'raw', from: 1 })
    await settle()
    expect(asked).toEqual(['5..7 raw', '5..7 aggregate', '5..undefined raw'])
  })

  it('says of bars how far the stream is known to have come, and nothing of our clock', async () => {
    const bench = await benchOf()
    bench.network.reply('/bars', { body: 'page' })
    ask(bench, { kind: 'bar', interval: '1m', from: 0, to: 2 })
    ask(bench, { kind: 'bar', interval: '1m', from: 0 })
    await settle()
    expect(bench.frames.map(({ request }) => request?.['reached']).slice(0, 2)).toEqual(['2', '0'])
  })
})
