import assert from 'node:assert/strict'
import type { AnyBatch, MarketEvent, Processor } from '@feedloom/core'
import { CollectingWriter } from '../collecting-writer.ts'
import { settle } from '../virtual-clock.ts'
import { testInstruments } from '../test-instruments.ts'
import { touchedGlobals } from './poison.ts'
import { assertSame, portraitOf } from './portrait.ts'
import { sampleBatches, singles } from './sample-events.ts'
import { conformanceCase, conformanceSuite, membersOf, type ConformanceSuite, type Subject } from './suite.ts'

export interface ProcessorSuiteOptions {
  /** A fresh processor, not started. */
  readonly create: () => Processor
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  /** What to feed it; default: common kinds over two instruments (`sampleBatches`). */
  readonly batches?: readonly AnyBatch[]
  /** Batches that leave something held, so that `end()` has to write. Default: what `batches` leave. */
  readonly holdsAtEnd?: boolean
}

/** The claims that every processor makes. Needs inputs that make it write something. */
export function processorSuite(options: ProcessorSuiteOptions): ConformanceSuite {
  const batches = options.batches ?? sampleBatches(testInstruments())
  const create = (): Processor => options.create()
  return conformanceSuite({
    examines: 'processor',
    subject: options.plugin,
    abilities: () => abilitiesOf(create()),
    cases: [
      conformanceCase('PRC-01', 'works synchronously and reads no clock', () => synchronous(create(), batches)),
      conformanceCase('PRC-02', 'emits only what it says that it produces', () => declared(create(), batches)),
      conformanceCase('PRC-03', 'keeps the order of receive times', () => ordered(create(), batches)),
      conformanceCase('PRC-04', 'writes the rest at the end, once', () => ends(create(), batches, options.holdsAtEnd === true)),
      conformanceCase('PRC-05', 'does not care how events are cut into batches', () => {
        assertSame(portraitOf(run(create(), singles(batches))), portraitOf(run(create(), batches)), 'single events give another result')
      }),
      conformanceCase('PRC-06', 'leaves its input alone and repeats itself', () => {
        const given = copiesOf(batches)
        const first = portraitOf(runOn(create(), given, true))
        assertSame(portraitOf(run(create(), batches)), first, 'a second instance writes something else')
        const texts = (list: readonly AnyBatch[]): readonly string[] => list.flatMap((batch) => portraitOf(batch.events))
        assertSame(texts(given), texts(batches), 'the input was changed')
      }),
    ],
  })
}

function abilitiesOf(processor: Processor): readonly string[] {
  const { consumes, produces, forwards } = processor
  return [
    ...(consumes === '*' ? ['consumes *'] : consumes.map((kind) => `consumes ${kind}`)),
    ...produces.map((kind) => `produces ${kind}`),
    ...(forwards ? ['forwards'] : []),
    ...membersOf(processor, ['warm', 'tick', 'end']),
  ]
}

/** Copies: what one run does to its input must not disturb the next one (PRC-06 looks at that). */
function run(processor: Processor, batches: readonly AnyBatch[], withEnd = true): readonly MarketEvent[] {
  return runOn(processor, copiesOf(batches), withEnd)
}

function copiesOf(batches: readonly AnyBatch[]): readonly AnyBatch[] {
  return batches.map((batch) => ({ ...batch, events: batch.events.map((event) => ({ ...event })) }) as AnyBatch)
}

function runOn(processor: Processor, batches: readonly AnyBatch[], withEnd: boolean): readonly MarketEvent[] {
  const out = new CollectingWriter()
  for (const batch of batches) {
    if (processor.consumes !== '*' && !processor.consumes.includes(batch.kind)) continue
    out.tsRecv = batch.events[0]?.tsRecv ?? out.tsRecv
    processor.process(batch, out)
  }
  if (withEnd) processor.end?.(out)
  return out.events
}

async function synchronous(processor: Processor, batches: readonly AnyBatch[]): Promise<void> {
  const out = new CollectingWriter()
  const consumed = copiesOf(batches).filter((batch) => processor.consumes === '*' || processor.consumes.includes(batch.kind))
  assert.ok(consumed.length > 0, 'the inputs hold nothing that it consumes')
  const touched = touchedGlobals(() => {
    for (const batch of consumed) {
      out.tsRecv = batch.events[0]?.tsRecv ?? 0
      const answer: unknown = processor.process(batch, out)
      assert.equal(answer, undefined, 'process() returned something: a promise?')
    }
  })
  assert.deepEqual(touched, [], 'time and chance come through the context')
  const written = out.events.length
  await settle()
  await settle()
  assert.equal(out.events.length, written, 'something was written after process() had returned')
}

function declared(processor: Processor, batches: readonly AnyBatch[]): void {
  const allowed = new Set<string>(processor.produces)
  const events = run(processor, batches)
  assert.ok(events.length > 0 || processor.forwards, 'it wrote nothing at all: give it inputs that make it write')
  assert.deepEqual(
    [...new Set(events.map((event) => event.kind))].filter((kind) => !allowed.has(kind)),
    [],
    'undeclared kinds',
  )
}

function ordered(processor: Processor, batches: readonly AnyBatch[]): void {
  let last = Number.NEGATIVE_INFINITY
  for (const event of run(processor, batches, false)) {
    assert.ok(event.tsRecv >= last, `${event.kind}: tsRecv ${event.tsRecv} after ${last}`)
    last = event.tsRecv
  }
}

function ends(processor: Processor, batches: readonly AnyBatch[], holds: boolean): void {
  const without = run(processor, batches, false).length
  const out = new CollectingWriter()
  processor.end?.(out)
  const rest = out.events.length
  assert.ok(!holds || rest > 0, `nothing was written at the end (${without} before)`)
  processor.end?.(out)
  assert.equal(out.events.length, rest, 'a second end() wrote again')
}
