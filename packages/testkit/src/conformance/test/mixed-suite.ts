import assert from 'node:assert/strict'
import { caseIf, conformanceCase, conformanceSuite, type ConformanceSuite } from '../suite.ts'

/** One case of every outcome. */
export function mixedSuite({ holds }: { readonly holds: boolean }): ConformanceSuite {
  return conformanceSuite({
    examines: 'cache',
    subject: { kind: 'cache', type: 'mixed' },
    abilities: () => ['ttl'],
    cases: [
      caseIf(false, 'none were given', 'MIX-04', 'needs reference values', () => undefined),
      conformanceCase('MIX-01', 'holds', () => undefined),
      conformanceCase('MIX-02', 'may hold', () => assert.ok(holds, 'it does not hold')),
      conformanceCase('MIX-03', 'is about scans', () => ({ skipped: 'scan is not declared' })),
    ],
  })
}
