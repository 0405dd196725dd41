import {
  type AnyBatch,
  definePlugin,
  type EventKind,
  type Instrument,
  type InstrumentRegistry,
  type Plugin,
  type PluginContext,
  type Source,
  sourceCapabilities,
  type SourceOutput,
} from '@feedloom/core'
import { z } from 'zod'
import { batchOf, trade } from './events.ts'

/** A live source that gives what a test pushes. */
export class PushedSource implements Source {
  readonly capabilities = sourceCapabilities({ live: ['trade'] })
  readonly emits: readonly EventKind[]
  #output: SourceOutput | undefined
  #instruments: InstrumentRegistry | undefined

  constructor(emits: readonly EventKind[] = ['trade']) {
    this.emits = emits
  }

  get instrument(): Instrument {
    return this.#instruments?.native('test', 'BTCUSDT') as Instrument
  }

  /** As the plugin `pushed`. */
  get plugin(): Plugin<'source'> {
    return definePlugin({
      apiVersion: 1,
      kind: 'source',
      type: 'pushed',
      summary: 'What a test pushes',
      stability: 'experimental',
      configSchema: z.strictObject({}),
      create: (context: PluginContext) => {
        this.#instruments = context.instruments
        return this
      },
    })
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  instruments(): ReturnType<NonNullable<Source['instruments']>> {
    return Promise.resolve([
      { venue: 'test', nativeSymbol: 'BTCUSDT', symbol: 'BTC/USDT', type: 'spot' as const, base: 'BTC', quote: 'USDT' },
    ])
  }

  subscribe(subscriptions: Parameters<Source['subscribe']>[0]): ReturnType<Source['subscribe']> {
    return Promise.resolve(subscriptions.map((subscription) => ({ ok: true as const, subscription })))
  }

  unsubscribe(): Promise<void> {
    return Promise.resolve()
  }

  push(batch: AnyBatch): void {
    this.#output?.batch(batch)
  }

  /** Trades with these ids, one a millisecond from `ts` on. */
  trades(ts: number, ids: readonly string[]): void {
    this.push(
      batchOf(
        'trade',
        ids.map((id, index) => trade(this.instrument, ts + index, id)),
      ),
    )
  }
}
