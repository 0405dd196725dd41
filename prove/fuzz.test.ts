import type { NormalizerFactory } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type FuzzTarget, fuzzTargets, goodFrames } from './parts/fuzz-corpus.ts'
import { type Finding, Fuzzer, Reader } from './parts/fuzz-judge.ts'

const seed = 20_261_120
let targets: readonly FuzzTarget[] = []

function findings(fuzzed: readonly FuzzTarget[], frames: number): { readonly fuzzer: Fuzzer; readonly found: readonly Finding[] } {
  const fuzzer = new Fuzzer(fuzzed, seed)
  const found = Array.from({ length: frames }, (_, n) => fuzzer.judge(n)).filter((one) => one !== undefined)
  return { fuzzer, found }
}

type Factory = NormalizerFactory<Uint8Array>

/** Says nothing of the shape of what it decodes. */
const quiet = (factory: Factory): Factory => ({
  ...factory,
  create: (context) => factory.create({ venue: context.venue, instruments: context.instruments, report: () => undefined }),
})

/** Says something of everything. */
const noisy = (factory: Factory): Factory => ({
  ...factory,
  create(context) {
    const normalizer = factory.create(context)
    return {
      reset: () => normalizer.reset(),
      normalize(frame, out) {
        normalizer.normalize(frame, out)
        context.drifted?.({ message: 'all', changes: [] })
      },
    }
  },
})

/** Each event passes through `spoil` on its way. */
function spoiled(factory: NormalizerFactory<Uint8Array>, spoil: (event: { ts: number }) => void): NormalizerFactory<Uint8Array> {
  return {
    ...factory,
    create(context) {
      const good = factory.create(context)
      const normalize: typeof good.normalize = (frame, out) => {
        const trade: typeof out.trade = (...args) => (spoil({ ts: args[1] }), out.trade(...args))
        const passing = new Proxy(out, {
          get: (to, name) => {
            const value: unknown = name === 'trade' ? trade : Reflect.get(to, name, to)
            return typeof value === 'function' ? (value.bind(to) as unknown) : value
          },
        })
        good.normalize(frame, passing)
      }
      return { reset: () => good.reset(), normalize }
    },
  }
}

describe.skipIf(sharedPath('fixtures', 'binance-spot', 'samples.jsonl') === undefined)('twenty thousand frames gone wrong', () => {
  beforeAll(async () => {
    targets = await fuzzTargets()
  })

  it('give data errors or whole events, the same on both paths, and every change of meaning is told', { timeout: 120_000 }, () => {
    const { fuzzer, found } = findings(targets, 20_000)
    expect(found.slice(0, 3), `npm run prove -- fuzz --seed ${seed} --only ${found[0]?.frame}`).toEqual([])
    expect(fuzzer.counts.refused).toBeGreaterThan(5_000)
    expect(fuzzer.counts.events).toBeGreaterThan(2_000)
    const { ways } = fuzzer.counts
    for (const way of ['renamed', 'removed', 'added', 'retyped', 'not a number', 'nested', 'truncated'] as const) {
      expect([way, (ways.get(way)?.semantic ?? 0) > 500]).toEqual([way, true])
    }
    expect(ways.get('intact')).toMatchObject({ semantic: 0 })
  })

  it('are told as such when they are frames of another market', { timeout: 60_000 }, () => {
    const fuzzer = new Fuzzer(targets, seed)
    expect([...fuzzer.crossed()].slice(0, 3)).toEqual([])
    expect(fuzzer.counts.ways.get('other market')?.semantic).toBeGreaterThan(1_000)
  })

  it('would show a change that nobody tells', () => {
    const silent = targets.map((target) => ({ ...target, factory: quiet(target.factory), slow: quiet(target.slow) }))
    const { found } = findings(silent, 1_000)
    expect(found.some(({ problem }) => problem.startsWith('not told: '))).toBe(true)
  })

  it('would show a report of nothing', () => {
    const loud = targets.map((target) => ({ ...target, factory: noisy(target.factory), slow: noisy(target.slow) }))
    const { found } = findings(loud, 300)
    expect(found.map(({ problem }) => problem)).toContain('false report: all: ')
  })

  it('are the same ones for the same seed', () => {
    const [first, second] = [findings(targets, 300), findings(targets, 300)]
    expect(second.fuzzer.counts).toEqual(first.fuzzer.counts)
  })

  it('would show a normalizer that crashes', () => {
    const crashing = targets.map((target) => ({
      ...target,
      factory: spoiled(target.factory, ({ ts }) => {
        if (ts < 1_000_000_000) throw new TypeError('an early trade')
      }),
    }))
    const { found } = findings(crashing, 5_000)
    expect(found.map(({ problem }) => problem)).toContain('crash: TypeError: an early trade')
  })
})

describe.skipIf(sharedPath('fixtures', 'binance-spot', 'samples.jsonl') === undefined)(
  'frames as they were recorded or are documented',
  () => {
    it('give no report', { timeout: 120_000 }, async () => {
      for (const target of await fuzzTargets()) {
        const reader = new Reader(target)
        const told = new Set<string>()
        let frames = 0
        for await (const frame of goodFrames(target.corpus)) {
          // Every fifth of the long recordings: one shows the shape of all.
          if (frames++ > 2_000 && frames % 5 > 0) continue
          const problem = reader.read(frame)
          if (problem !== undefined) told.add(`${frame.channel}: ${problem}`)
        }
        expect([target.name, frames > 40_000, ...told]).toEqual([target.name, true])
      }
    })
  },
)
