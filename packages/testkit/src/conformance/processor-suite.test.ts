import type { AnyBatch, DerivedWriter, Processor } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { processorSuite } from './processor-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

type Step = (batch: AnyBatch, out: DerivedWriter, held: number[]) => void

/** Every second trade becomes a ticker; an odd one out is written at the end. */
function processorOf(step: Step, end?: (out: DerivedWriter, held: number[]) => void): () => Processor {
  return () => {
    const held: number[] = []
    return {
      consumes: ['trade'],
      produces: ['ticker'],
      forwards: false,
      process: (batch, out) => step(batch, out, held),
      ...(end === undefined ? {} : { end: (out: DerivedWriter) => end(out, held) }),
    }
  }
}

const good: Step = (batch, out, held) => {
  if (batch.kind !== 'trade') return
  for (const trade of batch.events) {
    held.push(trade.price)
    if (held.length < 3) continue
    out.tsRecv = trade.tsRecv
    out.ticker(trade.instrument, trade.ts, { last: held.reduce((a, b) => a + b) })
    held.length = 0
  }
}

runSuite(processorSuite({ create: processorOf(good) }), { describe, it }, 'a small processor conforms')

const broken: readonly (readonly [claim: string, id: string, step: Step])[] = [
  ['answers with a promise', 'PRC-01', (batch, out, held) => Promise.resolve(good(batch, out, held)) as never],
  [
    'writes more later',
    'PRC-01',
    (batch, out, held) => (good(batch, out, held), void Promise.resolve().then(() => writeMarks(batch, out))),
  ],
  ['reads the clock', 'PRC-01', (batch, out, held) => (Date.now(), good(batch, out, held))],
  ['writes what it does not declare', 'PRC-02', (batch, out) => writeMarks(batch, out)],
  ['writes nothing', 'PRC-02', () => undefined],
  ['turns the order round', 'PRC-03', (batch, out) => writeAt(batch, out, (tsRecv) => 4e12 - tsRecv)],
  [
    'looks at a batch as a whole',
    'PRC-05',
    (batch, out) => void (batch.kind === 'trade' && out.ticker(batch.events[0]!.instrument, 1, { last: batch.events.length })),
  ],
  ['changes its input', 'PRC-06', (batch, out, held) => (good(batch, out, held), void ((batch.events[0] as { ts: number }).ts += 1))],
]

function writeMarks(batch: AnyBatch, out: DerivedWriter): void {
  for (const event of batch.events) out.mark(event.instrument, event.ts, { markPrice: 1 })
}

function writeAt(batch: AnyBatch, out: DerivedWriter, at: (tsRecv: number) => number): void {
  for (const event of batch.events) {
    out.tsRecv = at(event.tsRecv)
    out.ticker(event.instrument, event.ts, { last: 1 })
  }
}

describe('the processor suite', () => {
  it.each(broken)('catches one that %s', async (_claim, id, step) => {
    expect(await failures(processorSuite({ create: processorOf(step) }))).toEqual([id])
  })

  it('catches one that writes its rest twice, or not at all', async () => {
    const twice = processorOf(good, (out) => out.event({ kind: 'ticker' } as never))
    expect(await failures(processorSuite({ create: twice }))).toEqual(['PRC-04'])
    const never = processorOf(good, () => undefined)
    expect(await failures(processorSuite({ create: never, holdsAtEnd: true }))).toEqual(['PRC-04'])
  })
})
