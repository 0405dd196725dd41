import { readFileSync } from 'node:fs'

import { sharedPath } from '@feedloom/testkit'
import { describe, expect, it } from 'vitest'

import { erf, erfc, erfcx } from './error-function.ts'
import { normalQuantile, normalQuantileFromMedian } from './normal-quantile.ts'
import { millsRatio, normalDensity, normalDistribution } from './normal.ts'

const ULP = 2 ** -52
const folder = sharedPath('golden', 'options')

/** The worst relative error of `f` over a golden table, in units of 2^-52; denormal values are compared by size. */
function worstOf(table: string, input: string, output: string, f: (x: number) => number): number {
  const golden = JSON.parse(readFileSync(`${folder}/${table}.json`, 'utf8')) as {
    columns: string[]
    rows: (number | null)[][]
  }
  const [from, to] = [golden.columns.indexOf(input), golden.columns.indexOf(output)]
  let worst = 0
  for (const row of golden.rows) {
    const truth = row[to]
    if (truth === null || truth === undefined) continue
    const error = Math.abs(f(row[from] as number) - truth)
    worst = Math.max(worst, Math.abs(truth) < 1e-300 ? error / 1e-315 : error / (Math.abs(truth) * ULP))
  }
  return worst
}

describe.skipIf(folder === undefined)('special functions against 60-digit tables', () => {
  it.each([
    ['erf', erf, 2],
    ['erfc', erfc, 3],
    ['erfcx', erfcx, 3],
    ['normcdf', normalDistribution, 4],
  ] as const)('%s is within a few units in the last place', (name, f, bound) => {
    expect(worstOf('special', 'x', name, f)).toBeLessThan(bound)
  })

  it('the quantile is within a few units in the last place', () => {
    expect(worstOf('norminv', 'p', 'z', normalQuantile)).toBeLessThan(4)
  })
})

describe('special functions at their borders', () => {
  it('infinities give the limits and a NaN stays one', () => {
    expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)]).toEqual([1, -1, 0, 2])
    expect([erfcx(Infinity), erfcx(-Infinity)]).toEqual([0, Infinity])
    expect([normalDistribution(Infinity), normalDistribution(-Infinity), normalDensity(Infinity)]).toEqual([1, 0, 0])
    for (const f of [erf, erfc, erfcx, normalDistribution, normalDensity, normalQuantile]) expect(f(NaN)).toBeNaN()
  })

  it('the quantile is infinite at 0 and 1 and undefined outside', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect(normalQuantile(-1e-9)).toBeNaN()
    expect(normalQuantileFromMedian(1e-20) / (Math.sqrt(2 * Math.PI) * 1e-20)).toBeCloseTo(1, 15)
    expect(normalQuantileFromMedian(-0.49)).toBe(normalQuantile(0.5 - 0.49))
  })

  it('the Mills ratio is distribution over density', () => {
    for (const z of [-30, -3, 0, 2]) {
      expect(millsRatio(z) / (normalDistribution(z) / normalDensity(z))).toBeCloseTo(1, 13)
    }
  })
})
