import { configError } from '@feedloom/core'
import { didYouMean } from '@feedloom/core/config'
import type { Instrument, InstrumentRegistry, Subscription } from '@feedloom/core'
import type { Stream } from './ledger.ts'
import type { RestCall } from './venue.ts'
import type { Wire } from './wire.ts'

/** A stream that the source can deliver: by topics, or by asking again and again. */
export interface SourceStream extends Stream {
  /** `*` for an all-symbols stream, else the instrument's id. */
  readonly id: string
  readonly instrument: Instrument | undefined
  readonly poll: { readonly call: RestCall; readonly everyMs: number } | undefined
}

/** Equal for subscriptions that ask for the same. */
export function subscriptionKey(subscription: Subscription): string {
  const { kind, symbol, interval, variant, depth, pollEveryMs, options } = subscription
  return JSON.stringify([kind, symbol, interval, variant, depth, pollEveryMs, options])
}

/** Whether the symbol stands for several instruments, so that new listings may join. */
export function isPattern(symbol: string): boolean {
  return symbol.includes('*')
}

/** Turns subscriptions into streams: symbols and patterns into instruments, kinds into topics or polls. */
export class StreamResolver {
  readonly #wire: Wire
  readonly #instruments: InstrumentRegistry

  constructor(wire: Wire, instruments: InstrumentRegistry) {
    this.#wire = wire
    this.#instruments = instruments
  }

  /** Throws a `config` error for a symbol, a kind or an option that the venue does not have. */
  resolve(subscription: Subscription): readonly SourceStream[] {
    const { symbol } = subscription
    if (!isPattern(symbol)) return [this.#stream(subscription, this.instrument(symbol))]
    const all = symbol === '*' && subscription.pollEveryMs === undefined ? this.#wildcard(subscription) : undefined
    if (all !== undefined) return [all]
    return this.#matching(symbol).map((instrument) => this.#stream(subscription, instrument))
  }

  /** By unified or native symbol. Throws `FEEDLOOM_CONFIG_SYMBOL_UNKNOWN`. */
  instrument(symbol: string): Instrument {
    const { venue } = this.#wire
    const found = this.#instruments.unified(venue, symbol) ?? this.#instruments.native(venue, symbol)
    if (found !== undefined) return found
    const known = [...this.#instruments.all(venue)].flatMap((each) => [each.symbol, each.nativeSymbol])
    throw configError('FEEDLOOM_CONFIG_SYMBOL_UNKNOWN', `${venue} has no symbol \`${symbol}\``, {
      hint: didYouMean(symbol, known) ?? `\`feedloom instruments\` lists the symbols of ${venue}.`,
      details: { venue, symbol },
    })
  }

  /** Everything that trades now. */
  trading(): readonly Instrument[] {
    return [...this.#instruments.all(this.#wire.venue)].filter((instrument) => instrument.status === 'trading')
  }

  #matching(pattern: string): readonly Instrument[] {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    const matcher = new RegExp(`^${parts.join('[^/:]*')}$`)
    const everything = pattern === '*'
    return this.trading().filter(({ symbol, nativeSymbol }) => everything || matcher.test(symbol) || matcher.test(nativeSymbol))
  }

  #wildcard(subscription: Subscription): SourceStream | undefined {
    const { spec, config } = this.#wire
    const topics = spec.wildcardTopics?.(subscription, config)
    if (topics === undefined) return undefined
    const { kind, interval } = subscription
    return { id: '*', instrument: undefined, kind, interval, topics, poll: undefined, instruments: () => this.trading() }
  }

  #stream(subscription: Subscription, instrument: Instrument): SourceStream {
    const { spec, config, venue } = this.#wire
    const { kind, interval } = subscription
    const poll = this.#poll(subscription, instrument)
    const topics = poll === undefined ? spec.topics(subscription, instrument, config) : []
    if (poll === undefined && topics.length === 0) {
      throw configError('FEEDLOOM_SUBSCRIPTION_INVALID', `${venue} has no stream of \`${kind}\` for \`${instrument.symbol}\``, {
        details: { venue, kind },
      })
    }
    return { id: instrument.id, instrument, kind, interval, topics, poll, instruments: () => [instrument] }
  }

  /** Asked for, or the only way to get it. */
  #poll(subscription: Subscription, instrument: Instrument): SourceStream['poll'] {
    const { spec, config, venue } = this.#wire
    const { kind, pollEveryMs } = subscription
    const { live, poll } = spec.capabilities
    if (pollEveryMs === undefined && live.includes(kind)) return undefined
    if (!live.includes(kind) && !poll.includes(kind)) {
      throw configError('FEEDLOOM_CONFIG_KIND_UNSUPPORTED', `${venue} does not offer \`${kind}\``, {
        hint: `It offers ${[...new Set([...live, ...poll])].join(', ')}.`,
        details: { venue, kind },
      })
    }
    const call = spec.poll?.(subscription, instrument, config)
    if (call !== undefined) return { call, everyMs: pollEveryMs ?? config.poll.every }
    throw configError('FEEDLOOM_POLL_UNSUPPORTED', `${venue} cannot poll \`${kind}\``, {
      hint: poll.length === 0 ? 'Leave `every` out.' : `Leave \`every\` out; what can be polled: ${poll.join(', ')}.`,
      details: { venue, kind },
    })
  }
}
