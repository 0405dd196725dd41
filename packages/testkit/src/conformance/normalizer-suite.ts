import assert from 'node:assert/strict'
import { FeedloomError } from '@feedloom/core'
import type { InstrumentFields, InstrumentRegistry, MarketEvent, NormalizerFactory, RawFrame } from '@feedloom/core'
import { CollectingWriter } from '../collecting-writer.ts'
import { seededRandom } from '../seeded-random.ts'
import { testInstruments } from '../test-instruments.ts'
import { garbagePayloads, respaced, samplesOf } from './payloads.ts'
import { touchedGlobals } from './poison.ts'
import { assertSame, portraitOf } from './portrait.ts'
import { faultOf, oddityOf } from './shape.ts'
import { caseIf, conformanceCase, conformanceSuite, membersOf, type ConformanceSuite, type Subject } from './suite.ts'

export interface NormalizerSuiteOptions {
  readonly factory: NormalizerFactory<Uint8Array>
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  /** Recorded frames in order; see `recordedFrames`. */
  readonly frames: readonly RawFrame<Uint8Array>[] | (() => Promise<readonly RawFrame<Uint8Array>[]>)
  /** Definitions of the symbols in them; the factory's `instruments` frames are interned as they come. */
  readonly instruments?: readonly InstrumentFields[]
  /** Frames that write nothing by design: acknowledgements, heartbeats. */
  readonly stateOnly?: (frame: RawFrame<Uint8Array>) => boolean
  /** A slower decoder of the same wire: both must write the same (NRM-12). */
  readonly reference?: NormalizerFactory<Uint8Array>
  /** Payloads are JSON texts: adds the respaced form to NRM-12. Default true. */
  readonly json?: boolean
  /** Events that may carry NaN at a place, beyond the empty side of a quote. */
  readonly mayBeNaN?: (event: MarketEvent, path: string) => boolean
}

type Frames = readonly RawFrame<Uint8Array>[]

/** The claims that every normalizer makes: pure, deterministic, forgetting on reset, harmless with garbage. */
export function normalizerSuite(options: NormalizerSuiteOptions): ConformanceSuite {
  const bench = new NormalizerBench(options)
  const { factory } = options
  const comparable = options.json !== false || options.reference !== undefined
  return conformanceSuite({
    examines: 'normalizer',
    subject: options.plugin,
    abilities: () => abilitiesOf(factory),
    cases: [
      conformanceCase('NRM-01', 'writes the same events for the same frames', () => bench.deterministic()),
      conformanceCase('NRM-02', 'forgets everything on reset', () => bench.resets()),
      conformanceCase('NRM-03', 'touches no clock, timer, randomness or network', () => bench.pure()),
      conformanceCase('NRM-04', 'writes finite numbers and sane times', () => bench.sane()),
      conformanceCase('NRM-05', 'leaves the payload as it was', () => bench.untouched()),
      conformanceCase('NRM-06', 'answers garbage with data errors, and with nothing else', () => bench.garbage()),
      conformanceCase('NRM-10', 'writes an event for every frame that is not state only', () => bench.complete()),
      conformanceCase('NRM-11', 'survives a cut at every byte', () => bench.truncated()),
      caseIf(comparable, 'one way to read, and no JSON', 'NRM-12', 'writes the same on its fast and its slow path', () =>
        bench.samePaths(),
      ),
      caseIf(
        factory.book !== undefined,
        'no book rules',
        'NRM-20',
        'numbers book events as its rules need, snapshots first where the stream has them',
        () => bench.books(),
      ),
    ],
  })
}

function abilitiesOf(factory: NormalizerFactory<Uint8Array>): readonly string[] {
  const { book, tradeIds = {}, bars } = factory
  return [
    `venue ${factory.venue}`,
    ...(book === undefined ? [] : [`book from ${book.snapshot}`]),
    ...Object.entries(tradeIds).map(([variant, rule]) => `${variant} trade ids ${String(rule)}`),
    ...(bars === undefined ? [] : [`bars ${bars}`]),
    ...membersOf(factory, ['instruments', 'inferInstrument', 'route']),
  ]
}

class NormalizerBench {
  readonly #options: NormalizerSuiteOptions
  #loaded: Frames | undefined

  constructor(options: NormalizerSuiteOptions) {
    this.#options = options
  }

  async deterministic(): Promise<void> {
    const frames = await this.#frames()
    assertSame(portraitOf(this.#run(frames)), portraitOf(this.#run(frames)), 'two fresh instances differ')
  }

  async resets(): Promise<void> {
    const frames = await this.#frames()
    const registry = this.#registry(frames)
    const normalizer = this.#options.factory.create({ venue: this.#options.factory.venue, instruments: registry, report: () => undefined })
    const first = feed(normalizer, frames)
    // Stop in the middle, so that there is something to forget.
    feed(normalizer, frames.slice(0, Math.ceil(frames.length / 2)))
    normalizer.reset()
    assertSame(portraitOf(feed(normalizer, frames)), portraitOf(first), 'a run after reset differs from the first')
  }

  async pure(): Promise<void> {
    const frames = await this.#frames()
    const registry = this.#registry(frames)
    const touched = touchedGlobals(() => {
      const normalizer = this.#options.factory.create({
        venue: this.#options.factory.venue,
        instruments: registry,
        report: () => undefined,
      })
      feed(normalizer, frames)
    })
    assert.deepEqual(touched, [], 'a normalizer is a pure function of its frames')
  }

  async sane(): Promise<void> {
    for (const event of this.#run(await this.#frames())) {
      assert.equal(faultOf(event, this.#options.mayBeNaN) ?? oddityOf(event), undefined)
    }
  }

  async untouched(): Promise<void> {
    const frames = await this.#frames()
    const normalizer = this.#create(frames)
    for (const [i, frame] of frames.entries()) {
      const payload = Buffer.from(frame.payload)
      normalizer.normalize({ ...frame, payload }, new CollectingWriter(frame.tsRecv))
      assert.ok(Buffer.compare(frame.payload, payload) === 0, `payload ${i} was changed`)
    }
  }

  async garbage(): Promise<void> {
    const frames = await this.#frames()
    const random = seededRandom('garbage')
    const json = this.#options.json !== false
    const normalizer = this.#create(frames)
    for (const frame of samplesOf(frames, 12)) {
      for (const payload of garbagePayloads(frame.payload, random)) {
        const refused = assertOnlyDataErrors(normalizer, { ...frame, payload })
        assert.ok(refused || !isNoise(payload, json), `nothing was said of '${textOf(payload)}'`)
      }
    }
  }

  async complete(): Promise<void> {
    const frames = await this.#frames()
    const normalizer = this.#create(frames)
    const silent: string[] = []
    for (const frame of frames) {
      const events = feed(normalizer, [frame])
      if (events.length > 0 || this.#options.stateOnly?.(frame) === true || this.#definitions(frame) !== undefined) continue
      silent.push(`${frame.channel}: ${Buffer.from(frame.payload).toString().slice(0, 120)}`)
    }
    assert.deepEqual(silent.slice(0, 3), [], `${silent.length} frames wrote nothing and are not listed as state only`)
  }

  async truncated(): Promise<void> {
    const frames = await this.#frames()
    const normalizer = this.#create(frames)
    for (const frame of samplesOf(frames, 12)) {
      const length = Math.min(frame.payload.length, 2_000)
      for (let end = 0; end < length; end++) assertOnlyDataErrors(normalizer, { ...frame, payload: frame.payload.subarray(0, end) })
    }
    normalizer.reset()
    assertSame(portraitOf(feed(normalizer, frames)), portraitOf(this.#run(frames)), 'cut frames left traces behind')
  }

  async samePaths(): Promise<void> {
    const frames = await this.#frames()
    const own = portraitOf(this.#run(frames))
    const { reference } = this.#options
    if (reference !== undefined) assertSame(own, portraitOf(this.#run(frames, reference)), 'the reference decoder differs')
    if (this.#options.json === false) return
    const spaced = frames.map((frame) => ({ ...frame, payload: respaced(frame.payload) }))
    assertSame(portraitOf(this.#run(spaced)), own, 'the same JSON with other spacing reads differently')
  }

  async books(): Promise<void> {
    const begun = new Set<string>()
    const fromStream = this.#options.factory.book?.snapshot === 'stream'
    for (const event of this.#run(await this.#frames())) {
      if (event.kind === 'book.snapshot') begun.add(event.instrument.id)
      if (event.kind !== 'book.delta') continue
      assert.ok(!fromStream || begun.has(event.instrument.id), `${event.instrument.id}: a delta came before the snapshot`)
      assert.ok(
        fromStream || event.lastSequence !== undefined,
        `${event.instrument.id}: a delta without a sequence cannot continue a snapshot`,
      )
    }
  }

  async #frames(): Promise<Frames> {
    const { frames } = this.#options
    this.#loaded ??= typeof frames === 'function' ? await frames() : frames
    assert.ok(this.#loaded.length > 0, 'the suite needs frames')
    return this.#loaded
  }

  #registry(frames: Frames): InstrumentRegistry {
    const registry = testInstruments(this.#options.instruments)
    for (const frame of frames) registry.define(this.#definitions(frame) ?? [])
    return registry
  }

  #definitions(frame: RawFrame<Uint8Array>): readonly InstrumentFields[] | undefined {
    return this.#options.factory.instruments?.(frame)
  }

  #create(
    frames: Frames,
    factory: NormalizerFactory<Uint8Array> = this.#options.factory,
  ): ReturnType<NormalizerFactory<Uint8Array>['create']> {
    return factory.create({ venue: factory.venue, instruments: this.#registry(frames), report: () => undefined })
  }

  #run(frames: Frames, factory?: NormalizerFactory<Uint8Array>): readonly MarketEvent[] {
    return feed(this.#create(frames, factory), frames)
  }
}

type Decoder = ReturnType<NormalizerFactory<Uint8Array>['create']>

function feed(normalizer: Decoder, frames: Frames): readonly MarketEvent[] {
  const out = new CollectingWriter()
  for (const frame of frames) {
    out.tsRecv = frame.tsRecv
    // A copy: what one run does to its payloads must not disturb the next one (NRM-05 looks at that).
    normalizer.normalize({ ...frame, payload: Buffer.from(frame.payload) }, out)
  }
  return out.events
}

const textOf = (payload: Uint8Array): string => Buffer.from(payload).toString().slice(0, 80)

/** Whether the frame was refused. */
function assertOnlyDataErrors(normalizer: Decoder, frame: RawFrame<Uint8Array>): boolean {
  try {
    normalizer.normalize(frame, new CollectingWriter(frame.tsRecv))
    return false
  } catch (error) {
    assert.ok(FeedloomError.is(error), `a bare ${String(error)} for '${textOf(frame.payload)}'`)
    assert.equal(error.category, 'data', `a ${error.category} error for '${textOf(frame.payload)}'`)
    return true
  }
}

/** What no protocol of this sort can mean: it must be refused, not passed over. */
function isNoise(payload: Uint8Array, json: boolean): boolean {
  if (!json) return textOf(payload).startsWith('<html>')
  try {
    JSON.parse(Buffer.from(payload).toString())
    return false
  } catch {
    return true
  }
}
