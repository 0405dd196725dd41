import assert from 'node:assert/strict'
import { fromColumns } from '@feedloom/core/columns'
import type { AnyBatch, EventKind, InstrumentRegistry, MarketEvent, PartialFailure, Sink, SinkWrite } from '@feedloom/core'
import { testInstruments } from '../test-instruments.ts'
import { assertSame, portraitOf } from './portrait.ts'
import { runsOf, sampleBatches } from './sample-events.ts'
import { caseIf, conformanceCase, conformanceSuite, membersOf, type ConformanceSuite, type Skipped, type Subject } from './suite.ts'

/** One place where a sink keeps things: a file, a schema, a topic. */
export interface SinkStorage {
  /** A sink on this storage, created but not started; a second one only after the first has stopped. */
  open(): Sink
  dispose?(): Promise<void>
}

export interface SinkSuiteOptions {
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  /** A fresh, empty storage per case. The registry is the one that the sink's context must carry. */
  readonly storage: (instruments: InstrumentRegistry) => Promise<SinkStorage> | SinkStorage
  /** Kinds to write; default: those of the samples that the sink consumes. */
  readonly kinds?: readonly EventKind[]
  /** An event that the sink must refuse alone, while it stores the rest (SNK-04). */
  readonly poison?: (good: MarketEvent) => MarketEvent
  /** It keeps what was flushed when it is opened again (SNK-05). Default true where there is a reader. */
  readonly durable?: boolean
}

/** The claims that every sink makes; those of stores where it has a `reader`. */
export function sinkSuite(options: SinkSuiteOptions): ConformanceSuite {
  const bench = new SinkBench(options)
  return conformanceSuite({
    examines: 'sink',
    subject: options.plugin,
    abilities: () => bench.abilities(),
    cases: [
      conformanceCase('SNK-01', 'reads back what was written', () => bench.readsBack()),
      conformanceCase('SNK-02', 'stores the same write once, if it says that it is idempotent', () => bench.writesOnce()),
      conformanceCase('SNK-03', 'rejects writes after stop, and stops twice', () => bench.rejectsAfterStop()),
      caseIf(options.poison !== undefined, 'no event that it must refuse was given', 'SNK-04', 'names the events that failed', () =>
        bench.namesFailures(),
      ),
      caseIf(options.durable !== false, 'keeps nothing beyond its run', 'SNK-05', 'has flushed events when it is opened again', () =>
        bench.isDurable(),
      ),
      conformanceCase('SNK-06', 'stops without ever having started', () => bench.stopsUnstarted()),
      conformanceCase('SNK-10', 'keeps unknowns, NaN, unicode, long ids and nanoseconds', () => bench.keepsOddValues()),
    ],
  })
}

const signal = new AbortController().signal

class SinkBench {
  readonly #options: SinkSuiteOptions

  constructor(options: SinkSuiteOptions) {
    this.#options = options
  }

  async abilities(): Promise<readonly string[]> {
    const storage = await this.#options.storage(testInstruments())
    const sink = storage.open()
    const { consumes, delivery } = sink
    const kinds = consumes === '*' ? ['consumes *'] : consumes.map((kind) => `consumes ${kind}`)
    const abilities = [delivery, ...kinds, ...membersOf(sink, ['reader', 'flush', 'tap'])]
    // Whether it can be stopped now is another question (SNK-06).
    await sink.stop?.(signal).catch(() => undefined)
    await storage.dispose?.()
    return abilities
  }

  readsBack(): Promise<void | Skipped> {
    return this.#with(async (sink, batches, instruments) => {
      if (sink.reader === undefined) return { skipped: 'it has no reader' }
      const plain = onlyThose(batches, (event) => !isOdd(event))
      await sink.write(writeOf(1, plain), signal)
      await this.#assertStored(sink, plain, instruments)
      return undefined
    })
  }

  writesOnce(): Promise<void | Skipped> {
    return this.#with(async (sink, batches, instruments) => {
      if (sink.delivery !== 'idempotent') return { skipped: `it delivers ${sink.delivery}` }
      if (sink.reader === undefined) return { skipped: 'it has no reader' }
      await sink.write(writeOf(1, batches), signal)
      const once = await storedOf(sink, batches, instruments)
      await sink.write(writeOf(1, batches), signal)
      assertSame(await storedOf(sink, batches, instruments), once, 'the same write again changed what is stored')
      return undefined
    })
  }

  rejectsAfterStop(): Promise<void | Skipped> {
    return this.#with(async (sink, batches) => {
      await sink.write(writeOf(1, batches), signal)
      await sink.stop?.(signal)
      await assert.rejects(Promise.resolve(sink.write(writeOf(2, batches), signal)), 'a write after stop was acknowledged')
      await sink.stop?.(signal)
    })
  }

  namesFailures(): Promise<void | Skipped> {
    return this.#with(async (sink, batches) => {
      const events = batches.flatMap((batch) => batch.events as readonly MarketEvent[])
      const index = Math.floor(events.length / 2)
      const good = events[index]
      assert.ok(good !== undefined && this.#options.poison !== undefined)
      const mixed = [...events.slice(0, index), this.#options.poison(good), ...events.slice(index + 1)]
      const failure = (await sink.write(writeOf(1, runsOf(mixed)), signal)) as PartialFailure | undefined
      assert.deepEqual(
        failure?.failed.map((one) => one.index),
        [index],
      )
    })
  }

  async isDurable(): Promise<void> {
    const instruments = testInstruments()
    const storage = await this.#options.storage(instruments)
    const first = storage.open()
    await first.start?.(signal)
    const batches = this.#batches(first, instruments)
    await first.write(writeOf(1, batches), signal)
    const before = await storedOf(first, batches, instruments)
    await first.stop?.(signal)
    const second = storage.open()
    await second.start?.(signal)
    assertSame(await storedOf(second, batches, instruments), before, 'opened again, it holds something else')
    await second.stop?.(signal)
    await storage.dispose?.()
  }

  async stopsUnstarted(): Promise<void> {
    const storage = await this.#options.storage(testInstruments())
    await storage.open().stop?.(signal)
    await storage.dispose?.()
  }

  keepsOddValues(): Promise<void | Skipped> {
    return this.#with(async (sink, batches, instruments) => {
      const odd = onlyThose(batches, isOdd)
      if (odd.length === 0 || sink.reader === undefined) return { skipped: 'nothing odd to read back' }
      await sink.write(writeOf(1, odd), signal)
      await this.#assertStored(sink, odd, instruments)
      return undefined
    })
  }

  async #with(
    run: (sink: Sink, batches: readonly AnyBatch[], instruments: InstrumentRegistry) => Promise<void | Skipped>,
  ): Promise<void | Skipped> {
    const instruments = testInstruments()
    const storage = await this.#options.storage(instruments)
    const sink = storage.open()
    try {
      await sink.start?.(signal)
      if (sink.consumes.length === 0) return { skipped: 'it takes no events' }
      return await run(sink, this.#batches(sink, instruments), instruments)
    } finally {
      await sink.stop?.(signal)
      await storage.dispose?.()
    }
  }

  #batches(sink: Sink, instruments: InstrumentRegistry): readonly AnyBatch[] {
    const wanted = this.#options.kinds ?? sink.consumes
    const all = sampleBatches(instruments)
    const batches = wanted === '*' ? all : all.filter((batch) => wanted.includes(batch.kind))
    assert.ok(batches.length > 0, 'the samples hold nothing that it consumes')
    return batches
  }

  /** Everything that was written is there, once, as it was, ordered by time. */
  async #assertStored(sink: Sink, batches: readonly AnyBatch[], instruments: InstrumentRegistry): Promise<void> {
    if (sink.reader === undefined) return
    await sink.flush?.(signal)
    for (const kind of new Set(batches.map((batch) => batch.kind))) {
      const written = batches.flatMap((batch) => (batch.kind === kind ? (batch.events as readonly MarketEvent[]) : []))
      const stored: MarketEvent[] = []
      for await (const columns of sink.reader.read({ kind })) stored.push(...fromColumns(columns, instruments).events)
      assertSame(sorted(portraitOf(stored)), sorted(portraitOf(written)), `${kind}: stored and written differ`)
      for (let i = 1; i < stored.length; i++)
        assert.ok((stored[i]?.ts ?? 0) >= (stored[i - 1]?.ts ?? 0), `${kind}: rows are not ordered by ts`)
    }
  }
}

/** Everything that a sink has of the kinds in these batches, as texts. */
async function storedOf(sink: Sink, batches: readonly AnyBatch[], instruments: InstrumentRegistry): Promise<readonly string[]> {
  await sink.flush?.(signal)
  const stored: MarketEvent[] = []
  for (const kind of new Set(batches.map((batch) => batch.kind))) {
    for await (const columns of sink.reader?.read({ kind }) ?? []) stored.push(...fromColumns(columns, instruments).events)
  }
  return sorted(portraitOf(stored))
}

function onlyThose(batches: readonly AnyBatch[], wanted: (event: MarketEvent) => boolean): readonly AnyBatch[] {
  const filtered = batches.map((batch) => ({ ...batch, events: batch.events.filter((event) => wanted(event)) }) as AnyBatch)
  return filtered.filter((batch) => batch.events.length > 0)
}

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort()

function isOdd(event: MarketEvent): boolean {
  return event.kind === 'trade' || event.kind === 'ticker' || (event.kind === 'quote' && Number.isNaN(event.askPrice))
}

function writeOf(id: number, runs: readonly AnyBatch[]): SinkWrite {
  return { run: 'conformance', id, runs, count: runs.reduce((sum, batch) => sum + batch.events.length, 0) }
}
