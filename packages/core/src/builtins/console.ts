import { z } from 'zod'
import { duration } from '../config/parts.ts'
import {
  type Alert,
  definePlugin,
  fatal,
  type MarketEvent,
  type Plugin,
  type PluginContext,
  type Sink,
  type SinkWrite,
} from '../contracts/index.ts'
import { eventLine } from './event-line.ts'
import { LatestEvents } from './latest-events.ts'

const consoleConfig = z.strictObject({
  every: duration({ min: '10ms' })
    .optional()
    .describe('Write the latest event of each series this often. Left out, every event is written.'),
  color: z.enum(['auto', 'always', 'never']).default('auto').describe('Colours: `auto` where the output is a terminal.'),
})
type ConsoleConfig = z.output<typeof consoleConfig>

/** As much of `process.stdout` as the sink needs. */
export interface TextOutput {
  readonly isTTY?: boolean | undefined
  write(text: string): boolean
  once(event: 'drain', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error' | 'drain', listener: (error: Error) => void): unknown
}

const dim = (text: string): string => `\u001B[2m${text}\u001B[22m`
const paints: Readonly<Record<string, number>> = { trade: 36, quote: 34, bar: 33, indicator: 35, gap: 31, mover: 32 }
/** Begin and end; what is critical is bold too. */
const severityPaints: Readonly<Record<Alert['severity'], readonly [string, string]>> = {
  info: ['\u001B[36m', '\u001B[39m'],
  warning: ['\u001B[33m', '\u001B[39m'],
  critical: ['\u001B[1;31m', '\u001B[22;39m'],
}

class ConsoleSink implements Sink {
  readonly consumes = '*'
  readonly delivery = 'best-effort'
  readonly batching: Sink['batching'] = {
    maxEvents: 1_000,
    maxDelayMs: 100,
    maxInFlight: 1,
    queueEvents: 10_000,
    overflow: 'drop-oldest',
    maxBlockMs: 0,
  }
  readonly #context: PluginContext
  readonly #output: TextOutput
  readonly #everyMs: number | undefined
  readonly #color: boolean
  readonly #latest = new LatestEvents()
  #symbolWidth = 0
  #kindWidth = 0
  #timer: Disposable | undefined
  #broken: Error | undefined
  #stopped = false

  constructor(context: PluginContext, config: ConsoleConfig, output: TextOutput) {
    this.#context = context
    this.#output = output
    this.#everyMs = config.every
    this.#color = config.color === 'always' || (config.color === 'auto' && output.isTTY === true)
  }

  async start(): Promise<void> {
    this.#stopped = false
    this.#output.on('error', this.#onError)
    if (this.#everyMs !== undefined) this.#timer = this.#context.clock.every(this.#everyMs, () => this.#writeLatest())
  }

  async write({ runs }: SinkWrite, signal: AbortSignal): Promise<void> {
    this.#check()
    const lines: string[] = []
    for (const batch of runs) {
      for (const event of batch.events) {
        if (this.#everyMs === undefined) lines.push(this.#line(event))
        else this.#latest.put(event)
      }
    }
    if (lines.length > 0 && !this.#output.write(lines.join(''))) await this.#drained(signal)
  }

  async flush(): Promise<void> {
    this.#writeLatest()
  }

  async stop(): Promise<void> {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    this.#writeLatest()
    this.#output.off('error', this.#onError)
    this.#stopped = true
  }

  readonly #onError = (error: Error): void => {
    this.#broken = error
  }

  /** A reader that went away (`feedloom run … | head`) is no reason to crash, but there is nobody left to write for. */
  #check(): void {
    if (this.#stopped) throw fatal('FEEDLOOM_CONSOLE_CLOSED', 'the console sink has been stopped')
    if (this.#broken === undefined) return
    throw fatal('FEEDLOOM_CONSOLE_CLOSED', 'the output has been closed', { cause: this.#broken })
  }

  async #drained(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#output.off('drain', done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#output.once('drain', done)
      signal.addEventListener('abort', done)
    })
  }

  #writeLatest(): void {
    const events = this.#latest.take()
    if (events.length > 0 && this.#broken === undefined) this.#output.write(events.map((event) => this.#line(event)).join(''))
  }

  #line(event: MarketEvent): string {
    const name = `${event.instrument.venue} ${event.instrument.symbol}`
    this.#symbolWidth = Math.max(this.#symbolWidth, name.length)
    this.#kindWidth = Math.max(this.#kindWidth, event.kind.length)
    const time = new Date(event.ts).toISOString().slice(11, 23)
    const [symbol, kind] = [name.padEnd(this.#symbolWidth), event.kind.padEnd(this.#kindWidth)]
    if (!this.#color) return `${time}  ${symbol}  ${kind}  ${eventLine(event)}\n`
    if (event.kind === 'alert') {
      const [begin, end] = severityPaints[event.severity]
      return `${dim(time)}  ${symbol}  ${begin}${kind}  ${eventLine(event)}${end}\n`
    }
    return `${dim(time)}  ${symbol}  \u001B[${paints[event.kind] ?? 37}m${kind}\u001B[39m  ${eventLine(event)}\n`
  }
}

/** The `console` sink on an output of one's own. */
export function createConsole(context: PluginContext, config: ConsoleSettings, output: TextOutput): Sink {
  return new ConsoleSink(context, { color: config.color ?? 'auto', every: config.everyMs }, output)
}

export interface ConsoleSettings {
  readonly everyMs?: number | undefined
  readonly color?: 'auto' | 'always' | 'never'
}

/** Writes events to the terminal, one readable line each. */
export const consoleSink: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'console',
  summary: 'Writes events to the terminal as readable lines, all of them or the latest of each series',
  stability: 'beta',
  configSchema: consoleConfig,
  create: (context, config) => new ConsoleSink(context, config, process.stdout),
})
