import { afterEach, describe, expect, it } from 'vitest'
import { type FaultRun, faultRun, sameBook, until, wait } from './parts/fault-run.ts'

let open: FaultRun | undefined

async function start(seed: number): Promise<FaultRun> {
  open = await faultRun(seed)
  return open
}

afterEach(async () => {
  await open?.engine.stop()
  await open?.venue.stop()
  open = undefined
})

const wanted = ['btcusdt@bookTicker', 'btcusdt@depth@100ms', 'btcusdt@trade', 'ethusdt@bookTicker', 'ethusdt@depth@100ms', 'ethusdt@trade']
const streamsOf = (run: FaultRun, index: number): string[] =>
  (run.venue.oracle.summaries()[index]?.streams ?? []).map(({ stream }) => stream).sort()
const booksGood = (run: FaultRun): boolean => run.engine.view.books().every(({ state }) => state === 'good')

describe('a live source whose venue fails', () => {
  it('reconnects after a cut, asks for everything again and nothing else, and says what is missing', async () => {
    const run = await start(11)
    run.venue.faults.killSockets()
    await until(() => run.laws.gaps.length > 0, 'a gap')
    await until(() => run.venue.oracle.summaries().length === 2 && booksGood(run), 'the second connection')
    await wait(500)
    const summary = await run.finish()
    expect(run.laws.broken).toEqual([])
    expect(streamsOf(run, 1)).toEqual(wanted)
    const missing = new Set(
      run.laws.gaps.filter(({ cause }) => cause === 'disconnect').map((gap) => `${gap.instrument.nativeSymbol} ${gap.dataKind}`),
    )
    expect([...missing].sort()).toEqual([
      'BTCUSDT book',
      'BTCUSDT quote',
      'BTCUSDT trade',
      'ETHUSDT book',
      'ETHUSDT quote',
      'ETHUSDT trade',
    ])
    expect(run.states.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['connecting', 'connected', 'reconnecting', 'disconnected']),
    )
    expect(summary.outcome).toBe('stopped')
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      expect(sameBook(run.engine.view.book(symbol), run.venue.oracle.book('binance', symbol))).toBe(true)
    }
  })

  it('leaves a connection that is open but dead', async () => {
    const run = await start(12)
    const thaw = run.venue.faults.freeze()
    await until(() => run.states.some(({ state }) => state === 'reconnecting'), 'the watchdog')
    thaw[Symbol.dispose]()
    await until(() => run.venue.oracle.summaries().length > 1 && booksGood(run), 'the next connection')
    await run.finish()
    expect(run.laws.broken).toEqual([])
    expect(streamsOf(run, run.venue.oracle.summaries().length - 1)).toEqual(wanted)
  })

  it('names the reason that the venue gave for closing', async () => {
    const run = await start(13)
    run.venue.faults.closeWith(1001, 'maintenance window')
    await until(() => run.states.some(({ state }) => state === 'reconnecting'), 'the reconnect')
    await until(() => booksGood(run) && run.venue.oracle.summaries().length === 2, 'good books')
    await run.finish()
    expect(run.states.map(({ reason }) => reason).join()).toContain('maintenance window')
    expect(run.laws.broken).toEqual([])
  })

  it('waits as long as a 429 says before it asks for a snapshot again', async () => {
    const run = await start(14)
    run.venue.faults.answer429(2, 1, '/depth')
    const before = run.venue.requests.length
    run.venue.faults.killSockets()
    await until(() => run.venue.oracle.summaries().length === 2 && booksGood(run), 'good books')
    await run.finish()
    const refused = run.venue.requests.slice(before).findIndex(({ status }) => status === 429)
    expect(refused).toBeGreaterThanOrEqual(0)
    const after = run.venue.requests.slice(before + refused + 1).filter(({ status }) => status === 200)
    const refusedAt = run.venue.requests[before + refused]?.at ?? 0
    expect((after[0]?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(950)
    expect(run.laws.broken).toEqual([])
  })

  it('goes on when a handler throws, and counts it', async () => {
    const run = await start(15)
    let calls = 0
    run.engine.bus.on('trade', () => {
      calls += 1
      throw new TypeError('a strategy with a mistake')
    })
    await until(() => calls > 20, 'twenty failures')
    const before = run.laws.counts.get('binance:BTCUSDT trade') ?? 0
    await until(() => (run.laws.counts.get('binance:BTCUSDT trade') ?? 0) > before, 'more trades')
    const summary = await run.finish()
    expect(summary.handlerFailures).toBeGreaterThanOrEqual(calls)
    expect(run.laws.broken).toEqual([])
  })
})
