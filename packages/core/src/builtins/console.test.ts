import { testContext, VirtualClock } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'
import { barAt, btc, eth, gapAt, runOf, tradeAt } from '../../test/event-fixture.ts'
import type { IndicatorValue, MarketEvent, Quote, Sink, SinkWrite } from '../contracts/index.ts'
import { createConsole, type ConsoleSettings, type TextOutput } from './console.ts'

class FakeOutput implements TextOutput {
  readonly isTTY: boolean
  readonly lines: string[] = []
  full = false
  readonly #listeners = new Map<string, ((error: Error) => void)[]>()

  constructor(isTTY = false) {
    this.isTTY = isTTY
  }

  write(text: string): boolean {
    this.lines.push(...text.trimEnd().split('\n'))
    return !this.full
  }

  once(event: string, listener: (error: Error) => void): void {
    this.on(event, listener)
  }

  on(event: string, listener: (error: Error) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  off(event: string, listener: (error: Error) => void): void {
    this.#listeners.set(
      event,
      (this.#listeners.get(event) ?? []).filter((one) => one !== listener),
    )
  }

  emit(event: string, error = new TypeError('gone')): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(error)
  }

  listeners(): number {
    return [...this.#listeners.values()].flat().length
  }
}

const signal = new AbortController().signal
const clock = new VirtualClock()
const sinkOf = (output: TextOutput, settings: ConsoleSettings = {}): Sink => createConsole(testContext({ clock }), settings, output)
const writeOf = (events: readonly MarketEvent[]): SinkWrite => ({
  run: 'r',
  id: 1,
  runs: events.map((event) => runOf([event])),
  count: events.length,
})
const head = (ts: number): object => ({ instrument: btc, ts, nanos: 0, tsRecv: ts, revision: 0 })

describe('console', () => {
  it('colours alerts by their severity', async () => {
    const output = new FakeOutput(true)
    const alert = { kind: 'alert', rule: 'drop', message: 'trade 97 fell 3.10 % within 15m', ...head(1) }
    const alerts = ['info', 'warning', 'critical'].map((severity) => ({ ...alert, severity }) as unknown as MarketEvent)
    await sinkOf(output).write(writeOf(alerts), signal)
    const said = (word: string): string => `alert  ${word} drop: trade 97 fell 3.10 % within 15m`
    expect(output.lines.map((line) => line.slice(line.indexOf('USDT  ') + 6))).toEqual([
      `\u001B[36m${said('INFO')}\u001B[39m`,
      `\u001B[33m${said('WARNING')}\u001B[39m`,
      `\u001B[1;31m${said('CRITICAL')}\u001B[22;39m`,
    ])
  })

  it('writes a mover with its places, or what is missing of it', async () => {
    const output = new FakeOutput()
    const values = { window: '1h', price: 101.5, changePercent: 2.345, rangePercent: 3, quoteVolume: 1_234_567.89, relativeVolume: 2.5 }
    const mover = { kind: 'mover', ...head(1), ...values, full: true, missingMs: 0, gainerRank: 1, loserRank: undefined, activeRank: 4 }
    const short = { ...mover, full: false, missingMs: 120_000, relativeVolume: undefined, rangePercent: undefined, quoteVolume: undefined }
    await sinkOf(output).write(writeOf([mover, short] as unknown as MarketEvent[]), signal)
    expect(output.lines.map((line) => line.slice(line.indexOf('mover')))).toEqual([
      'mover  1h +2.35 % at 101.5, range 3.00 %, turnover 1234570 (2.50 times the usual); gainer 1, active 4',
      'mover  1h +2.35 % at 101.5, range -, turnover -; 2 min of the window missing',
    ])
  })

  it('writes one aligned, readable line for an event', async () => {
    const output = new FakeOutput()
    const quote = { ...head(1500), kind: 'quote', bidPrice: 0.00000638, bidSize: 177, askPrice: Number.NaN, askSize: 0 } as unknown as Quote
    const definition = { name: 'rsi14', indicator: 'rsi', parameters: {}, outputs: ['rsi'] }
    const indicator = {
      ...head(1600),
      kind: 'indicator',
      definition,
      interval: '1m',
      values: [48.123456789012],
      final: true,
    } as unknown as IndicatorValue
    const alert = {
      ...head(1700),
      kind: 'alert',
      rule: 'spike',
      severity: 'info',
      message: 'up',
      value: undefined,
    } as unknown as MarketEvent
    await sinkOf(output).write(
      writeOf([
        tradeAt(1234, 61_837.63, 0.02),
        barAt(60_000),
        quote,
        indicator,
        gapAt(3, 'g', 'healing', { fromId: '3', toId: '5', missing: 3 }),
        alert,
      ]),
      signal,
    )
    expect(output.lines).toEqual([
      '00:00:01.234  test BTC/USDT  trade  buy  0.02 @ 61837.63',
      '00:01:00.000  test BTC/USDT  bar    1m 00:01:00 1 2 1 2 volume 3',
      '00:00:01.500  test BTC/USDT  quote  0.00000638 x 177 | - x 0',
      '00:00:01.600  test BTC/USDT  indicator  rsi14 1m 48.12345679',
      '00:00:00.003  test BTC/USDT  gap        trade 3 to 5 healing (sequence, 3 missing)',
      '00:00:01.700  test BTC/USDT  alert      INFO spike: up',
    ])
  })

  it('colours a terminal only, unless told otherwise', async () => {
    for (const [isTTY, color, painted] of [
      [true, 'auto', true],
      [false, 'auto', false],
      [false, 'always', true],
      [true, 'never', false],
    ] as const) {
      const output = new FakeOutput(isTTY)
      await sinkOf(output, { color }).write(writeOf([tradeAt(1, 1)]), signal)
      expect(output.lines[0]?.includes('\u001B[')).toBe(painted)
    }
  })

  it('writes the latest of each series once a period, and the rest when it stops', async () => {
    const output = new FakeOutput()
    const sink = sinkOf(output, { everyMs: 5000 })
    await sink.start?.(signal)
    await sink.write(writeOf([tradeAt(1, 1), tradeAt(2, 2), tradeAt(3, 3, 1, { instrument: eth })]), signal)
    expect(output.lines).toEqual([])
    clock.advance(5000)
    expect(output.lines.map((line) => line.slice(9, 12))).toEqual(['002', '003'])
    clock.advance(5000)
    await sink.write(writeOf([tradeAt(4, 1)]), signal)
    await sink.stop?.(signal)
    expect(output.lines.length).toBe(3)
    expect([clock.pending, output.listeners()]).toEqual([0, 0])
  })

  it('waits while the output is full', async () => {
    const output = new FakeOutput()
    output.full = true
    let done = false
    const writing = sinkOf(output)
      .write(writeOf([tradeAt(1, 1)]), signal)
      .then(() => (done = true))
    await Promise.resolve()
    expect(done).toBe(false)
    output.emit('drain')
    await writing
    expect(done).toBe(true)
  })

  it('fails with a code when its reader has gone', async () => {
    const output = new FakeOutput()
    const sink = sinkOf(output)
    await sink.start?.(signal)
    output.emit('error')
    await expect(sink.write(writeOf([tradeAt(1, 1)]), signal)).rejects.toMatchObject({ code: 'FEEDLOOM_CONSOLE_CLOSED', category: 'fatal' })
    await sink.stop?.(signal)
  })
})
