import { dataError, type Instrument, type NormalizerContext } from '@feedloom/core'
import { text } from './fields.ts'

/** Native symbols to instruments, each looked up once: instruments keep their object for the whole run. */
export class Directory {
  readonly #context: NormalizerContext
  readonly #known = new Map<string, Instrument>()
  readonly #streams = new Map<string, PartialStream | undefined>()

  constructor(context: NormalizerContext) {
    this.#context = context
  }

  find(native: unknown): Instrument | undefined {
    const symbol = text(native, 's')
    const known = this.#known.get(symbol)
    if (known !== undefined) return known
    const found = this.#context.instruments.native(this.#context.venue, symbol)
    if (found !== undefined) this.#known.set(symbol, found)
    return found
  }

  /** Throws `FEEDLOOM_INSTRUMENT_UNKNOWN`. */
  instrument(native: unknown): Instrument {
    const found = this.find(native)
    if (found !== undefined) return found
    throw dataError('FEEDLOOM_INSTRUMENT_UNKNOWN', `${this.#context.venue} has no instrument \`${String(native)}\``, {
      hint: 'It may be newer than the last refresh of the instruments.',
      details: { venue: this.#context.venue, symbol: String(native) },
    })
  }

  /** What `ethusdt@depth20@100ms` says; undefined for any other stream. */
  partial(stream: string): PartialStream | undefined {
    const known = this.#streams.get(stream)
    if (known !== undefined || this.#streams.has(stream)) return known
    const match = partialStream.exec(stream)
    const found = match === null ? undefined : { native: (match[1] as string).toUpperCase(), depth: Number(match[2]) }
    this.#streams.set(stream, found)
    return found
  }
}

export interface PartialStream {
  readonly native: string
  readonly depth: number
}

const partialStream = /^(.+)@depth(5|10|20)(?:@\d+ms)?$/
