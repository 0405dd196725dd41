import type { ConformanceCase, ConformanceSuite } from './suite.ts'

export interface CaseReport {
  readonly id: string
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped; undefined for a case that passed. */
  readonly message: string | undefined
}

/** How one implementation stands against its suite: plain data, for `JSON.stringify`. */
export interface ConformanceReport {
  /** `sink duckdb` */
  readonly plugin: string
  /** What was examined: `plugin` for manifest and schema, else the kind. */
  readonly examines: string
  /** As the implementation declares them. */
  readonly abilities: readonly string[]
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** In the order of their ids. */
  readonly cases: readonly CaseReport[]
}

/** Runs a suite without a test runner. Never rejects because of a case. */
export async function reportOf(suite: ConformanceSuite): Promise<ConformanceReport> {
  const cases: CaseReport[] = suite.leftOut.map(({ id, title, reason }) => ({ id, title, outcome: 'skipped', message: reason }))
  for (const one of suite.cases) cases.push(await outcomeOf(one))
  cases.sort((a, b) => (a.id < b.id ? -1 : 1))
  const count = (outcome: CaseReport['outcome']): number => cases.filter((one) => one.outcome === outcome).length
  return {
    plugin: suite.plugin,
    examines: suite.examines,
    abilities: await suite.abilities(),
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    cases,
  }
}

async function outcomeOf(one: ConformanceCase): Promise<CaseReport> {
  const { id, title } = one
  try {
    const answer = await one.run()
    return { id, title, outcome: answer === undefined ? 'passed' : 'skipped', message: answer?.skipped }
  } catch (thrown) {
    return { id, title, outcome: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
