import type { BookRules, TradeIdRule } from './continuity.ts'
import type { Delivery } from './events.ts'
import type { EventWriter } from './writer.ts'
import type { WireDrift } from './wire-shape.ts'
import type { Instrument, InstrumentFields, InstrumentLookup } from './instrument.ts'
import type { EpochMs } from './time.ts'

/** One message as it came off the wire (or one REST page), before anybody looked inside. */
export interface RawFrame<Payload = unknown> {
  readonly venue: string
  /** Which decoder it belongs to: `ws`, `rest.depth`, `rest.klines`, ... The adapter picks the names. */
  readonly channel: string
  /** Bytes as received (`Uint8Array`), or the object that an SDK handed over. Never changed by anyone. */
  readonly payload: Payload
  readonly tsRecv: EpochMs
  /**
   * `public#0`, `rest`, ... Frames of one connection are ordered; the engine keeps one normalizer for each. A book
   * snapshot fetched over REST names the connection (and epoch) of the delta stream that it belongs to.
   */
  readonly connection: string
  /** Counts reconnects of that connection; a change means sequence state is void, so the engine calls `reset()`. */
  readonly epoch: number
  /** What was asked, for replies that do not say it themselves, e.g. `{ symbol: 'BTCUSDT', limit: '1000' }`. */
  readonly request: Readonly<Record<string, string>> | undefined
  /** `backfill` for pages fetched to fill a hole; left out: `live`, or `replay` where the source is finite. */
  readonly delivery?: Delivery | undefined
}

/**
 * Raw frames to events. Synchronous and deterministic: the same frames after `reset()` write the same
 * events. No clock, no timers, no I/O, no randomness; time comes from the frame, instruments from the
 * look-up. State is allowed when it is a function of the frames seen since `reset()`.
 * Throw a `data` error for a frame that cannot be understood: what was written from that frame is rolled back and
 * the engine goes on with the next one.
 */
export interface Normalizer<Payload = unknown> {
  normalize(frame: RawFrame<Payload>, out: EventWriter): void
  reset(): void
}

/** A book that its own checksum or content contradicts. The engine marks it and asks for a repair. */
export interface Drift {
  readonly instrument: Instrument
  readonly cause: 'checksum' | 'sequence' | 'drift'
  readonly message: string
}

export interface NormalizerContext {
  readonly venue: string
  readonly instruments: InstrumentLookup
  /**
   * For venues whose proof lies in the raw text (CRC32 of strings): call it while `normalize` runs. The book is suspect
   * from this frame on, and what the frame says of it is not passed on.
   */
  report(drift: Drift): void
  /**
   * The message at hand decodes, but has another shape than the one that the adapter knows (`shapeDiff`): the engine
   * counts it, keeps a sample of such frames as dead letters, and says what is different. Left out where nobody listens.
   */
  drifted?(drift: WireDrift): void
}

/** Where a REST reply belongs, told from its address alone. */
export interface RestRoute {
  readonly channel: string
  readonly request: Readonly<Record<string, string>>
}

/**
 * What a `normalizer` plugin creates: everything that is known about the wire of one venue, and nothing about
 * transport. Live, replay and history share it. All members are pure functions.
 */
export interface NormalizerFactory<Payload = unknown> {
  readonly venue: string
  /** One instance per connection. */
  create(context: NormalizerContext): Normalizer<Payload>
  /**
   * Definitions in a reply of an instruments channel; undefined when the frame is of another channel. `drifted` hears of
   * a reply that has another shape than the one that is known.
   */
  instruments?(frame: RawFrame<Payload>, drifted?: (drift: WireDrift) => void): readonly InstrumentFields[] | undefined
  /** A best guess from the native symbol alone, for recordings without definitions. */
  inferInstrument?(nativeSymbol: string): InstrumentFields | undefined
  /** Names channel and request of a recorded REST reply; undefined for an address that it does not decode. */
  route?(url: URL): RestRoute | undefined
  /** How books of this venue continue; left out where it has none. */
  readonly book?: BookRules
  /** How trade ids of this venue continue; left out when they promise nothing. */
  readonly tradeIds?: TradeIdRule
  /** `dense` where the venue sends a bar for every interval, also when nothing was traded; left out, holes mean nothing. */
  readonly bars?: 'dense'
}
