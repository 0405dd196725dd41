import { z } from 'zod'
import {
  type Alert,
  definePlugin,
  fatal,
  type Logger,
  type MarketEvent,
  type Plugin,
  type PluginContext,
  type Sink,
  type SinkWrite,
} from '../../contracts/index.ts'
import { eventLine } from '../event-line.ts'

const logConfig = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Level of all that is no alert; alerts go by their severity.'),
})

const levels: Readonly<Record<Alert['severity'], keyof Logger>> = { info: 'info', warning: 'warn', critical: 'error' }

class LogSink implements Sink {
  readonly consumes = '*'
  readonly delivery = 'best-effort'
  readonly batching: Sink['batching'] = {
    maxEvents: 100,
    maxDelayMs: 100,
    maxInFlight: 1,
    queueEvents: 1_000,
    overflow: 'drop-oldest',
    maxBlockMs: 0,
  }
  readonly #log: Logger
  readonly #level: keyof Logger
  #stopped = false

  constructor({ log }: PluginContext, level: keyof Logger) {
    this.#log = log
    this.#level = level
  }

  async start(): Promise<void> {
    this.#stopped = false
  }

  async write({ runs }: SinkWrite): Promise<void> {
    if (this.#stopped) throw fatal('FEEDLOOM_SINK_STOPPED', 'the log sink has been stopped')
    for (const batch of runs) for (const event of batch.events) this.#write(event)
  }

  async stop(): Promise<void> {
    this.#stopped = true
  }

  #write(event: MarketEvent): void {
    const { kind, ts, instrument } = event
    const fields = { kind, ts, instrument: instrument.id }
    const line = `${instrument.symbol}: ${eventLine(event)}`
    if (event.kind !== 'alert') this.#log[this.#level](line, fields)
    else {
      const { rule, severity, value, threshold, values } = event
      this.#log[levels[severity]](line, { ...fields, rule, severity, value, threshold, values })
    }
  }
}

/** Writes events to the log of the engine, for what comes seldom: alerts, gaps. */
export const log: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'log',
  summary: "Writes events to the engine's log, alerts at the level of their severity",
  stability: 'beta',
  configSchema: logConfig,
  create: (context, { level }) => new LogSink(context, level),
})
