import type { NormalizerFactory } from '@feedloom/core'
import { sharedPath } from '@feedloom/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type FuzzTarget, fuzzTargets } from './parts/fuzz-corpus.ts'
import { type Finding, Fuzzer } from './parts/fuzz-judge.ts'

const seed = 20_261_120
let targets: readonly FuzzTarget[] = []

function findings(fuzzed: readonly FuzzTarget[], frames: number): { readonly fuzzer: Fuzzer; readonly found: readonly Finding[] } {
  const fuzzer = new Fuzzer(fuzzed, seed)
  const found = Array.from({ length: frames }, (_, n) => fuzzer.judge(n)).filter((one) => one !== undefined)
  return { fuzzer, found }
}

/** Each event passes through `spoil` on its way. */
function spoiled(factory: NormalizerFactory<Uint8Array>, spoil: (event: { ts: number }) => void): NormalizerFactory<Uint8Array> {
  return {
    ...factory,
    create(context) {
      const good = factory.create(context)
      const normalize: typeof good.normalize = (frame, out) => {
        const passing = Object.create(out, {
          trade: { value: (...args: Parameters<typeof out.trade>) => (spoil({ ts: args[1] }), out.trade(...args)) },
        }) as typeof out
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

  it('give data errors or whole events, the same on the fast and the slow path', { timeout: 120_000 }, () => {
    const { fuzzer, found } = findings(targets, 20_000)
    expect(found.slice(0, 3), `npm run prove -- fuzz --seed ${seed} --only ${found[0]?.frame}`).toEqual([])
    expect(fuzzer.counts.refused).toBeGreaterThan(5_000)
    expect(fuzzer.counts.events).toBeGreaterThan(2_000)
  })

  it('are the same ones for the same seed', () => {
    const [first, second] = [findings(targets, 300), findings(targets, 300)]
    expect(second.fuzzer.counts).toEqual(first.fuzzer.counts)
  })

  it('would show a normalizer that crashes', () => {
    const crashing = targets.map((target) => ({
      ...target,
      factory: spoiled(target.factory, ({ ts }) => {
        if (ts < 1_000_000) throw new TypeError('an early trade')
      }),
    }))
    const { found } = findings(crashing, 5_000)
    expect(found.map(({ problem }) => problem)).toContain('crash: TypeError: an early trade')
  })
})
