import assert from 'node:assert/strict'
import type { AnyBatch, RawFrame, Source, SourceOutput } from '@feedloom/core'
import { settle } from '../virtual-clock.ts'
import { sourceAbilities } from './source-abilities.ts'
import { conformanceCase, conformanceSuite, type ConformanceSuite, type Subject } from './suite.ts'

/** A source that ends by itself, with something to give. */
export interface FiniteSource {
  /** Created, not attached, not started. */
  readonly source: Source
  dispose?(): Promise<void>
}

export interface FiniteSourceSuiteOptions {
  readonly create: () => FiniteSource | Promise<FiniteSource>
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
}

const signal = new AbortController().signal

/** What came out of a source, in order. */
class Outlet implements SourceOutput {
  readonly times: number[] = []
  ends = 0
  late = 0
  readonly ended: Promise<void>
  #end: () => void = () => undefined

  constructor() {
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  frame({ tsRecv }: RawFrame): void {
    this.#take(tsRecv)
  }

  batch({ events }: AnyBatch): void {
    for (const { tsRecv } of events) this.#take(tsRecv)
  }

  gap(): void {
    // A recorded gap is data like any other; nothing is claimed of it here.
  }

  connection(): void {
    // As little as of gaps.
  }

  end(): void {
    this.ends++
    this.#end()
  }

  #take(tsRecv: number): void {
    if (this.ends > 0) this.late++
    this.times.push(tsRecv)
  }
}

/** The claims that sources make which end by themselves: replays of files and of stores. */
export function finiteSourceSuite({ create, plugin }: FiniteSourceSuiteOptions): ConformanceSuite {
  const using = async (run: (source: Source, outlet: Outlet) => Promise<void>): Promise<void> => {
    const made = await create()
    const outlet = new Outlet()
    made.source.attach(outlet)
    await run(made.source, outlet)
    await made.source.stop?.(signal)
    await made.dispose?.()
  }
  const abilities = async (): Promise<readonly string[]> => {
    const made = await create()
    const words = sourceAbilities(made.source)
    await made.dispose?.()
    return words
  }
  return conformanceSuite({
    examines: 'source',
    subject: plugin,
    abilities,
    cases: [
      conformanceCase('SRC-20', 'stops twice, unstarted, and while it plays', () => stops(using)),
      conformanceCase('SRC-50', 'plays everything in order of time and says its end once, last', () => using(plays)),
      conformanceCase('SRC-51', 'gives nothing while it is paused, and everything after', () => using(pauses)),
      conformanceCase('SRC-52', 'plays the same again', async () => {
        const runs: (readonly number[])[] = []
        for (let i = 0; i < 2; i++) await using(async (source, outlet) => void runs.push(await played(source, outlet)))
        assert.deepEqual(runs[1], runs[0])
      }),
    ],
  })
}

type Using = (run: (source: Source, outlet: Outlet) => Promise<void>) => Promise<void>

async function played(source: Source, outlet: Outlet): Promise<readonly number[]> {
  await source.instruments?.(signal)
  await source.start?.(signal)
  await outlet.ended
  return outlet.times
}

async function stops(using: Using): Promise<void> {
  await using(async (source) => source.stop?.(signal))
  await using(async (source, outlet) => {
    await source.instruments?.(signal)
    await source.start?.(signal)
    await source.stop?.(signal)
    const given = outlet.times.length
    await settle()
    assert.equal(outlet.times.length, given, 'it goes on after stop')
  })
}

async function plays(source: Source, outlet: Outlet): Promise<void> {
  assert.ok(source.capabilities.finite, 'it does not declare that it is finite')
  const times = await played(source, outlet)
  await settle()
  assert.ok(times.length > 0, 'nothing came')
  assert.ok(
    times.every((time, i) => i === 0 || time >= (times[i - 1] ?? time)),
    'not in order of receive time',
  )
  assert.deepEqual([outlet.ends, outlet.late], [1, 0], 'ends, and what came after the first')
}

async function pauses(source: Source, outlet: Outlet): Promise<void> {
  if (source.capabilities.flow !== 'pausable') return
  assert.ok(source.pause !== undefined && source.resume !== undefined, 'pausable without pause and resume')
  source.pause()
  await source.instruments?.(signal)
  await source.start?.(signal)
  for (let i = 0; i < 20; i++) await settle()
  assert.deepEqual([outlet.times.length, outlet.ends], [0, 0], 'it plays while it is paused')
  source.resume()
  await outlet.ended
  assert.ok(outlet.times.length > 0, 'nothing came after the pause')
}
